/**
 * Knows the tab in which a weight or a bias is moved.
 * Does not know what follows from it: every number comes from the server.
 */

import { movementOf } from '../state/readings.js';
import { element } from './dom.js';
import { createSetValue } from './set_value.js';

/** @typedef {import('../state/readings.js').Parameter} Parameter */

/**
 * @param {Parameter} target
 * @param {import('../net/commands.js').Commands} commands
 * @returns {import('./tabs.js').Part}
 */
export function createNudge(target, commands) {
  const setValue = createSetValue(target, commands);
  const node = element('div', {}, setValue.node);
  return { node, show: (_, frame) => setValue.show(movementOf(frame, target)[0]) };
}
