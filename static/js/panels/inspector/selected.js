/**
 * Knows which panel of the inspector speaks of which kind of selection. It is not needed for the first frame, and so is fetched after it.
 * Does not know what the panels say.
 */

import { createNeuron } from './neuron.js';
import { createParameter } from './parameter.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../protocol/types.js').Target} Target */

/**
 * @param {State} state
 * @param {Frame} frame
 * @param {Target} target
 * @param {import('./inspector.js').Tools} tools
 * @returns {import('./inspector.js').Panel}
 */
export function createSelected(state, frame, target, tools) {
  if (target.kind === 'input') return createNeuron(state, frame, { layer: 0, to: target.index }, tools);
  if (target.kind === 'neuron') return createNeuron(state, frame, target, tools);
  return createParameter(state, frame, target, tools);
}
