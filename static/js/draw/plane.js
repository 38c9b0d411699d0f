/**
 * The pad of a 2-D network: the plane with the regions the network makes of it, the training points, and this sample.
 * Knows: grid_a of the output layer, grid_box, points. Does not know: edges, neurons.
 * Classes are told apart by the shape of their points, never by hue: colour is kept for the nudge.
 */

import { zeroContour } from '../scene/contour.js';
import { circle, line } from './sheet.js';
import { gridSide } from './regions.js';

/** @typedef {import('./sheet.js').Sheet} Sheet */
/** @typedef {import('../protocol/types.js').Layer} Layer */

/** @param {Sheet} s */
export function paintPlane(s) {
  const { c, layout: { pad }, frame, theme } = s;
  c.fillStyle = `rgb(${theme.empty.join()})`;
  c.fillRect(pad.x, pad.y, pad.size, pad.size);
  const last = frame.layers[frame.layers.length - 1];
  c.save();
  c.beginPath();
  c.rect(pad.x, pad.y, pad.size, pad.size);
  c.clip();
  const shown = paintRegions(s, last);
  paintAxes(s);
  paintPoints(s);
  if (shown) paintBorder(s, last);
  c.restore();
  paintSample(s);
}

/** One output: its activation is the shade. Several: the one in focus, else the winner's lead. @param {Sheet} s @param {Layer} last */
function paintRegions(s, last) {
  const { c, layout: { pad }, frame, theme, focus, progress } = s;
  const inFocus = focus.layer > 0 && frame.layers[focus.layer - 1].grid_a;
  const picture = inFocus
    ? s.regions.of(frame, focus.layer, focus.to, theme)
    : s.regions.of(frame, last.layer, last.outputs > 1 ? frame.detail.answer : 0, theme);
  if (!picture) return false;
  // The regions are the answer for every point, so they come with the answer.
  c.globalAlpha = inFocus ? focus.amount : 0.35 + 0.65 * progress.fill[progress.layers - 1];
  c.imageSmoothingEnabled = true;
  c.drawImage(picture, pad.x, pad.y, pad.size, pad.size);
  c.globalAlpha = 1;
  return !inFocus;
}

/** Data to stage. @param {Sheet} s @param {number} x @param {number} y @returns {[number, number]} */
function place({ layout: { pad }, frame }, x, y) {
  const [x0, x1, y0, y1] = frame.grid_box ?? [-1, 1, -1, 1];
  return [pad.x + ((x - x0) / (x1 - x0)) * pad.size, pad.y + (1 - (y - y0) / (y1 - y0)) * pad.size];
}

/** The two axes through zero. @param {Sheet} s */
function paintAxes(s) {
  const { c, layout: { pad }, theme } = s;
  const [x, y] = place(s, 0, 0);
  c.strokeStyle = theme.token.line2;
  c.lineWidth = 1;
  line(c, Math.round(x) + 0.5, pad.y, Math.round(x) + 0.5, pad.y + pad.size);
  line(c, pad.x, Math.round(y) + 0.5, pad.x + pad.size, Math.round(y) + 0.5);
}

/** The training points, a shape for each class. Bright ink on a dark rim reads on every shade of the regions. @param {Sheet} s */
function paintPoints(s) {
  const { c, frame, theme } = s;
  if (!frame.points) return;
  for (let i = 0; 2 * i < frame.points.length; i++) {
    const [x, y] = place(s, frame.points[2 * i], frame.points[2 * i + 1]);
    mark(c, x, y, frame.point_labels ? Math.round(frame.point_labels[i]) : 0, theme);
  }
}

/**
 * Class 0 hollow ring, 1 disc, 2 square, 3 triangle, then again.
 * @param {CanvasRenderingContext2D} c
 * @param {number} x
 * @param {number} y
 * @param {number} label
 * @param {import('../scene/colors.js').Theme} theme
 */
function mark(c, x, y, label, theme) {
  const kind = ((label % 4) + 4) % 4;
  c.beginPath();
  if (kind < 2) c.arc(x, y, 2.6, 0, 7);
  else if (kind === 2) c.rect(x - 2.4, y - 2.4, 4.8, 4.8);
  else { c.moveTo(x, y - 3.2); c.lineTo(x + 3, y + 2.4); c.lineTo(x - 3, y + 2.4); c.closePath(); }
  c.strokeStyle = theme.token.bg;
  c.lineWidth = kind === 0 ? 3.2 : 2.4;
  c.globalAlpha = 0.75;
  c.stroke();
  c.globalAlpha = 1;
  c.fillStyle = c.strokeStyle = theme.token.ink2;
  c.lineWidth = 1.3;
  if (kind === 0) c.stroke();
  else c.fill();
}

/** Where the answer changes. @param {Sheet} s @param {Layer} last */
function paintBorder({ c, layout: { pad }, theme, progress }, last) {
  const g = gridSide(last);
  const grid = /** @type {Float32Array} */ (last.grid_a);
  c.globalAlpha = progress.fill[progress.layers - 1];
  const middle = last.activation === 'sigmoid' || last.activation === 'softmax' ? 0.5 : 0;
  const lead = (/** @type {number} */ to) => (/** @type {number} */ i) => {
    if (last.outputs === 1) return grid[i] - middle;
    let other = -Infinity;
    for (let j = 0; j < last.outputs; j++) if (j !== to) other = Math.max(other, grid[j * g * g + i]);
    return grid[to * g * g + i] - other;
  };
  const pieces = Array.from({ length: last.outputs }, (_, to) => zeroContour(lead(to), g));
  for (const [width, color] of /** @type {[number, string][]} */ ([[4, theme.token.bg], [1.75, theme.token.ink]])) {
    c.lineWidth = width;
    c.strokeStyle = color;
    c.lineCap = 'round';
    c.beginPath();
    for (const piece of pieces) {
      for (let i = 0; i < piece.length; i += 4) {
        c.moveTo(pad.x + piece[i] * pad.size, pad.y + piece[i + 1] * pad.size);
        c.lineTo(pad.x + piece[i + 2] * pad.size, pad.y + piece[i + 3] * pad.size);
      }
    }
    c.stroke();
  }
  c.globalAlpha = 1;
}

/** This sample; its coordinates stand in the title line. @param {Sheet} s */
function paintSample(s) {
  const { c, frame, theme } = s;
  const [x, y] = place(s, frame.input[0], frame.input[1]);
  c.strokeStyle = theme.token.bg;
  c.lineWidth = 6;
  circle(c, x, y, 7);
  c.stroke();
  c.strokeStyle = theme.token.ink;
  c.lineWidth = 2.5;
  circle(c, x, y, 7);
  c.stroke();
  c.fillStyle = theme.token.ink;
  circle(c, x, y, 2);
  c.fill();
}
