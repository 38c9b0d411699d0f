/**
 * Knows how the doctor's report is shown: what is wrong, why, in which tensor, and what the next step makes of it.
 * Does not judge: every verdict and number is the server's.
 */

import { heatLegend, heatPicture } from './heat.js';
import { labLink } from './lab_link.js';
import { element } from '../page/dom.js';
import { formatNumber, formatPrecise } from '../scene/format.js';

/** @typedef {{tensor: string, verdict: string, max_relative_error: number | null, worst_index: number[], pattern: string, ratio: number | null, yours: number | null, right: number | null, ratios: (number | null)[][]}} Verdict */
/** @typedef {{bug: string, bugs: string[], confidence: number, explanation: string, line: string, tensors: string[]}} Diagnosis */
/** @typedef {{parameter: import('./lab_link.js').Parameter, before: number, right: number | null, yours: number | null, right_after: number | null, your_after: number | null}} Step */
/** @typedef {{activations: string[], cost: string}} Choice */
/**
 * @typedef {object} Report
 * @property {boolean} correct
 * @property {string} summary
 * @property {string} precision
 * @property {Verdict[]} tensors
 * @property {Diagnosis[]} diagnosis
 * @property {string | null} apart
 * @property {Choice[]} fits
 * @property {{says: string}[]} doubts
 * @property {Step[]} steps
 */

/** @type {Record<string, string>} */
const PATTERNS = {
  constant: 'the same everywhere', 'by row': 'one ratio for each row: a receiving neuron', 'by column': 'one ratio for each column: a sending neuron',
  mixed: 'no simple ratio', transposed: 'lies on its side', zero: 'all zero',
};

/** @param {number} confidence @param {number} rivals */
function sureness(confidence, rivals) {
  if (rivals > 1) return `possible: one of ${rivals} that give these very numbers`;
  return confidence >= 0.9 ? 'certain: it gives these very numbers' : 'likely: it gives these numbers to the digits that were copied';
}

/** @param {Report} report @param {Record<string, any>} question @returns {(found: Diagnosis) => HTMLElement} */
const finding = ({ diagnosis, steps: [worst] }, question) => (found) => {
  const rivals = diagnosis.length;
  const link = worst && labLink(question, worst.parameter, found.bugs);
  return element('div', { class: 'finding' }, element('h3', {}, found.bugs.join(' and ')), element('p', { class: 'sure' }, sureness(found.confidence, rivals)),
    element('p', {}, found.explanation), element('p', { class: 'change' }, 'The line to change:'), element('pre', {}, element('code', {}, found.line)),
    link && element('p', {}, element('a', { href: link }, 'Train with this bug in the lab'), ': wrong and right step side by side.'));
};

/** @param {string} tensor */
const gradientOf = (tensor) => 'dC/d' + tensor;

/** @param {Verdict} verdict */
function looks({ tensor, verdict, pattern, ratio }) {
  if (verdict === 'correct') return 'right';
  if (verdict === 'silent') return 'zero in both: cannot be told';
  if (pattern === 'mixed' && tensor.startsWith('b')) return 'a ratio for each neuron';
  return (ratio === null || pattern === 'zero' ? '' : formatNumber(ratio) + ' × ') + PATTERNS[pattern];
}

/** @param {Verdict} verdict */
function picture(verdict) {
  const says = looks(verdict);
  return element('figure', { class: verdict.verdict }, verdict.ratios.length > 0 ? heatPicture(verdict.ratios, `Yours / right for ${gradientOf(verdict.tensor)}: ${says}`) : null,
    element('figcaption', {}, element('b', {}, gradientOf(verdict.tensor)), ' ', says));
}

/** @param {string} caption @param {string[]} heads @param {Node[]} rows */
function table(caption, heads, rows) {
  const head = element('thead', {}, element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text))));
  return element('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption }, element('table', {}, element('caption', {}, caption), head, element('tbody', {}, ...rows)));
}

/** @param {Verdict} verdict */
function row(verdict) {
  const { worst_index: worst, max_relative_error: error } = verdict;
  const at = verdict.verdict === 'wrong' ? `[${worst.join(', ')}]` : '';
  const cells = [error === null ? 'shapes differ' : formatNumber(error), at, at && formatPrecise(verdict.yours), at && formatPrecise(verdict.right)];
  return element('tr', {}, element('th', { scope: 'row' }, gradientOf(verdict.tensor)), element('td', { class: verdict.verdict }, verdict.verdict), ...cells.map((text) => element('td', {}, text)));
}

/** @param {import('./lab_link.js').Parameter} parameter */
const nameOf = ({ layer, to, from }) => (from === null ? `b${layer}[${to}]` : `W${layer}[${to}, ${from}]`);

/** @param {Record<string, any>} question @returns {(step: Step) => HTMLElement} */
const stepRow = (question) => (step) => {
  const link = labLink(question, step.parameter);
  const after = step.right_after === null ? [] : [formatPrecise(step.right_after), formatPrecise(step.your_after)];
  const cells = [formatPrecise(step.before), formatPrecise(step.right), formatPrecise(step.yours), ...after].map((text) => element('td', {}, text));
  const name = nameOf(step.parameter);
  return element('tr', {}, element('th', { scope: 'row' }, name), ...cells, element('td', {}, link && element('a', { href: link, 'aria-label': `See ${name} in the lab` }, 'see it in the lab')));
};

/** @param {Report} report @param {Record<string, any>} question */
function steps(report, question) {
  if (report.steps.length === 0) return null;
  const hasRate = report.steps[0].right_after !== null;
  const heads = ['', 'now', 'right gradient', 'yours', ...(hasRate ? ['after the right step', 'after yours'] : []), ''];
  const caption = 'The step, right and wrong, where they differ most';
  return element('section', {}, table(caption, heads, report.steps.map(stepRow(question))), hasRate ? null : element('p', { class: 'hint' }, 'With a learning rate, the new weights stand here as well.'));
}

/** @param {Choice[]} fits @param {(choice: Choice) => void} take */
function fitting(fits, take) {
  if (fits.length === 0) return null;
  const each = fits.map((choice) => element('li', {}, `${choice.activations.join(', ')}; cost ${choice.cost} `, element('button', { type: 'button', class: 'button', onclick: () => take(choice) }, 'Check with these')));
  return element('div', { class: 'finding' }, element('h3', {}, 'Right for another network'), element('p', {}, 'These very gradients are right with other activations or another cost. Which does your program have?'), element('ul', {}, ...each));
}

/**
 * @param {Report} report
 * @param {Record<string, any>} question what was asked
 * @param {(choice: Choice) => void} take
 */
export function showReport(report, question, take) {
  const unknown = !report.correct && report.diagnosis.length === 0 && report.fits.length === 0;
  const tensors = table(`Tensor by tensor, as ${report.precision}`, ['tensor', 'verdict', 'largest relative error', 'at', 'yours', 'right'], report.tensors.map(row));
  return [
    element('h2', {}, report.summary),
    ...report.diagnosis.map(finding(report, question)),
    report.apart && element('p', { class: 'apart' }, report.apart),
    fitting(report.fits, take),
    unknown && element('p', {}, 'Check that activations, cost and sample are those of your program; a learning rate lets two more mistakes be found. Then look at the layer nearest to the output that is wrong: all before it inherit its error.'),
    ...report.doubts.map(({ says }) => element('p', { class: 'doubt' }, says)),
    element('h3', {}, 'Yours / right'), heatLegend(),
    element('div', { class: 'pictures' }, ...report.tensors.map(picture)),
    tensors, steps(report, question),
  ].filter((node) => node !== null && node !== false && node !== '');
}
