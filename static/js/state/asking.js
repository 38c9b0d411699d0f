/**
 * Knows which questions about the shown moment can be asked of the server, and which answers are about it.
 * Does not know the server, the DOM, nor what an answer means.
 */

import { encodeTarget } from './address.js';
import { exists } from './readings.js';
import { isRunning } from './reduce.js';

/** @typedef {import('./shape.js').State} State */
/** `of` names the run and what is asked about, `key` the moment too. @typedef {{job: string, key: string, of: string}} Question */
/** @typedef {Question & {layer: number, to: number, from: number | null}} ParameterQuestion without `from` about the bias */

/** While a run trains, its numbers are of no moment that could be asked about. @param {State} state @param {string} about @returns {Question | null} */
export function questionOf(state, about) {
  const { frame, job } = state;
  if (!job || !frame || isRunning(state) || state.rebuilding || state.busy !== null || state.drawing.active) return null;
  const of = `${job.id} ${about}`;
  return { job: job.id, of, key: `${of} ${frame.step} ${frame.frame}` };
}

/** A neuron is asked about by its bias. @param {State} state @returns {ParameterQuestion | null} */
export function parameterQuestion(state) {
  const { frame, selection } = state;
  if (!selection || selection.kind === 'input' || !exists(frame, selection)) return null;
  const asked = questionOf(state, encodeTarget(selection));
  return asked && { ...asked, layer: selection.layer, to: selection.to, from: selection.kind === 'weight' ? selection.from : null };
}

/** @param {State} state */
const showsStep = (state) => state.tab === 'step' && state.selection !== null && state.selection.kind !== 'neuron';

/** @param {State} state */
export const updateQuestion = (state) => (showsStep(state) ? parameterQuestion(state) : null);

/** @param {State} state */
export const directionsQuestion = (state) => (showsStep(state) ? questionOf(state, 'directions') : null);

/** A formula knows the answer of one linear layer under a quadratic cost. @param {State} state */
export function closedFormQuestion(state) {
  const { frame } = state;
  const linear = frame !== null && frame.layers.length === 1 && frame.layers[0].activation === 'identity' && frame.detail.cost_name.endsWith('quadratic');
  return linear && showsStep(state) ? questionOf(state, 'least squares') : null;
}

/**
 * What is known, perhaps of the moment before: numbers stay until the new ones are there.
 * @template {{of: string, key: string} | null} T
 * @param {T} found
 * @param {Question | null} asked
 * @returns {(NonNullable<T> & {old: boolean}) | null}
 */
export const shownFor = (found, asked) => (asked && found?.of === asked.of ? { ...found, old: found.key !== asked.key } : null);
