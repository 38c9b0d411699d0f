/**
 * Knows which derivative the selection wants written down, where a term's number stands in a frame, what a term names in the
 * picture, and which terms a place of the picture lights.
 * Does not know the server nor the DOM. It looks numbers up and computes none.
 */

import { encodeTarget } from './address.js';
import { shownFor } from './asking.js';
import { exists, gradientOf, reached, senders, weightOf } from './readings.js';

/** @typedef {import('./shape.js').State} State */
/** @typedef {import('./shape.js').FormsAnswer} FormsAnswer */
/** @typedef {import('./shape.js').FormTerm} FormTerm */
/** @typedef {import('./shape.js').Index} Index */
/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/types.js').Target} Target */
/** @typedef {import('../protocol/types.js').Region} Region */
/** @typedef {Exclude<Target, {kind: 'input'}>} Place */
/** @typedef {import('./asking.js').Question & {place: Place}} FormsQuestion */

/**
 * What is written down depends on the selection and the network's shape, not on the moment: it is asked about once.
 * @param {State} state
 * @returns {FormsQuestion | null}
 */
export function formsQuestion(state) {
  const { frame, job, selection } = state;
  if (!job || !frame || !selection || selection.kind === 'input' || !exists(frame, selection)) return null;
  const { activations, cost_name: cost } = frame.detail;
  const of = [job.id, encodeTarget(selection), frame.sizes, activations, cost].join(' ');
  return { job: job.id, of, key: of, place: selection };
}

/** @param {State} state what the server answered about this selection, or null */
export const formsShown = (state) => shownFor(state.answers.forms, formsQuestion(state));

/** @param {Index[]} indices @param {Map<string, number>} chosen the numbers of the letters that run @returns {number[]} */
export const numbersOf = (indices, chosen) => indices.map((index) => (typeof index === 'number' ? index : chosen.get(index) ?? 0));

/**
 * The number of a term at these indices; null where no frame holds it, as with what belongs to a whole batch.
 * @param {Frame} frame
 * @param {FormTerm} term
 * @param {number[]} at
 */
export function readingOf(frame, { quantity, layer }, [to, from]) {
  const own = frame.layers[layer - 1];
  if (quantity === 'a') return senders(frame, layer + 1)[to];
  if (quantity === 'y') return frame.target[to];
  if (quantity === 'W') return weightOf(own, to, from);
  if (quantity === 'dC_dW') return gradientOf(own, to, from);
  if (quantity === 'dC_db') return own.delta[to];
  if (quantity === 'z' || quantity === 'slope' || quantity === 'delta' || quantity === 'dC_da') return own[quantity][to];
  return null;
}

/** Whether it says nothing of one sample alone. @param {FormTerm} term */
export const isOfBatch = ({ quantity }) => quantity === 'Delta' || quantity === 'A' || quantity.startsWith('mean_');

/** Whether a term's number may be seen yet. @param {number} tau @param {number} layers @param {FormTerm} term */
export function isKnown(tau, layers, { quantity, layer }) {
  const known = reached(tau, layers);
  if (quantity === 'W' || quantity === 'y') return true;
  if (quantity === 'a' || quantity === 'z' || quantity === 'slope') return layer === 0 || known.forward(layer);
  if (quantity === 'dC_da') return layer === layers ? known.cost : known.nudge(layer + 1);
  return known.nudge(layer);
}

/**
 * What a term names in the picture, with an index that runs standing for all its neurons. Without indices: its whole layer.
 * @param {FormTerm} term
 * @param {Index[]} indices
 * @returns {Region}
 */
export function regionOf({ names, layer }, indices) {
  const [to, from] = indices.filter((index) => index !== 's').map((index) => (typeof index === 'number' ? index : null));
  if (names.kind === 'edge') {
    if (typeof to === 'number' && typeof from === 'number') return { kind: 'weight', layer, to, from };
    return { kind: 'edges', layer, to: to ?? null, from: from ?? null };
  }
  if (typeof to !== 'number') return { kind: 'layer', layer };
  return names.kind === 'input' ? { kind: 'input', index: to } : { kind: 'neuron', layer, to };
}

/** @param {number | null} own null: any @param {number | undefined} asked */
const meets = (own, asked) => own === null || own === asked;

/**
 * The terms that name a place of the picture.
 * @param {FormsAnswer} answer
 * @param {Target | null} target
 * @returns {string[]}
 */
export function termsAt(answer, target) {
  if (!target) return [];
  const place = target.kind === 'input' ? { layer: 0, to: target.index } : target;
  const from = target.kind === 'weight' ? target.from : undefined;
  const edge = target.kind === 'weight';
  return answer.terms
    .filter(({ quantity, names }) => (target.kind === 'bias' ? quantity.endsWith('dC_db') : (names.kind === 'edge') === edge))
    .filter(({ names }) => names.layer === place.layer && meets(names.to, place.to) && (!edge || meets(names.from, from)))
    .map(({ id }) => id);
}

/** The letters that a neuron of the picture gives a number to: those that run over its layer. @param {FormsAnswer} answer @param {Target | null} target */
export function lettersAt(answer, target) {
  if (target?.kind !== 'neuron') return [];
  return answer.indices.filter(({ layer, value }) => value === null && layer === target.layer).map(({ letter }) => letter);
}

/** Where an index starts that runs: at the selected neuron if it is of that layer, else where delta is largest. @param {FormsAnswer} answer @param {Frame} frame */
export function firstChoice(answer, frame) {
  const { selected } = answer;
  const running = answer.indices.filter(({ value }) => value === null);
  return new Map(running.map(({ letter, layer }) => [letter, layer === selected.layer ? selected.to : largest(frame.layers[layer - 1].delta)]));
}

/** @param {ArrayLike<number>} values */
function largest(values) {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) if (Math.abs(values[index]) > Math.abs(values[best])) best = index;
  return best;
}
