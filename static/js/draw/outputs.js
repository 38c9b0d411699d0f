/**
 * The answers: bar = a, tick = y, arrow = the wish, square = the squared miss, and C0 their sum.
 * Knows: the output layer of a frame and the cost's name. Does not know: edges, hidden neurons.
 */

import { formatFixed, formatNumber } from '../scene/format.js';
import { clamp, mix } from '../scene/scales.js';
import { line, presence, symbol, write } from './sheet.js';

/**
 * @typedef {import('./sheet.js').Sheet} Sheet
 * @typedef {{to: number, x: number, y: number, r: number, a: number, old: number, target: number, wished: boolean, present: number, label: string}} Output
 */

/** The squares belong to the quadratic costs only; other costs are not a sum of squares. @param {string} cost */
export const hasSquares = (cost) => cost.includes('quadratic');

/** @param {string} cost */
const squareFactor = (cost) => (cost.includes('half') ? 0.5 : 1);

/** @param {Sheet} s */
export function paintOutputs(s) {
  const column = s.layout.columns[s.layout.sizes.length - 1];
  if (!column) return;
  for (let i = 0; i < column.neurons.length; i++) {
    const output = read(s, column, i);
    if (s.layout.portrait) paintUpright(s, output);
    else paintRow(s, output);
  }
  s.c.globalAlpha = 1;
  if (!s.layout.portrait) paintSum(s);
}

/** @param {Sheet} s @param {import('../scene/columns.js').Column} column @param {number} i @returns {Output} */
function read(s, column, i) {
  const { frame, progress, view } = s;
  const layer = frame.layers[column.layer - 1];
  const to = column.neurons[i];
  const old = layer.a[to];
  const wished = (view.targetLabel ?? frame.detail.sample.target) === to && column.size > 1;
  return {
    to, old, wished, x: column.x[i], y: column.y[i], r: column.radius, target: frame.target[to], present: presence(s, column.layer, to),
    a: mix(old * progress.fill[column.layer - 1], layer.a_after[to], progress.after),
    label: column.size > 1 ? (view.labels?.[to] ?? String(to)) : '',
  };
}

/** @param {Sheet} s @param {Output} o */
function paintRow(s, o) {
  const { c, layout, theme, progress, range } = s;
  const { bar, length, thickness } = layout.outputs;
  const at = (/** @type {number} */ v) => bar + length * clamp((v - range[0]) / (range[1] - range[0]));
  const half = thickness / 2;
  c.globalAlpha = o.present;
  paintLabel(s, o);
  c.fillStyle = theme.token.bg2;
  c.fillRect(bar, o.y - half, length, thickness);
  if (Number.isFinite(o.a)) {
    c.fillStyle = theme.bar;
    c.fillRect(Math.min(at(0), at(o.a)), o.y - half, Math.abs(at(o.a) - at(0)), thickness);
    if (range[0] < 0) { c.fillStyle = theme.token.ink3; c.fillRect(at(0) - 0.5, o.y - half - 2, 1, thickness + 4); }
    if (progress.after > 0) { c.fillStyle = theme.token.ink2; c.fillRect(at(o.old) - 1, o.y - half - 3, 2, thickness + 6); }
  }
  if (progress.fill[progress.layers - 1] > 0.3) {
    const text = Number.isFinite(o.a) ? formatFixed(o.a, 2) : 'NaN';
    write(s, text, bar + length + 9, o.y + 5, { size: s.text, color: theme.token[Math.abs(o.a) > 0.1 ? 'ink' : 'ink2'] });
  }
  if (progress.wish > 0) paintWish(s, o, at);
  if (progress.squares > 0 && hasSquares(s.frame.detail.cost_name)) paintSquare(s, o);
}

/** A digit stands before its bar; a longer name stands below it. @param {Sheet} s @param {Output} o */
function paintLabel(s, o) {
  const { layout, theme } = s;
  const color = theme.token[o.wished ? 'ink' : 'ink2'];
  const weight = o.wished ? 650 : 400;
  if (o.label.length <= 2) {
    write(s, o.label, layout.outputs.bar - 13, o.y + 7, { size: layout.wide ? 21 : 18, color, weight, align: 'center' });
  } else {
    write(s, o.label, layout.outputs.bar, o.y + layout.outputs.thickness / 2 + 15, { size: 12, color, weight });
  }
}

/** Tick at y and an arrow from a to y: its length is the miss. @param {Sheet} s @param {Output} o @param {(v: number) => number} at */
function paintWish(s, o, at) {
  const { c, layout, theme, progress } = s;
  const half = layout.outputs.thickness / 2;
  const goal = at(o.target);
  c.globalAlpha = progress.wish * o.present;
  c.strokeStyle = theme.token.ink;
  c.lineWidth = 2;
  line(c, goal, o.y - half - 8, goal, o.y + half + 2);
  if (o.wished || (o.target !== 0 && layout.sizes[layout.sizes.length - 1] === 1)) {
    symbol(s, 'y', goal, o.y - half - 13, { size: s.text + 3, color: theme.token.ink, align: 'center' });
  }
  const start = at(o.a);
  const tip = mix(start, goal, progress.wish);
  if (!(Math.abs(tip - start) > 3)) return;
  const sign = Math.sign(tip - start);
  const level = o.y - half - 6;
  c.strokeStyle = c.fillStyle = theme.token[o.target > o.a ? 'up' : 'down'];
  c.lineWidth = 2.5;
  if (Math.abs(tip - start) > 6) line(c, start, level, tip - sign * 6, level);
  c.beginPath();
  c.moveTo(tip - sign, level);
  c.lineTo(tip - sign * 8, level - 4.5);
  c.lineTo(tip - sign * 8, level + 4.5);
  c.fill();
}

/** Its area is the squared error. @param {Sheet} s @param {Output} o */
function paintSquare(s, o) {
  const { c, layout, theme, progress } = s;
  const { squareX, squareMax } = layout.outputs;
  const miss = o.a - o.target;
  if (!Number.isFinite(miss)) return;
  const side = Math.min(Math.abs(miss), 1.3) * squareMax * progress.squares;
  c.fillStyle = theme.token.C;
  c.globalAlpha = progress.squares * o.present;
  if (side > 1) c.fillRect(squareX - side / 2, o.y - side / 2, side, side);
  if (miss * miss < 0.0005) {
    c.globalAlpha *= 0.5;
    c.fillRect(squareX - 1.5, o.y - 1.5, 3, 3);
  }
  if (layout.width <= 1000 || miss * miss < 0.005) return;
  c.globalAlpha = progress.squares * o.present;
  const value = squareFactor(s.frame.detail.cost_name) * miss * miss;
  write(s, formatFixed(value), squareX - Math.max(squareMax, side) / 2 - 6, o.y + 4, { size: s.text - 1, color: theme.token.C, align: 'right' });
}

/** Portrait: the bar stands below its neuron, the wish beside it. @param {Sheet} s @param {Output} o */
function paintUpright(s, o) {
  const { c, layout, theme, progress, range } = s;
  const { bar, length, thickness } = layout.outputs;
  const base = o.y + bar + length;
  const at = (/** @type {number} */ v) => base - length * clamp((v - range[0]) / (range[1] - range[0]));
  c.globalAlpha = o.present;
  c.fillStyle = theme.token.bg2;
  c.fillRect(o.x - thickness / 2, base - length, thickness, length);
  if (Number.isFinite(o.a)) {
    c.fillStyle = theme.bar;
    c.fillRect(o.x - thickness / 2, Math.min(at(0), at(o.a)), thickness, Math.abs(at(o.a) - at(0)));
    if (progress.after > 0) { c.fillStyle = theme.token.ink2; c.fillRect(o.x - thickness / 2 - 2, at(o.old) - 1, thickness + 4, 2); }
  }
  const narrow = o.label.length > 2;
  write(s, narrow ? o.label.slice(0, 6) : o.label, o.x, base + 19,
    { size: narrow ? 11 : 17, color: theme.token[o.wished ? 'ink' : 'ink2'], weight: o.wished ? 700 : 400, align: 'center' });
  if (progress.wish > 0) paintUprightWish(s, o, at);
}

/** @param {Sheet} s @param {Output} o @param {(v: number) => number} at */
function paintUprightWish({ c, theme, progress }, o, at) {
  const start = at(o.a);
  const tip = mix(start, at(o.target), progress.wish);
  if (!(Math.abs(at(o.target) - start) > 1.5)) return;
  const sign = Math.sign(at(o.target) - start);
  c.globalAlpha = progress.wish * o.present;
  c.strokeStyle = c.fillStyle = theme.token[o.target > o.a ? 'up' : 'down'];
  c.lineWidth = 2;
  line(c, o.x + 9, start, o.x + 9, tip - sign * 4);
  if (Math.abs(tip - start) <= 4) return;
  c.beginPath();
  c.moveTo(o.x + 9, tip);
  c.lineTo(o.x + 5, tip - sign * 6);
  c.lineTo(o.x + 13, tip - sign * 6);
  c.fill();
}

/** C0, once it is known; after the step what it was. @param {Sheet} s */
function paintSum(s) {
  const { c, layout, theme, progress, frame } = s;
  if (progress.squares <= 0) return;
  const { cost, cost_after: after } = frame.detail;
  const known = cost !== null && after !== null;
  const text = known ? formatNumber(mix(cost * progress.squares, after, progress.after)) : formatNumber(cost);
  const base = layout.height - 22;
  c.globalAlpha = progress.squares;
  const right = layout.width - 24;
  const wide = write(s, text, right, base, { size: layout.wide ? 22 : 19, color: theme.token.C, weight: 600, align: 'right' });
  const left = right - wide - 8;
  const name = symbol(s, 'C₀ =', left, base, { size: layout.wide ? 21 : 18, color: theme.token.C, align: 'right' });
  if (progress.after > 0 && layout.width > 900) {
    write(s, `was ${formatNumber(cost)}`, left - name - 14, base, { size: s.text, color: theme.token.ink2, align: 'right' });
  }
  c.globalAlpha = 1;
}
