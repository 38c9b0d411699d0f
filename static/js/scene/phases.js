/**
 * Time inside one step: tau runs from 0 to T = 2 L + 2, a whole number for each phase
 * (L times forward, the cost, L times backward, the update).
 * Knows: the easing of everything that moves (DESIGN sections 5 and 7). Does not know: the clock, the frame, the canvas.
 */

import { clamp, mix } from './scales.js';

/**
 * @typedef {'forward' | 'cost' | 'backward' | 'update'} PhaseKind
 * @typedef {{index: number, kind: PhaseKind, layer: number | null, name: string, label: string}} Phase
 *
 * What has happened at tau, everything eased to 0..1. Arrays are indexed by layer - 1.
 * @typedef {object} Progress
 * @property {number} tau
 * @property {number} layers
 * @property {boolean} backward past the cost: gradients are on show
 * @property {number[]} front forward front, from sender to receiver
 * @property {number[]} fill the neuron's activation
 * @property {number[]} back backward front, from receiver to sender
 * @property {number[]} delta rings and arrows
 * @property {number} wish ticks and wish arrows
 * @property {number} squares squares and C0
 * @property {number} update position in the update, linear
 * @property {number} after old activations to the ones after the step
 * @property {number} dim how much of the flow is left once the cost is known
 */

/** @param {number} t */
const easeInOut = (t) => {
  const x = clamp(t);
  return x < 0.5 ? 4 * x * x * x : 1 - Math.pow(-2 * x + 2, 3) / 2;
};

/** @param {number} t */
const easeOut = (t) => 1 - Math.pow(1 - clamp(t), 3);

/** T, the end of a step. @param {number} layers */
export const phaseCount = (layers) => 2 * layers + 2;

/**
 * The phase with this index, with its name ("Backward, layer 2") and short label ("layer 2").
 * @param {number} index
 * @param {number} layers
 * @returns {Phase}
 */
export function phase(index, layers) {
  if (index < layers) return { index, kind: 'forward', layer: index + 1, name: `Forward, layer ${index + 1}`, label: `layer ${index + 1}` };
  if (index === layers) return { index, kind: 'cost', layer: null, name: 'Cost', label: 'C₀' };
  if (index > 2 * layers) return { index, kind: 'update', layer: null, name: 'Update', label: 'step' };
  const layer = 2 * layers + 1 - index;
  return { index, kind: 'backward', layer, name: `Backward, layer ${layer}`, label: `layer ${layer}` };
}

/** All phases in order, for the timeline. @param {number} layers @returns {Phase[]} */
export function phaseList(layers) {
  return Array.from({ length: phaseCount(layers) }, (_, index) => phase(index, layers));
}

/**
 * Which phase tau lies in: the interval (i, i + 1] belongs to phase i, because at i + 1 the picture shows phase i completed.
 * @param {number} tau
 * @param {number} layers
 * @returns {Phase & {position: number}}
 */
export function phaseAt(tau, layers) {
  const index = clamp(Math.ceil(tau - 1e-9) - 1, 0, phaseCount(layers) - 1);
  return { ...phase(index, layers), position: clamp(tau - index) };
}

/**
 * Everything that moves, as a pure function of tau.
 * @param {number} tau
 * @param {number} layers
 * @returns {Progress}
 */
export function phases(tau, layers) {
  const end = phaseCount(layers);
  const time = clamp(tau, 0, end);
  const within = (/** @type {number} */ index) => clamp(time - index);
  const numbers = Array.from({ length: layers }, (_, i) => i);
  const backwardOf = (/** @type {number} */ i) => within(2 * layers - i);
  const cost = within(layers);
  const update = within(end - 1);
  return {
    tau: time,
    layers,
    backward: time > layers + 1,
    front: numbers.map((i) => easeInOut(within(i) / 0.72)),
    fill: numbers.map((i) => easeOut((within(i) - 0.5) / 0.5)),
    back: numbers.map((i) => easeInOut((backwardOf(i) - 0.25) / 0.75)),
    delta: numbers.map((i) => easeOut(backwardOf(i) / 0.34)),
    wish: easeOut(cost / 0.45),
    squares: easeOut((cost - 0.35) / 0.5),
    update,
    after: easeInOut((update - 0.5) / 0.5),
    dim: mix(1, 0.34, clamp((time - layers) * 2.5)),
  };
}
