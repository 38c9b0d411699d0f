/**
 * Knows the tab that tells how far the step moves a weight or a bias: its rule with numbers, the batch, the gradients, the work.
 * Does not know where the derivative comes from.
 */

import { formatCount, formatNumber } from '../../scene/format.js';
import { closedFormQuestion, directionsQuestion, shownFor, updateQuestion } from '../../state/asking.js';
import { gradientBy, movementOf, reached } from '../../state/readings.js';
import { isRunning } from '../../state/reduce.js';
import { createBatch } from './batch.js';
import { createClosedForm } from './closed_form.js';
import { createDirections } from './directions.js';
import { element, setText, span } from '../../page/dom.js';
import { cost, math, mi, mo, partial, row, sub } from '../../page/mathml.js';
import { rateText, ruleLines, timesAsMuch } from './rules.js';
import { signRole } from '../stage/tooltip.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').UpdateAnswer} UpdateAnswer */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../state/readings.js').Parameter} Parameter */

const RUNNING = 'Pause, and the samples behind this step can be seen.';
const NOT_YET = 'Not yet: the complaints have not come back this far.';

/** @param {Parameter} target */
const roleOf = (target) => (target.kind === 'weight' ? 'w' : 'b');

/** The gradient of the update: of one sample it is the frame's; of a batch, or made by a run with bugs, what the server tells. @param {Frame} frame @param {Parameter} target @param {UpdateAnswer | null} told */
const gradientOfStep = (frame, target, told) => (frame.detail.update_size === 1 && !frame.detail.bugs ? gradientBy(frame, target) : told ? told.gradient : null);

/** w - eta g where that is the whole rule; else w and what is added to it. @param {State} state @param {Frame} frame @param {Parameter} target @param {UpdateAnswer | null} told */
function updateLine(state, frame, target, told) {
  const role = roleOf(target);
  const [before, moved] = movementOf(frame, target);
  const now = span(role, formatNumber(before));
  const after = element('b', { class: role }, formatNumber(before + moved));
  const gradient = gradientOfStep(frame, target, told);
  const plain = frame.detail.optimizer === 'sgd' && !state.job?.spec.l2 && gradient !== null;
  if (!plain) return [now, moved < 0 ? ' − ' : ' + ', formatNumber(Math.abs(moved)), ' = ', after];
  const bracketed = gradient < 0 ? `(${formatNumber(gradient)})` : formatNumber(gradient);
  return [now, ` − ${rateText(frame.detail.learning_rate)} × `, span(signRole(gradient), bracketed), ' = ', after];
}

/** Of a batch it is C, the mean over it, that goes down; another optimiser moves by a step of its own. @param {Frame} frame @param {Parameter} target */
function updateSymbols(frame, target) {
  const role = roleOf(target);
  const { optimizer, update_size: size } = frame.detail;
  const start = [sub(mi(role, role), mi('new')), mo('='), mi(role, role)];
  if (optimizer !== 'sgd') return math(...start, mo('+'), row(mo('Δ'), mi(role, role)));
  return math(...start, mo('−'), mi('η'), partial(), size > 1 ? mi('C', 'C') : cost(), mo('/'), partial(), mi(role, role));
}

/** @param {Frame} frame */
function titleText({ phase, detail }) {
  const by = [detail.optimizer === 'sgd' ? '' : detail.optimizer, detail.update_size > 1 ? `mean of ${detail.update_size} nudges` : ''].filter(Boolean).join(', ');
  return (phase === 'applied' ? 'The step that was taken' : 'The step it would take') + (by ? ': ' + by : '');
}

/** @param {Parameter} target */
function createUpdate(target) {
  const title = element('h3', { class: 'label' });
  const rule = element('div', { class: 'rule' });
  const symbols = element('div');
  const numbers = element('div');
  let shownSymbols = '';
  const node = element('div', { class: 'update' }, title, rule, symbols, numbers);

  /** @param {State} state @param {Frame} frame @param {UpdateAnswer | null} told @param {boolean} known */
  function show(state, frame, told, known) {
    const wanted = `${frame.detail.optimizer} ${frame.detail.update_size > 1}`;
    if (wanted !== shownSymbols) symbols.replaceChildren(updateSymbols(frame, target));
    shownSymbols = wanted;
    setText(title, titleText(frame));
    numbers.replaceChildren(...(known ? updateLine(state, frame, target, told) : [element('span', { class: 'hint' }, 'not yet')]));
    const lines = told && known ? ruleLines(told, roleOf(target)) : [];
    rule.replaceChildren(...lines.map((line) => element('div', {}, element('div', { class: 'rule-symbols' }, line.symbols), ...line.numbers.map(({ text, role }) => span(role, text)))));
    rule.hidden = lines.length === 0;
  }
  return { node, show };
}

function createCounts() {
  const words = element('p', {});
  const node = element('section', { class: 'part counts', 'aria-label': 'Why go backward' }, element('h3', { class: 'label' }, 'Multiplications for all nudges of one sample'), words);
  /** @param {UpdateAnswer['multiplications']} counts */
  function show(counts) {
    const { parameters, forward, backward, wiggling } = counts;
    setText(words, `Forward ${formatCount(forward)}, backward ${formatCount(backward)}: that is all ${formatCount(parameters)} nudges. ` +
      `Wiggling each weight alone, one forward pass each: ${formatCount(wiggling)}, ${formatCount(Math.round(timesAsMuch(counts)))} times as many.`);
  }
  return { node, show };
}

/** @param {Parameter} target @param {import('../inspector/inspector.js').Tools} tools @returns {import('../inspector/tabs.js').Part} */
export function createStep(target, { commands }) {
  const update = createUpdate(target);
  const batch = createBatch(commands.watchSample);
  const directions = createDirections();
  const closedForm = createClosedForm();
  const counts = createCounts();
  const note = element('p', { class: 'hint' });
  const node = element('div', {}, update.node, note, closedForm.node, batch.node, directions.node, counts.node);

  /** @param {State} state @param {Frame} frame */
  function show(state, frame) {
    const known = reached(state.view.tau, frame.layers.length).nudge(target.layer);
    const told = shownFor(state.answers.update, updateQuestion(state));
    const compared = shownFor(state.answers.directions, directionsQuestion(state));
    update.show(state, frame, told?.answer ?? null, known);
    const formula = shownFor(state.answers.closedForm, closedFormQuestion(state));
    const problem = told?.problem ?? compared?.problem ?? formula?.problem;
    setText(note, isRunning(state) ? RUNNING : !known ? NOT_YET : problem ? 'The server could not tell: ' + problem : '');
    note.hidden = note.textContent === '';
    batch.node.hidden = !known || !told?.answer || told.answer.batch.size === 1; // one nudge is its own mean
    directions.node.hidden = !known || !compared?.answer;
    closedForm.node.hidden = !known || !formula?.answer;
    counts.node.hidden = !told?.answer;
    if (told?.answer) batch.show(state, told.answer.batch);
    if (told?.answer) counts.show(told.answer.multiplications);
    if (formula?.answer) closedForm.show(state, formula.answer);
    if (compared?.answer) directions.show(state, compared.answer);
  }
  return { node, show };
}
