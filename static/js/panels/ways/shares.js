/**
 * Knows how complaints and paths become short lists with a rest and a sum, and their words.
 * Does not know the DOM. Of the numbers of the server it only adds up those that have no row of their own.
 */

import { columnFormat, formatCount, formatNumber } from '../../scene/format.js';
import { className, sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').FactorsAnswer} FactorsAnswer */
/** @typedef {import('../../state/shape.js').Complaint} Complaint */
/** @typedef {import('../../protocol/types.js').Frame} Frame */

/** @typedef {{label: string, means: string, value: number | null, text: string}} Share `means` stands between label and number: w times delta */
/** @typedef {{shares: Share[], more: number, rest: string, restValue: number | null, sum: string, sumValue: number | null}} ShareList */

const MOST_COMPLAINTS = 6;
export const MOST_PATHS = 8;

/** A rest of a single row would take as much room as the row itself. @param {number} count of all @param {number} most */
export const rowCount = (count, most = MOST_COMPLAINTS) => (count <= most + 1 ? count : most);

/** @param {number | null} value */
export const directionOf = (value) => (value === null || !Number.isFinite(value) || value === 0 ? null : value < 0 ? 'raise' : 'lower');

/** @param {number} count */
export const moreText = (count) => `and ${formatCount(count)} more`;

/** @param {(number | null)[]} values */
const added = (values) => values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), /** @type {number | null} */ (0));

/** @param {State} state @param {number} layer @param {number} to a neuron in few letters; outputs by what they answer */
export function shortName(state, layer, to) {
  const layers = state.frame?.layers ?? [];
  if (layer !== layers.length) return String(to);
  if (layers[layer - 1].outputs === 1) return 'output';
  return sampleNoun(state) === 'digit' ? 'digit ' + className(state, to) : className(state, to);
}

/** @param {State} state @param {number} layer @param {number} to */
const fullName = (state, layer, to) => (layer === state.frame?.layers.length ? '' : 'neuron ') + shortName(state, layer, to);

/** @param {number | null} value as the second factor of a product */
const bracketed = (value) => (value !== null && value < 0 ? `(${formatNumber(value)})` : formatNumber(value));

/** @param {State} state @param {FactorsAnswer} answer @param {number} layer of the neuron that is complained about @returns {ShareList} */
export function complaintShares(state, answer, layer) {
  const shown = answer.complaints.slice(0, rowCount(answer.complaints.length));
  const restValue = added(answer.complaints.slice(shown.length).map(({ wish }) => wish));
  const write = columnFormat([...shown.map(({ wish }) => wish), restValue, answer.dC_da]);
  return {
    shares: shown.map(({ neuron, weight, delta, wish }) => ({
      label: fullName(state, layer + 1, neuron), means: `${formatNumber(weight)} × ${bracketed(delta)}`, value: wish, text: write(wish),
    })),
    more: answer.complaints.length - shown.length, rest: write(restValue), restValue, sum: write(answer.dC_da), sumValue: answer.dC_da,
  };
}

/** @param {State} state @param {FactorsAnswer} answer @param {number} layer of the parameter @returns {ShareList} */
export function pathShares(state, answer, layer) {
  const shown = answer.paths.slice(0, MOST_PATHS);
  const restValue = added([answer.rest, ...answer.paths.slice(MOST_PATHS).map(({ product }) => product)]);
  const write = columnFormat([...shown.map(({ product }) => product), restValue, answer.derivative]);
  return {
    shares: shown.map(({ neurons, product }) => ({
      label: neurons.map((neuron, place) => shortName(state, layer + place, neuron)).join(' → '), means: '', value: product, text: write(product),
    })),
    more: answer.path_count - shown.length, rest: write(restValue), restValue, sum: write(answer.derivative), sumValue: answer.derivative,
  };
}

/** How many ways lead from a neuron of a layer to the cost. @param {number[]} sizes @param {number} layer */
export const wayCount = (sizes, layer) => sizes.slice(layer + 1).reduce((count, size) => count * size, 1);

/** Is there a desired value? @param {Frame} frame @param {number} layer */
export function targetSentence(frame, layer) {
  if (layer === frame.layers.length) return 'No layer follows: an output has a target of its own, and its complaint is the cost itself.';
  return 'Is there a desired value for a hidden neuron? No: only a wish, a sum of w times δ. No target, no square.';
}

/** @param {number} count */
export function waysSentence(count) {
  if (count === 1) return 'One way only: what it multiplies is the whole derivative.';
  return `${formatCount(count)} ways. Each multiplies what it passes: every slope and every weight.`;
}
