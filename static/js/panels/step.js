/**
 * Knows the tab that tells how far the step moves a weight or a bias, and why that far.
 * Does not know where its derivative comes from.
 */

import { formatNumber } from '../scene/format.js';
import { gradientBy, movementOf, reached } from '../state/readings.js';
import { element, setText, span } from './dom.js';
import { cost, math, mi, mo, partial, row, sub } from './mathml.js';
import { signRole } from './tooltip.js';

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../state/readings.js').Parameter} Parameter */

/** w - eta g only says the truth for plain descent on one sample. @param {State} state @param {Frame} frame */
const isPlainStep = (state, frame) => frame.detail.update_size === 1 && frame.detail.optimizer === 'sgd' && !state.job?.spec.l2;

/** @param {Parameter} target */
const roleOf = (target) => (target.kind === 'weight' ? 'w' : 'b');

/** @param {State} state @param {Frame} frame @param {Parameter} target @returns {(Node | string)[]} */
function updateLine(state, frame, target) {
  const role = roleOf(target);
  const [before, moved] = movementOf(frame, target);
  const now = span(role, formatNumber(before));
  const after = element('b', { class: role }, formatNumber(before + moved));
  const gradient = gradientBy(frame, target);
  const bracketed = gradient < 0 ? `(${formatNumber(gradient)})` : formatNumber(gradient);
  if (isPlainStep(state, frame)) return [now, ` − ${Number(frame.detail.learning_rate.toPrecision(6))} × `, span(signRole(gradient), bracketed), ' = ', after];
  const size = frame.detail.update_size;
  const name = frame.detail.optimizer === 'sgd' ? '' : frame.detail.optimizer;
  const by = [name, size > 1 ? `mean of ${size} nudges` : ''].filter(Boolean).join(', ');
  return [now, moved < 0 ? ' − ' : ' + ', formatNumber(Math.abs(moved)), ' = ', after, element('span', { class: 'hint' }, '  ' + by)];
}

/** With a batch it is C, the mean over it, that goes down; another optimiser moves by a step of its own. @param {Frame} frame @param {Parameter} target */
function updateSymbols(frame, target) {
  const role = roleOf(target);
  const { optimizer, update_size: size } = frame.detail;
  const start = [sub(mi(role, role), mi('new')), mo('='), mi(role, role)];
  if (optimizer !== 'sgd') return math(...start, mo('+'), row(mo('Δ'), mi(role, role)));
  return math(...start, mo('−'), mi('η'), partial(), size > 1 ? mi('C', 'C') : cost(), mo('/'), partial(), mi(role, role));
}

/** @param {Parameter} target @returns {import('./tabs.js').Part} */
export function createStep(target) {
  const title = element('div', { class: 'label' });
  const symbols = element('div');
  const numbers = element('div');
  let shownSymbols = '';
  const node = element('div', { class: 'update' }, title, symbols, numbers);

  /** @param {State} state @param {Frame} frame */
  function show(state, frame) {
    const known = reached(state.view.tau, frame.layers.length).nudge(target.layer);
    const wanted = `${frame.detail.optimizer} ${frame.detail.update_size > 1}`;
    if (wanted !== shownSymbols) symbols.replaceChildren(updateSymbols(frame, target));
    shownSymbols = wanted;
    setText(title, frame.phase === 'applied' ? 'The step that was taken' : 'The step it would take');
    numbers.replaceChildren(...(known ? updateLine(state, frame, target) : [element('span', { class: 'hint' }, 'not yet')]));
  }
  return { node, show };
}
