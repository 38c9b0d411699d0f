/**
 * Knows how one linear layer is set beside the weights that least squares gives by a formula.
 * Does not know the formula: both are the server's.
 */

import { formatCount, formatPrecise } from '../../scene/format.js';
import { element, setText } from '../../page/dom.js';
import { className, inputName } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').ClosedFormAnswer} ClosedFormAnswer */

const MOST_ROWS = 24;

/** Each weight and bias: what it is, what it is now, what the formula says. @param {State} state @param {ClosedFormAnswer} answer @returns {[string, number, number][]} */
function rowsOf(state, { weights, biases, closed_form: there }) {
  return weights.flatMap((row, j) => {
    const into = weights.length > 1 ? ' to ' + className(state, j) : '';
    return [
      ...row.map((w, k) => /** @type {[string, number, number]} */ ([inputName(state, k) + into, w, there.weights[j][k]])),
      /** @type {[string, number, number]} */ (['bias' + into, biases[j], there.biases[j]]),
    ];
  }).slice(0, MOST_ROWS);
}

export function createClosedForm() {
  const body = element('tbody');
  const words = element('p', { class: 'hint' });
  const head = element('tr', {}, ...['', 'now', 'closed form'].map((text) => element('th', { scope: 'col' }, text)));
  const table = element('table', { class: 'directions-table' }, element('thead', {}, head), body);
  const node = element('section', { class: 'part closed-form', 'aria-label': 'Least squares' }, element('h3', { class: 'label' }, 'Least squares: the same by a formula'), table, words);
  /** @type {ClosedFormAnswer | null} */
  let last = null;

  /** @param {State} state @param {ClosedFormAnswer} answer */
  function show(state, answer) {
    if (answer === last) return;
    last = answer;
    body.replaceChildren(...rowsOf(state, answer).map(([name, ...values]) => element('tr', {}, element('th', { scope: 'row' }, name), ...values.map((value) => element('td', {}, formatPrecise(value))))));
    setText(words, `Over ${formatCount(answer.samples)} rows the mean cost is ${formatPrecise(answer.cost)}; no weights give less than ${formatPrecise(answer.least_cost)}, and there the gradient is 0.`);
  }
  return { node, show };
}
