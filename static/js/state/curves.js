/**
 * Knows how metric events become the columns that the chart draws, and how a rewind cuts them.
 * Does not know the chart.
 */

/** @typedef {import('./shape.js').Curves} Curves */
/** @typedef {import('../protocol/messages.js').EventMessage} EventMessage */

const MOST_POINTS = 3000;
const MOST_DOTS = 6000;

/** @type {Curves} */
export const NO_CURVES = Object.freeze({
  step: [], samples: [], cost: [], test_cost: [], test_accuracy: [], gradient_norms: [], dot_step: [], dot_samples: [], dot_cost: [],
});

/** @type {(keyof Curves)[]} */
const POINT_COLUMNS = ['step', 'samples', 'cost', 'test_cost', 'test_accuracy', 'gradient_norms'];
/** @type {(keyof Curves)[]} */
const DOT_COLUMNS = ['dot_step', 'dot_samples', 'dot_cost'];

/**
 * @param {Curves} curves
 * @param {(keyof Curves)[]} columns
 * @param {(index: number) => boolean} keep
 * @returns {Curves}
 */
function filtered(curves, columns, keep) {
  const result = { ...curves };
  for (const name of columns) Object.assign(result, { [name]: curves[name].filter((_, index) => keep(index)) });
  return result;
}

/**
 * Every other entry goes when a column grows too long; the last one always stays.
 * @param {Curves} curves
 */
function thinned(curves) {
  let result = curves;
  const points = curves.step.length;
  const dots = curves.dot_step.length;
  if (points > MOST_POINTS) result = filtered(result, POINT_COLUMNS, (index) => (points - 1 - index) % 2 === 0);
  if (dots > MOST_DOTS) result = filtered(result, DOT_COLUMNS, (index) => (dots - 1 - index) % 2 === 0);
  return result;
}

/**
 * Where a step lies on the axis of samples seen: on the line between the two metrics around it.
 * @param {number} step
 * @param {[number, number]} from step and samples of the metric before
 * @param {[number, number]} to
 */
function samplesAt(step, from, to) {
  const steps = to[0] - from[0];
  return steps > 0 ? from[1] + ((step - from[0]) * (to[1] - from[1])) / steps : to[1];
}

/**
 * @param {Curves} curves
 * @param {EventMessage} event of kind `metric`
 * @returns {Curves}
 */
export function withMetric(curves, event) {
  const last = curves.step.length - 1;
  if (last >= 0 && event.step < curves.step[last]) return curves;
  /** @type {[number, number]} */
  const from = last < 0 ? [0, 0] : [curves.step[last], curves.samples[last]];
  /** @type {[number, number]} */
  const to = [event.step, event.samples];
  const dots = event.dots ?? { step: [], cost: [] };
  return thinned({
    step: [...curves.step, event.step],
    samples: [...curves.samples, event.samples],
    cost: [...curves.cost, event.cost ?? null],
    test_cost: [...curves.test_cost, event.test_cost ?? null],
    test_accuracy: [...curves.test_accuracy, event.test_accuracy ?? null],
    gradient_norms: [...curves.gradient_norms, event.gradient_norms ?? []],
    dot_step: [...curves.dot_step, ...dots.step],
    dot_samples: [...curves.dot_samples, ...dots.step.map((/** @type {number} */ step) => samplesAt(step, from, to))],
    dot_cost: [...curves.dot_cost, ...dots.cost],
  });
}

/**
 * @param {Curves} curves
 * @param {number} step what came after it is void
 * @returns {Curves}
 */
export function rewound(curves, step) {
  const points = filtered(curves, POINT_COLUMNS, (index) => curves.step[index] <= step);
  return filtered(points, DOT_COLUMNS, (index) => curves.dot_step[index] <= step);
}
