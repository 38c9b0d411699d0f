/**
 * Knows how to send numbers to the gradient doctor and to show its report.
 * Does not know the lab. It judges nothing itself: every verdict comes from the server.
 */

import { firstTheme } from './jobs/view/theme.js';
import { checkGradients } from './net/api.js';
import { element, find } from './panels/dom.js';
import { ProblemError } from './protocol/messages.js';
import { formatNumber } from './scene/format.js';

/** @typedef {{tensor: string, verdict: string, max_relative_error: number | null, worst_index: number[], pattern: string, ratio: number | null}} Verdict */
/** @typedef {{bug: string, bugs: string[], confidence: number, explanation: string, line: string, tensors: string[]}} Diagnosis */
/** @typedef {{correct: boolean, summary: string, precision: string, tensors: Verdict[], diagnosis: Diagnosis[]}} Report */

const MOST_BYTES = 8 * 2 ** 20;

const EXAMPLE = {
  network: { activations: ['sigmoid', 'sigmoid'], weights: [[[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]]], biases: [[0.35, 0.35], [0.6, 0.6]] },
  cost: 'half_quadratic',
  input: [0.05, 0.1],
  target: [0.01, 0.99],
  gradients: {
    weights: [[[0.00181751532, 0.003635030639], [0.002068516132, 0.004137032265]], [[0.082167040564, 0.082667627848], [-0.022602540477, -0.022740242216]]],
    biases: [[0.036350306393, 0.041370322649], [0.138498561629, -0.038098236517]],
  },
};

document.documentElement.dataset.theme = firstTheme();

const report = find('#report');
const numbers = /** @type {HTMLTextAreaElement} */ (find('#numbers'));

/** What of a text is wrong as JSON, in words. @param {string} text @returns {unknown} */
function read(text) {
  if (text.trim() === '') throw new SyntaxError('Paste numbers first, or take the example.');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`This is not JSON: ${/** @type {Error} */ (error).message}. Numbers that are not finite have no place in it.`);
  }
}

/** @param {Verdict} verdict */
function row(verdict) {
  const { pattern, ratio } = verdict;
  const looks = ratio === null ? pattern : `${pattern}, ${formatNumber(ratio)}`;
  const error = verdict.max_relative_error === null ? 'shapes differ' : formatNumber(verdict.max_relative_error);
  const cells = [error, verdict.verdict === 'correct' ? '' : `[${verdict.worst_index.join(', ')}]`, looks];
  return element('tr', {}, element('th', { scope: 'row' }, 'dC/d' + verdict.tensor), element('td', { class: verdict.verdict }, verdict.verdict), ...cells.map((text) => element('td', {}, text)));
}

/** @param {Diagnosis} found */
function finding(found) {
  const share = found.confidence < 0.9 ? ` (${Math.round(100 * found.confidence)} % sure)` : '';
  return element('div', { class: 'finding' }, element('h3', {}, found.bugs.join(' and ') + share), element('p', {}, found.explanation), element('code', {}, found.line));
}

/** @param {Report} found */
function show(found) {
  const heads = ['tensor', 'verdict', 'largest relative error', 'at', 'yours / right'];
  const head = element('thead', {}, element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text))));
  const table = element('table', {}, element('caption', {}, `Tensor by tensor, as ${found.precision}`), head, element('tbody', {}, ...found.tensors.map(row)));
  report.replaceChildren(element('h2', {}, found.summary), ...found.diagnosis.map(finding), element('div', { class: 'scroll' }, table));
}

/** @param {string} text */
const complain = (text) => report.replaceChildren(element('h2', {}, text));

async function check() {
  try {
    const body = read(numbers.value);
    report.replaceChildren(element('h2', {}, 'Checking.'));
    show(await checkGradients(body));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof ProblemError)) throw error;
    complain(error.message);
  }
}

/** JSON with a line for each field. @param {Record<string, any>} fields @param {string} indent @returns {string} */
function lines(fields, indent = '  ') {
  const nested = (/** @type {any} */ value) => typeof value === 'object' && !Array.isArray(value);
  const each = Object.entries(fields).map(([name, value]) => `${indent}"${name}": ${nested(value) ? lines(value, indent + '  ') : JSON.stringify(value)}`);
  return `{\n${each.join(',\n')}\n${indent.slice(2)}}`;
}

/** @param {File | undefined} file */
async function take(file) {
  if (!file) return;
  if (file.size > MOST_BYTES) return complain(`${file.name} is larger than 8 MB. Send fewer samples, or a smaller network.`);
  numbers.value = await file.text();
  return check();
}

find('#given').addEventListener('submit', (event) => {
  event.preventDefault();
  check();
});
find('#example').addEventListener('click', () => {
  numbers.value = lines(EXAMPLE);
  check();
});
for (const name of ['dragover', 'dragleave', 'drop']) {
  numbers.addEventListener(name, (event) => {
    event.preventDefault();
    numbers.classList.toggle('over', name === 'dragover');
  });
}
numbers.addEventListener('drop', (event) => take(event.dataTransfer?.files[0]));
