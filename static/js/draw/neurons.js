/**
 * The neurons: fill = activation, ring and arrow = delta, which is also the bias's nudge, and the bias as a short stub.
 * Knows: the values of a frame, the layout. Does not know: edges, output bars.
 */

import { mixColor, rampAt } from '../scene/colors.js';
import { formatCount, formatNumber } from '../scene/format.js';
import { stubOf, stubRoom } from '../scene/pick.js';
import { brightness, flowScale, gradientScale, mix } from '../scene/scales.js';
import { flowWidth, nudgeWidth } from '../scene/strokes.js';
import { circle, line, presence, symbol, write } from './sheet.js';

/**
 * @typedef {import('./sheet.js').Sheet} Sheet
 * @typedef {import('../scene/columns.js').Column} Column
 * @typedef {{x: number, y: number, r: number, layer: number, to: number, delta: number, light: number, shown: number, bad: boolean}} Neuron
 */

/** A delta weaker than this is not drawn. */
const LEAST_DELTA = 0.02;
/** Where neurons stand this far apart, and are so few, their values are written beside them. */
const VALUE_ROOM = 60;
const FEW = 4;

/** @param {Sheet} s */
export function paintNeurons(s) {
  for (const column of s.layout.columns) {
    if (!column) continue;
    for (let i = 0; i < column.neurons.length; i++) {
      if (column.layer === 0) paintInput(s, column, i);
      else paintNeuron(s, column, i);
    }
    if (column.ellipsis) paintEllipsis(s, column.ellipsis);
  }
  s.c.globalAlpha = 1;
}

/** What a neuron shows at this moment. @param {Sheet} s @param {Column} column @param {number} i @returns {Neuron} */
function read({ frame, progress }, column, i) {
  const layer = frame.layers[column.layer - 1];
  const to = column.neurons[i];
  const before = brightness(layer.a[to], layer.activation) * progress.fill[column.layer - 1];
  const light = mix(before, brightness(layer.a_after[to], layer.activation), progress.after);
  const shown = progress.delta[column.layer - 1] * (1 - progress.after);
  const delta = layer.delta[to];
  const bad = (progress.fill[column.layer - 1] > 0 && !Number.isFinite(layer.a[to])) || (shown > 0 && !Number.isFinite(delta));
  return { x: column.x[i], y: column.y[i], r: column.radius, layer: column.layer, to, delta, light: light || 0, shown, bad };
}

/** @param {Sheet} s @param {Column} column @param {number} i */
function paintNeuron(s, column, i) {
  const { c, theme } = s;
  const n = read(s, column, i);
  const present = presence(s, n.layer, n.to);
  paintStub(s, column, n, present);
  c.globalAlpha = present;
  const picture = s.regions.of(s.frame, n.layer, n.to, theme);
  circle(c, n.x, n.y, n.r);
  c.fillStyle = rampAt(theme.ramp, Math.pow(n.light, 0.85));
  if (picture) c.fillStyle = theme.token.bg;
  c.fill();
  if (picture) paintRegion(s, n, picture, present);
  if (n.bad) paintHatch(s, n);
  c.lineWidth = 1.25;
  c.strokeStyle = n.bad ? theme.token.ink3 : theme.outline;
  circle(c, n.x, n.y, n.r);
  c.stroke();
  const m = gradientScale(n.delta);
  if (column.size <= FEW && column.spacing >= VALUE_ROOM && !picture && s.layout.input === 'column') paintValue(s, n, present);
  if (!n.bad && n.shown > 0 && m > LEAST_DELTA) paintDelta(s, n, m, present, picture !== null);
}

/** The activation of one of few hidden neurons, once it is known; outputs have theirs at their bars. @param {Sheet} s @param {Neuron} n @param {number} present */
function paintValue(s, n, present) {
  const { c, frame, theme, layout, progress } = s;
  if (n.layer === frame.layers.length || n.bad) return;
  const { a, a_after: after } = frame.layers[n.layer - 1];
  const value = progress.after >= 1 ? after[n.to] : a[n.to];
  c.globalAlpha = present * progress.fill[n.layer - 1];
  if (layout.portrait) write(s, formatNumber(value), n.x + n.r + 6, n.y + 4, { size: 13, color: theme.token.a, align: 'left' });
  else write(s, formatNumber(value), n.x, n.y + n.r + 19, { size: Math.min(s.text, 14), color: theme.token.a, align: 'center' });
  c.globalAlpha = present;
}

/**
 * The neuron's activation over the plane, with this sample's place on it.
 * @param {Sheet} s
 * @param {Neuron} n
 * @param {HTMLCanvasElement} picture
 * @param {number} present
 */
function paintRegion({ c, frame, theme, progress }, n, picture, present) {
  const known = progress.fill[n.layer - 1];
  const [x0, x1, y0, y1] = frame.grid_box ?? [-1, 1, -1, 1];
  const x = n.x + n.r * (2 * ((frame.input[0] - x0) / (x1 - x0)) - 1);
  const y = n.y - n.r * (2 * ((frame.input[1] - y0) / (y1 - y0)) - 1);
  c.save();
  circle(c, n.x, n.y, n.r);
  c.clip();
  c.globalAlpha = present * (0.25 + 0.75 * known);
  c.drawImage(picture, n.x - n.r, n.y - n.r, 2 * n.r, 2 * n.r);
  c.globalAlpha = present * known;
  c.fillStyle = theme.token.bg;
  circle(c, x, y, 3.4);
  c.fill();
  c.fillStyle = theme.token.ink;
  circle(c, x, y, 2.2);
  c.fill();
  c.restore();
}

/** A value that is not a number. @param {Sheet} s @param {Neuron} n */
function paintHatch({ c, theme }, n) {
  c.save();
  circle(c, n.x, n.y, n.r);
  c.clip();
  c.fillStyle = theme.token.bg;
  c.fill();
  c.strokeStyle = theme.token.ink3;
  c.lineWidth = 1.5;
  for (let d = -2 * n.r; d <= 2 * n.r; d += 5) line(c, n.x + d - n.r, n.y + n.r, n.x + d + n.r, n.y - n.r);
  c.restore();
}

/**
 * Ring in delta's hue, arrow in the direction the sum should move.
 * @param {Sheet} s
 * @param {Neuron} n
 * @param {number} m
 * @param {number} present
 * @param {boolean} onPicture
 */
function paintDelta({ c, theme }, n, m, present, onPicture) {
  const lower = n.delta > 0;
  const hue = lower ? theme.token.down : theme.token.up;
  c.globalAlpha = present * n.shown;
  c.lineWidth = 1.5 + 3 * m;
  c.strokeStyle = hue;
  circle(c, n.x, n.y, n.r + 0.5);
  c.stroke();
  const height = Math.min(n.r * (0.5 + 1.05 * m), 1.6 * n.r) * n.shown;
  // The strong hue on fills near it in brightness: bright ones in the dark theme, dark ones in the light theme.
  const strong = !onPicture && n.light > 0.42;
  if (onPicture) {
    c.fillStyle = theme.token.bg;
    circle(c, n.x, n.y, n.r * 0.78);
    c.globalAlpha = present * n.shown * 0.72;
    c.fill();
    c.globalAlpha = present * n.shown;
  }
  arrow(c, n, lower ? 1 : -1, height, strong ? theme.token[lower ? 'down-s' : 'up-s'] : hue);
}

/** @param {CanvasRenderingContext2D} c @param {Neuron} n @param {number} sign 1: downwards @param {number} height @param {string} color */
function arrow(c, n, sign, height, color) {
  const tail = n.y - (sign * height) / 2;
  const tip = n.y + (sign * height) / 2;
  const head = Math.min(height * 0.5, n.r * 0.55);
  c.strokeStyle = c.fillStyle = color;
  c.lineWidth = n.r < 7 ? 1.4 : 2;
  line(c, n.x, tail, n.x, tip - sign * head * 0.6);
  c.beginPath();
  c.moveTo(n.x, tip);
  c.lineTo(n.x - head * 0.75, tip - sign * head);
  c.lineTo(n.x + head * 0.75, tip - sign * head);
  c.fill();
}

/**
 * The bias is the weight of an input that is always 1: a stub drawn like an edge, at rest, in the flow's shade, in delta's hue.
 * @param {Sheet} s
 * @param {Column} column
 * @param {Neuron} n
 * @param {number} present
 */
function paintStub(s, column, n, present) {
  const { c, theme, frame, progress } = s;
  const b = frame.layers[n.layer - 1].b[n.to];
  if (!Number.isFinite(b)) return;
  const m = gradientScale(n.delta);
  const coloured = n.shown > 0.5 && m > LEAST_DELTA;
  const strength = flowScale(b);
  const room = stubRoom(column);
  const stub = stubOf(s.layout, n.x, n.y, n.r, room);
  const arrived = progress.fill[n.layer - 1];
  c.globalAlpha = present * (coloured ? 0.9 : 0.25 + 0.6 * strength * arrived);
  c.strokeStyle = coloured ? theme.token[n.delta > 0 ? 'down' : 'up'] : mixColor(theme.rest, b < 0 ? theme.inhibit : theme.excite, arrived);
  c.lineWidth = coloured ? nudgeWidth(m, true) : flowWidth(strength);
  line(c, stub.x0, stub.y0, stub.x1, stub.y1);
  // A small cap where the constant 1 stands, hollow for a bias below zero.
  circle(c, stub.x1, stub.y1, 1.6);
  c.fillStyle = b < 0 ? theme.token.bg : c.strokeStyle;
  c.fill();
  c.lineWidth = 1;
  c.stroke();
}

/** An input that is not a pixel: its name in it, its value beside it. @param {Sheet} s @param {Column} column @param {number} i */
function paintInput(s, column, i) {
  const { c, theme, frame, layout } = s;
  const k = column.neurons[i];
  const value = frame.input[k];
  const x = column.x[i], y = column.y[i], r = column.radius;
  c.globalAlpha = presence(s, 0, k);
  circle(c, x, y, r);
  const light = Math.pow(brightness(Math.abs(value), 'relu'), 0.85) || 0;
  c.fillStyle = layout.input === 'plane' ? theme.token.bg : rampAt(theme.ramp, light);
  c.fill();
  c.lineWidth = 1.25;
  c.strokeStyle = theme.outline;
  c.stroke();
  if (layout.input === 'plane' && r >= 8) {
    symbol(s, `x${'₁₂'[k]}`, x, y + 4.5, { size: 14, color: theme.token.a, align: 'center' });
    return;
  }
  if (layout.portrait && column.spacing >= VALUE_ROOM) write(s, formatNumber(value), x, y - r - 8, { size: 13, color: theme.token.ink2, align: 'center' });
  if (layout.portrait || column.spacing < 13) return;
  write(s, formatNumber(value), x - r - 9, y + 4, { size: Math.min(s.text, 13), color: theme.token.ink2, align: 'right' });
}

/** Three dots and how many neurons are not drawn. @param {Sheet} s @param {{x: number, y: number, count: number}} at */
function paintEllipsis(s, at) {
  const { c, theme, layout } = s;
  c.globalAlpha = 1 - 0.72 * s.focus.amount;
  c.fillStyle = theme.token.ink3;
  for (const d of [-5, 0, 5]) {
    circle(c, at.x + (layout.portrait ? d : 0), at.y + (layout.portrait ? 0 : d), 1.5);
    c.fill();
  }
  const text = `${formatCount(at.count)} more`;
  const [x, y, size] = layout.portrait ? [at.x, at.y + 18, 11] : [at.x + 9, at.y + 4, 12];
  c.font = `400 ${size}px ${theme.ui}`;
  c.textAlign = layout.portrait ? 'center' : 'left';
  c.lineWidth = 5;
  c.lineJoin = 'round';
  c.strokeStyle = theme.token.bg; // a rim, so that the words stand on the edges rather than among them
  c.strokeText(text, x, y);
  write(s, text, x, y, { size, color: theme.token.ink2, align: layout.portrait ? 'center' : 'left' });
}
