/**
 * Knows how the ratio yours / right of a tensor is painted: a square for each entry, or for each block of a large one.
 * Does not know where the ratios come from.
 */

import { element, svg } from '../page/dom.js';

const SIDE = 168;
const LARGEST = 42;
const SMALLEST = 5;
/** Squares of this size have room for their number. */
const READABLE = 34;
const FULL = 2; // octaves: four times as large, or a quarter, has the full colour

/** @typedef {{kind: 'even' | 'up' | 'down' | 'zero' | 'against' | 'none', strength: number}} Look */

/** @param {number | null} ratio @returns {Look} */
export function lookOf(ratio) {
  if (ratio === null) return { kind: 'none', strength: 1 };
  if (ratio === 0) return { kind: 'zero', strength: 1 };
  if (ratio < 0) return { kind: 'against', strength: 1 };
  if (ratio === 1) return { kind: 'even', strength: 1 };
  const octaves = Math.log2(ratio);
  return { kind: octaves > 0 ? 'up' : 'down', strength: 0.3 + 0.7 * Math.min(1, Math.abs(octaves) / FULL) };
}

/** Short enough for a square. @param {number | null} ratio */
export function shortRatio(ratio) {
  if (ratio === null) return '?';
  const size = Math.abs(ratio);
  if (size >= 1000) return '≫';
  if (size > 0 && size < 0.01) return '≪';
  return (ratio < 0 ? '−' : '') + String(Number(size.toPrecision(3)));
}

/** @param {(number | null)[][]} ratios @param {string} label what a screen reader says instead */
export function heatPicture(ratios, label) {
  const [rows, columns] = [ratios.length, ratios[0].length];
  const size = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(SIDE / Math.max(rows, columns))));
  const squares = ratios.flatMap((row, j) => row.map((ratio, k) => {
    const { kind, strength } = lookOf(ratio);
    const square = svg('rect', { x: k * size + 0.5, y: j * size + 0.5, width: size - 1, height: size - 1, class: 'heat-' + kind, 'fill-opacity': kind === 'even' ? 1 : strength });
    if (size < READABLE) return square;
    return svg('g', {}, square, svg('text', { x: (k + 0.5) * size, y: (j + 0.5) * size, class: 'heat-text' }, shortRatio(ratio)));
  }));
  return svg('svg', { width: columns * size, height: rows * size, viewBox: `0 0 ${columns * size} ${rows * size}`, role: 'img', 'aria-label': label, class: 'heat' }, ...squares);
}

/** @type {[Look['kind'], string][]} */
const LEGEND = [['even', 'as it should be'], ['up', 'too large'], ['down', 'too small'], ['against', 'the other sign'], ['zero', 'yours is 0'], ['none', 'should be 0']];

export function heatLegend() {
  const key = (/** @type {Look['kind']} */ kind) => svg('svg', { width: 14, height: 14, 'aria-hidden': 'true', class: 'heat' }, svg('rect', { x: 0.5, y: 0.5, width: 13, height: 13, class: 'heat-' + kind }));
  return element('p', { class: 'heat-legend' }, ...LEGEND.map(([kind, text]) => element('span', {}, key(kind), text)));
}
