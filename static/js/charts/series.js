/**
 * Knows curves as numbers: the nearest measured point, the last value, a small line's points, which colour which line takes.
 * Does not know the canvas. Nothing here is interpolated: a value that is shown was measured.
 */

import { mixColor, parseColor } from '../scene/colors.js';
import { formatFixed, formatNumber } from '../scene/format.js';

/** @typedef {import('../jobs/model/types.js').Columns} Columns */
/** @typedef {import('../jobs/model/types.js').Measure} Measure */
/** @typedef {(number | null)[]} Values */

/** How many line colours tokens of jobs.css hold; more lines take them again with another dash. */
export const PALETTE = 8;
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

/** @param {Values} values @returns {number | null} */
export function lastKnown(values) {
  for (let at = values.length - 1; at >= 0; at -= 1) if (values[at] !== null) return values[at];
  return null;
}

/**
 * @param {number[]} x rising
 * @param {Values} y
 * @param {number} wanted
 * @returns {number} the index of the measured point nearest to `wanted`, or -1
 */
export function nearestPoint(x, y, wanted) {
  let best = -1;
  for (let at = 0; at < x.length; at += 1) {
    if (y[at] === null) continue;
    if (best < 0 || Math.abs(x[at] - wanted) < Math.abs(x[best] - wanted)) best = at;
  }
  return best;
}

/** @param {number | null} value @param {Measure} measure */
export function measureText(value, measure) {
  if (value === null) return '–';
  if (measure === 'test_accuracy') return formatFixed(value * 100, 1) + ' %';
  return Math.abs(value) >= 0.001 ? formatFixed(value, 4) : formatNumber(value);
}

/**
 * @param {number[]} x
 * @param {Values} y
 * @param {number} width
 * @param {number} height
 * @returns {string} points of a polyline, its own highest value at the top, 0 at the bottom
 */
export function sparkPoints(x, y, width, height) {
  const known = x.map((value, at) => [value, y[at]]).filter((point) => point[1] !== null && Number.isFinite(point[1]));
  if (known.length < 2) return '';
  const highest = Math.max(...known.map((point) => Number(point[1]))) || 1;
  const end = Number(known[known.length - 1][0]) || 1;
  return known.map(([across, up]) => `${((Number(across) / end) * width).toFixed(1)},${(height - 1 - (Number(up) / highest) * (height - 2)).toFixed(1)}`).join(' ');
}

/** @param {number} slot @returns {{token: string, dash: number[]}} */
export function lineLook(slot) {
  return { token: `--curve-${slot % PALETTE}`, dash: DASHES[Math.floor(slot / PALETTE) % DASHES.length] };
}

/**
 * A job keeps its slot while it is compared, so its colour never changes when another comes or goes.
 * @param {ReadonlyMap<string, number>} slots
 * @param {string[]} ids
 * @returns {Map<string, number>}
 */
export function keepSlots(slots, ids) {
  const kept = new Map([...slots].filter(([id]) => ids.includes(id)));
  for (const id of ids) {
    if (kept.has(id)) continue;
    const taken = new Set(kept.values());
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    kept.set(id, slot);
  }
  return kept;
}

/** @param {unknown} one @param {unknown} other */
const inOrder = (one, other) => (typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other)));

/**
 * Where each value stands among all of them, 0..1 by rank: rates are tried in powers of ten.
 * @param {unknown[]} values
 * @returns {number[]}
 */
export function rankPlaces(values) {
  const keys = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()].sort(inOrder).map((value) => JSON.stringify(value));
  return values.map((value) => (keys.length > 1 ? keys.indexOf(JSON.stringify(value)) / (keys.length - 1) : 0.5));
}

/** @param {string[]} stops colours of the theme @param {number} place 0..1 @returns {string} */
export function rampColor(stops, place) {
  const along = Math.max(0, Math.min(1, place)) * (stops.length - 1);
  const from = Math.min(stops.length - 2, Math.floor(along));
  return mixColor(parseColor(stops[from]), parseColor(stops[from + 1]), along - from);
}
