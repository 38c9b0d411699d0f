/**
 * A pen for many strokes along one curve after another, on Canvas 2D.
 * Knows: how to stroke a part of the current curve. Does not know: which edge it is, why it looks so.
 * It allocates nothing: the caller bends `curve`, parts are cut into a second array.
 */

import { cut, span } from '../scene/curves.js';

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** @type {readonly number[]} */
export const SOLID = Object.freeze([]);
/** Fainter than this is not worth a stroke: hardly one step of an 8-bit channel. */
const INVISIBLE = 0.005;
/** The current curve: x0, y0, two control points, x1, y1. */
export const curve = new Float32Array(8);
const piece = new Float32Array(8);

/**
 * A pen that remembers what it has set, because setting a dash costs more than a comparison.
 * @param {Context} c
 */
export function createPen(c) {
  /** @type {readonly number[]} */
  let dash = SOLID;
  c.setLineDash([]);
  c.lineCap = 'butt';
  /**
   * Strokes the part t0..t1 of the current curve.
   * @param {number} t0 @param {number} t1 @param {string} color @param {number} width @param {number} alpha
   * @param {readonly number[]} pattern @param {number} offset
   */
  return function stroke(t0, t1, color, width, alpha, pattern, offset) {
    if (alpha < INVISIBLE || t1 - t0 < 0.004) return;
    if (pattern !== dash) { c.setLineDash(/** @type {number[]} */ (pattern)); dash = pattern; }
    if (pattern !== SOLID) c.lineDashOffset = -(offset + t0 * span(curve));
    const whole = t0 <= 0 && t1 >= 1;
    if (!whole) cut(curve, t0, t1, piece);
    const q = whole ? curve : piece;
    c.strokeStyle = color;
    c.lineWidth = width;
    c.globalAlpha = alpha > 1 ? 1 : alpha;
    c.beginPath();
    c.moveTo(q[0], q[1]);
    c.bezierCurveTo(q[2], q[3], q[4], q[5], q[6], q[7]);
    c.stroke();
  };
}
