/**
 * Knows the nouns of a data set: what one sample, one input and one answer are called.
 * Does not know sentences.
 */

import { formatFixed } from '../scene/format.js';

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {import('../protocol/types.js').Target} Target */

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** @param {number} count up to twelve in words */
export const countWord = (count) => NUMBERS[count] ?? String(count);

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {State} state one sample of the data */
export function sampleNoun(state) {
  const kind = state.job?.dataset.kind;
  return kind === 'plane' ? 'point' : kind === 'table' ? 'row' : 'digit';
}

/** Whether outputs are numbers to be met, and not classes to choose from. @param {State} state */
export const learnsNumbers = (state) => state.job !== null && state.job.dataset.classes.length === 0;

/** What the outputs stand for: classes, or the columns that are learnt. @param {import('../state/shape.js').JobDataset} dataset */
export const outputNames = ({ classes, columns, inputs }) => (classes.length > 0 ? classes : (columns ?? []).slice(inputs));

/** @param {State} state @param {number | null} index a class or a column that is learnt, by its name */
export function className(state, index) {
  if (index === null) return '';
  return (state.job && outputNames(state.job.dataset)[index]) ?? String(index);
}

/** The first of the numbers that come out, each with what it stands for. @param {State} state @param {ArrayLike<number>} outputs */
export function numbersText(state, outputs) {
  const said = Array.from(outputs).slice(0, 3).map((value, to) => `${className(state, to)} ${formatFixed(value, 2)}`);
  return said.join(', ') + (outputs.length > 3 ? ' and so on' : '');
}

/** @param {State} state @param {number} index an input: a pixel by row and column, a column of a table by its name, or a coordinate */
export function inputName(state, index) {
  if (state.job?.dataset.kind === 'image') return `the pixel in row ${Math.floor(index / 28)}, column ${index % 28}`;
  const column = state.job?.dataset.columns?.[index];
  if (column) return `input ${column}`;
  return state.job?.dataset.kind === 'plane' ? `input ${['x', 'y'][index] ?? index}` : `input ${index}`;
}

/** @param {State} state @param {number} layer @param {number} to a neuron; outputs by what they answer */
export function neuronName(state, layer, to) {
  const last = state.frame ? state.frame.layers.length : 0;
  if (layer !== last) return `neuron ${to} of layer ${layer}`;
  if (state.frame?.layers[last - 1].outputs === 1) return 'the output';
  return sampleNoun(state) === 'digit' ? `the output for digit ${className(state, to)}` : `the output for ${className(state, to)}`;
}

/**
 * The class that is read off the last layer: the largest output, or for a single output the side of one half it lies on.
 * @param {ArrayLike<number>} outputs
 * @param {number} largest index of the largest output, from the frame
 */
export const readClass = (outputs, largest) => (outputs.length > 1 ? largest : Number(outputs[0] > 0.5));

/** @param {import('../protocol/types.js').Frame} frame @returns {{before: number, after: number, strength: number, strengthAfter: number}} */
export function answersOf(frame) {
  const { a, a_after: after } = frame.layers[frame.layers.length - 1];
  const { answer, answer_after: answerAfter } = frame.detail;
  const [own, ownAfter] = a.length === 1 ? [0, 0] : [answer, answerAfter]; // a single output is read on both sides of one half
  return { before: readClass(a, answer), after: readClass(after, answerAfter), strength: a[own], strengthAfter: after[ownAfter] };
}
