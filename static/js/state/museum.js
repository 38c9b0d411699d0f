/**
 * Knows the experiments of the museum of bugs: which networks, what can be predicted, and what two measured curves say of it.
 * Does not know the server, the DOM, nor what a bug does. It compares costs that were measured; it computes none.
 */

import { lastKnown } from '../charts/series.js';
import { formatCount, formatNumber, formatPercent } from '../scene/format.js';

/** @typedef {import('./shape.js').Preset} Preset */
/** A known bug. @typedef {{name: string, label: string, explanation: string, wrong: string, line: string, needs: string}} Bug */
/** @typedef {'same' | 'slower' | 'not' | 'grows'} Prediction */
/** The cost over samples seen; `ended` false: still running. @typedef {{x: number[], y: (number | null)[], ratios: (number | null)[][], angles: (number | null)[], ended: boolean, diverged: boolean, progress: number}} Course */
/** @typedef {{title: string, noun: string, spec: Record<string, any>}} Experiment a network to try bugs on; `spec` is nested as the server has it */

/** @type {readonly [Prediction, string][]} */
export const PREDICTIONS = [
  ['same', 'Yes, as fast or faster'],
  ['slower', 'Yes, but more slowly'],
  ['not', 'No, it stays where it is'],
  ['grows', 'No, it grows'],
];

/** How long each network learns here. @type {Record<string, number>} */
const EPOCHS = { mazur: 10000, xor: 3000 };

/** @type {Experiment[]} */
const LARGER = [
  { title: 'Two moons', noun: 'points', spec: { dataset: { name: 'moons' }, network: { hidden: [8], activation: 'tanh' }, optimizer: { name: 'sgd', learning_rate: 1 }, batch_size: 10, epochs: 60 } },
  { title: 'Digits', noun: 'digits', spec: { dataset: { name: 'pen', train: 4000, test: 500 }, network: { hidden: [16, 16] }, optimizer: { name: 'sgd', learning_rate: 1 }, batch_size: 10, epochs: 2 } },
];

/** @param {Preset[]} presets the worked examples @returns {Experiment[]} */
export function experimentsOf(presets) {
  const worked = presets.filter(({ name }) => name in EPOCHS);
  return [...worked.map(({ name, title, spec }) => ({ title, noun: 'samples', spec: { ...spec, epochs: EPOCHS[name] } })), ...LARGER];
}

/** Below these shares of what the right run does, it is something else. */
const AS_FAST = 0.9;
const NOT_AT_ALL = 0.05;
const HIGHER = 1.01;

/** How far below its start a cost was, on average over the samples seen. @param {Course} course @param {number} end */
function depth({ x, y }, end) {
  const start = Number(y[0]);
  let area = 0;
  for (let at = 1; at < x.length && x[at] <= end; at += 1) {
    area += (x[at] - x[at - 1]) * (start - (Number(y[at] ?? start) + Number(y[at - 1] ?? start)) / 2);
  }
  return area / end;
}

/**
 * What the two curves say: judged by measurement alone.
 * @param {Course} right @param {Course} buggy both from the same start
 * @returns {{found: Prediction, share: number | null}} `share`: how far it had come down on average, next to the right run
 */
export function judge(right, buggy) {
  const start = Number(right.y[0]);
  const [low, end] = [Number(lastKnown(right.y)), lastKnown(buggy.y)];
  if (buggy.diverged || end === null || end > start * HIGHER) return { found: 'grows', share: null };
  const share = depth(buggy, right.x[right.x.length - 1]) / depth(right, right.x[right.x.length - 1]);
  if (start - end < NOT_AT_ALL * (start - low)) return { found: 'not', share };
  return { found: share < AS_FAST ? 'slower' : 'same', share };
}

/** @type {Record<Prediction, string>} */
const FOUND = {
  same: 'The cost falls as fast as without the bug, or faster',
  slower: 'The cost falls, but more slowly',
  not: 'The cost stays where it is',
  grows: 'The cost grows',
};

/**
 * @param {Prediction} predicted @param {Course} right @param {Course} buggy
 * @param {string} noun @returns {string[]} what was measured, and how that fits what was predicted
 */
export function verdictOf(predicted, right, buggy, noun) {
  const { found, share } = judge(right, buggy);
  const [start, low, end] = [right.y[0], lastKnown(right.y), lastKnown(buggy.y)];
  const over = `over ${formatCount(right.x[right.x.length - 1])} ${noun}`;
  const became = buggy.diverged ? 'until it is not a number' : `to ${formatNumber(end)}`;
  const pace = share === null || found === 'not' ? '' : ` On average over the run it had come down ${formatPercent(share)} as far.`;
  const fits = predicted === found ? 'That is what you predicted.' : `You predicted: ${PREDICTIONS.find(([name]) => name === predicted)?.[1].toLowerCase()}.`;
  return [`${FOUND[found]}. ${fits}`, `Measured ${over}: from ${formatNumber(start)} to ${formatNumber(low)} without the bug, ${became} with it.${pace}`];
}

/** What the length of dC/dW was, next to the right one, at the first measurement and at the last, and the angle between the two then. @param {Course} buggy */
export function ratiosOf({ ratios, angles }) {
  const known = ratios.filter((each) => each.length > 0);
  if (known.length === 0) return [];
  const [first, last] = [known[0], known[known.length - 1]];
  return last.map((ratio, index) => ({ layer: index + 1, first: first[index], last: ratio, angle: angles[index] ?? null })).reverse();
}
