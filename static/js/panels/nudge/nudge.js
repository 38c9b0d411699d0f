/**
 * Knows the tab in which a weight or a bias is moved, in two ways: on number lines, or in plain numbers.
 * Does not know what follows from it: every number comes from the server.
 */

import { element } from '../../page/dom.js';
import { createNudgeLines } from './nudge_lines.js';
import { createPlain } from './plain.js';

/** @typedef {import('../../state/readings.js').Parameter} Parameter */
/** @typedef {import('../../protocol/types.js').Frame} Frame */

/**
 * @param {Frame} frame
 * @param {Parameter} target
 * @param {import('../inspector/inspector.js').Tools} tools
 * @returns {import('../inspector/tabs.js').Part}
 */
export function createNudge(frame, target, { commands, speakPlainly }) {
  const ways = [
    { plain: false, title: 'Number lines', part: createNudgeLines(frame, target, commands) },
    { plain: true, title: 'Plain numbers', part: createPlain(target, commands) },
  ];
  const buttons = ways.map(({ plain, title }) => element('button', { type: 'button', class: 'tool', onclick: () => speakPlainly(plain) }, title));
  const node = element('div', { class: 'nudge' }, element('div', { class: 'nudge-ways', role: 'group', 'aria-label': 'How to nudge it' }, ...buttons), ...ways.map(({ part }) => part.node));
  /** @type {import('../inspector/tabs.js').Part['show']} */
  function show(state, shown) {
    ways.forEach(({ plain, part }, index) => {
      const chosen = plain === state.plain;
      buttons[index].setAttribute('aria-pressed', String(chosen));
      part.node.hidden = !chosen;
      if (chosen) part.show(state, shown);
    });
  }
  return { node, show };
}
