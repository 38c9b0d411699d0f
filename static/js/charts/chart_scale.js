/**
 * Knows how numbers become positions on the chart: round bounds, ticks, linear and logarithmic.
 * Does not know curves, colours or the canvas.
 */

/** @typedef {{low: number, high: number, log: boolean, ticks: number[], place: (value: number) => number}} Scale place gives 0..1 */

const BOUNDS = [1, 1.5, 2, 3, 5, 7.5, 10];

/** The next round number at or above a size. @param {number} size */
export function roundUp(size) {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return power * (BOUNDS.find((bound) => bound * power >= size * 0.999999) ?? 10);
}

/** @param {number} high @returns {Scale} from 0 */
export function linearScale(high) {
  return { low: 0, high, log: false, ticks: [0, high / 2, high], place: (value) => Math.max(0, Math.min(1, value / high)) };
}

/** Whole powers of ten around the values. @param {number} low @param {number} high @returns {Scale} */
export function logScale(low, high) {
  const bottom = Math.floor(Math.log10(Math.max(low, 1e-12)));
  const top = Math.max(bottom + 1, Math.ceil(Math.log10(Math.max(high, 1e-12))));
  const every = Math.ceil((top - bottom) / 3);
  const ticks = [];
  for (let power = bottom; power <= top; power += every) ticks.push(10 ** power);
  const place = (/** @type {number} */ value) => (value > 0 ? Math.max(0, Math.min(1, (Math.log10(value) - bottom) / (top - bottom))) : 0);
  return { low: 10 ** bottom, high: 10 ** top, log: true, ticks, place };
}

/**
 * @param {(number | null)[][]} columns
 * @param {boolean} log
 * @returns {Scale}
 */
export function scaleFor(columns, log) {
  let low = Infinity;
  let high = 0;
  for (const column of columns) {
    for (const value of column) {
      if (value === null || !Number.isFinite(value)) continue;
      high = Math.max(high, value);
      if (value > 0) low = Math.min(low, value);
    }
  }
  if (log) return logScale(low === Infinity ? 0.01 : low, high || 1);
  return linearScale(roundUp(high));
}

/** Keeps labels apart: each y at least `gap` below the one before it, in order of wish. @param {number[]} wished @param {number} gap @param {number} bottom */
export function spreadApart(wished, gap, bottom) {
  const order = wished.map((_, index) => index).sort((one, other) => wished[one] - wished[other]);
  const placed = [...wished];
  order.forEach((index, rank) => {
    if (rank > 0) placed[index] = Math.max(placed[index], placed[order[rank - 1]] + gap);
  });
  let limit = bottom;
  for (const index of [...order].reverse()) {
    placed[index] = Math.min(placed[index], limit);
    limit = placed[index] - gap;
  }
  return placed;
}
