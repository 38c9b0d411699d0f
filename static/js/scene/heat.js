/**
 * A vector or a matrix as a small picture: one pixel for each number, by the same scales and colours as the network.
 * Knows: scales and colours. Does not know: canvas, DOM, frames.
 */

import { brightness, flowScale, gradientScale } from './scales.js';

/** @typedef {import('./colors.js').Rgb} Rgb */
/** @typedef {import('./colors.js').Theme} Theme */
/** @typedef {'gradient' | 'weight' | 'activation'} Scale */

/** @param {Theme} theme @param {Scale} scale @param {string} activation of the layer whose numbers they are @returns {(value: number) => [Rgb, number]} */
function shading(theme, scale, activation) {
  if (scale === 'gradient') return (value) => [value < 0 ? theme.up : theme.down, gradientScale(value)];
  if (scale === 'weight') return (value) => [value < 0 ? theme.inhibit : theme.excite, flowScale(value)];
  return (value) => [theme.activation, brightness(value, activation)];
}

/**
 * RGBA, row by row. A number that is not finite stays empty.
 * @param {number} rows
 * @param {number} columns
 * @param {(row: number, column: number) => number | null} valueAt
 * @param {Theme} theme
 * @param {Scale} scale
 * @param {string} [activation]
 */
export function heatPixels(rows, columns, valueAt, theme, scale, activation = 'sigmoid') {
  const pixels = new Uint8ClampedArray(4 * rows * columns);
  const shade = shading(theme, scale, activation);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const at = 4 * (row * columns + column);
      const value = valueAt(row, column);
      const [color, strength] = shade(value ?? 0);
      const t = value !== null && Number.isFinite(value) ? strength : 0;
      for (let channel = 0; channel < 3; channel += 1) pixels[at + channel] = theme.empty[channel] + (color[channel] - theme.empty[channel]) * t;
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}

const WIDEST = 112;
const TALLEST = 96;
const CELL = 6;
const THIN = 9;

/** How large a picture of so many numbers is drawn: cells of 6 px, fewer where there are many. @param {number} rows @param {number} columns @param {number} cell px */
export const heatSize = (rows, columns, cell) => ({ width: Math.max(THIN, columns * cell), height: Math.max(THIN, rows * cell) });

/** The side of a cell with which a matrix fits. @param {number} rows @param {number} columns */
export const heatCell = (rows, columns) => Math.min(CELL, WIDEST / columns, TALLEST / rows);
