/**
 * Knows what the page says of a run that trains with a bug on purpose: the words for a badge, and the note that heads the inspector.
 * Does not know what a bug does: its label, ratios and angles come with the frame.
 */

import { formatFixed, formatNumber } from '../scene/format.js';
import { madeBy } from '../state/readings.js';
import { element, setText } from '../page/dom.js';

/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/types.js').Target} Target */

/** @param {Frame | null} frame @returns {string} empty without a bug */
export const bugLabel = (frame) => (frame?.detail.bugs ?? []).map(({ label }) => label).join('; ');

/** @param {Frame | null} frame @returns {string} empty without a bug */
export const bugWords = (frame) => (bugLabel(frame) ? `With a bug: ${bugLabel(frame)}.` : '');

/** How each layer's gradient lies to the right one, last layer first. @param {Frame} frame */
export const bugRows = ({ detail }) => (detail.bug_ratios ?? []).map((ratio, index) => {
  const degrees = detail.bug_angles?.[index] ?? null;
  return { layer: index + 1, ratio: ratio === null ? '–' : `× ${formatNumber(ratio)}`, angle: degrees === null ? '–' : `${formatFixed(degrees, 1)}°` };
}).reverse();

/** @param {Frame} frame @param {Target | null} target */
function noteText(frame, target) {
  if (!target) return 'Nudges, deltas and steps are what this run computes.';
  if ((target.kind !== 'weight' && target.kind !== 'bias') || !frame.right) return 'What stands below is the right derivative.';
  return `This run computes ${formatNumber(madeBy(frame, target))} here. Factors, formulas and ways below are those of the right derivative.`;
}

export function createBugNote() {
  const label = element('b', { class: 'C' });
  const text = document.createTextNode('');
  const body = element('tbody');
  const table = element('table', { class: 'bug-table' },
    element('caption', { class: 'visually-hidden' }, 'Gradients of the update beside the right ones'),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, '∂C/∂W beside the right one'), element('th', { scope: 'col' }, 'length'), element('th', { scope: 'col' }, 'angle'))), body);
  const node = element('div', { class: 'bug-note' }, element('p', {}, label, ' ', text), table);

  /** @param {Frame} frame @param {Target | null} target what is selected */
  function show(frame, target) {
    node.hidden = bugLabel(frame) === '';
    if (node.hidden) return;
    setText(label, bugWords(frame));
    setText(text, noteText(frame, target));
    table.hidden = target !== null;
    if (target === null) body.replaceChildren(...bugRows(frame).map(({ layer, ratio, angle }) => element('tr', {}, element('th', { scope: 'row' }, `layer ${layer}`), element('td', {}, ratio), element('td', {}, angle))));
  }
  return { node, show };
}
