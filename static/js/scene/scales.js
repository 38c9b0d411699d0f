/**
 * The fixed scales: from a number to a strength between 0 and 1. They are the same for every layer, sample, run and theme,
 * so two pictures can be compared by eye (DESIGN section 5).
 * Knows: the formulas. Does not know: colours, widths, the network.
 */

const GRADIENT_FLOOR = 1e-4;
const GRADIENT_SPAN = Math.log(1 + 1 / GRADIENT_FLOOR);
const FLOW_FLOOR = 0.02;
const FLOW_SPAN = Math.log(1 + 4 / FLOW_FLOOR);

/** @param {number} x @param {number} [low] @param {number} [high] */
export const clamp = (x, low = 0, high = 1) => (x < low ? low : x > high ? high : x);

/** @param {number} a @param {number} b @param {number} t */
export const mix = (a, b, t) => a + (b - a) * t;

/** @param {number} low @param {number} high @param {number} x */
export function smoothstep(low, high, x) {
  const t = clamp((x - low) / (high - low));
  return t * t * (3 - 2 * t);
}

/** m(g): full at 1, half at 0.01. A value that is not a number has no strength. @param {number} gradient */
export function gradientScale(gradient) {
  const m = Math.log(1 + Math.abs(gradient) / GRADIENT_FLOOR) / GRADIENT_SPAN;
  return m > 0 ? Math.min(1, m) : 0;
}

/** mf(f) for the forward flow f = w a: full at 4. @param {number} flow */
export function flowScale(flow) {
  const m = Math.log(1 + Math.abs(flow) / FLOW_FLOOR) / FLOW_SPAN;
  return m > 0 ? Math.min(1, m) : 0;
}

/**
 * How bright a neuron is for an activation: 0..1 as it is, -1..1 shifted, unbounded ones squashed by a fixed curve.
 * @param {number} a
 * @param {string} activation
 */
export function brightness(a, activation) {
  if (activation === 'sigmoid' || activation === 'softmax') return clamp(a);
  if (activation === 'tanh') return clamp((a + 1) / 2);
  return a > 0 ? a / (1 + a) : 0;
}

/** The next of 1, 2, 5, 10, 20, .. that holds a size. @param {number} size */
function niceBound(size) {
  if (!(size > 1)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  const lead = size / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

/**
 * The axis of the output bars. Bounded activations have a fixed one; for the others it only ever grows, so it never jitters.
 * @param {string} activation
 * @param {number} largest the largest finite |a| or |y| on show
 * @param {readonly [number, number] | null} before the axis so far
 * @returns {readonly [number, number]}
 */
export function outputRange(activation, largest, before) {
  if (activation === 'sigmoid' || activation === 'softmax') return [0, 1];
  if (activation === 'tanh') return [-1, 1];
  const bound = Math.max(niceBound(largest), before ? before[1] : 1);
  return activation === 'relu' ? [0, bound] : [-bound, bound];
}
