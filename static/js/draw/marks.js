/**
 * What is selected or hovered; what is lit from the inspector is painted over it.
 * Knows: targets and where they stand. Does not know: why they are marked.
 */

import { formatNumber } from '../scene/format.js';
import { pillOf } from '../scene/pick.js';
import { curveOf, nudgeOf } from '../scene/scene.js';
import { paintHighlight, stubAt } from './highlight.js';
import { line, neuronAt, ring, strokeCurve, write } from './sheet.js';

/** @typedef {import('./sheet.js').Sheet} Sheet */
/** @typedef {import('../protocol/types.js').Target} Target */

/** @param {Sheet} s */
export function paintMarks(s) {
  const { selection, hover, highlight } = s.view;
  s.c.lineCap = 'round';
  if (hover && !same(hover, selection)) paintHover(s, hover);
  if (selection) paintSelection(s, selection);
  if (highlight) paintHighlight(s, highlight.role, highlight.places);
  s.c.lineCap = 'butt';
}

/** @param {Target} a @param {Target | null} b */
const same = (a, b) => b !== null && JSON.stringify(a) === JSON.stringify(b);

/** @param {Sheet} s @param {Target} target */
function paintHover(s, target) {
  const { c, layout, theme } = s;
  c.strokeStyle = theme.token.ink;
  c.lineWidth = 2;
  if (target.kind === 'weight') {
    const curve = curveOf(layout, target.layer, target.to, target.from);
    if (curve) strokeCurve(c, curve);
  } else if (target.kind === 'bias') {
    const stub = stubAt(s, target.layer, target.to);
    if (!stub) return;
    c.lineWidth = 3;
    line(c, stub.x0, stub.y0, stub.x1, stub.y1);
    ring(s, target.layer, target.to, 4, 1.25, theme.token.ink2);
  } else if (target.kind === 'input') ring(s, 0, target.index, 4, 1.5, theme.token.ink2);
  else ring(s, target.layer, target.to, 4, 1.5, theme.token.ink2);
}

/** @param {Sheet} s @param {Target} target */
function paintSelection(s, target) {
  const { c, layout, theme } = s;
  if (target.kind === 'input') return ring(s, 0, target.index, 5, 2, theme.token.ink);
  if (target.kind === 'neuron') return ring(s, target.layer, target.to, 5, 2, theme.token.ink);
  if (target.kind === 'bias') return paintBias(s, target.layer, target.to);
  const curve = curveOf(layout, target.layer, target.to, target.from);
  if (!curve) return;
  c.strokeStyle = theme.token.bg;
  c.lineWidth = 7;
  strokeCurve(c, curve);
  c.strokeStyle = theme.token.ink;
  c.lineWidth = 3;
  strokeCurve(c, curve);
  ring(s, target.layer - 1, target.from, 5, 2, theme.token.ink);
  ring(s, target.layer, target.to, 5, 2, theme.token.ink);
  const layer = s.frame.layers[target.layer - 1];
  pill(s, target, nudgeOf(layer, target.to, target.from), layer.W[target.to * layer.inputs + target.from], 'w');
}

/** @param {Sheet} s @param {number} layer @param {number} to */
function paintBias(s, layer, to) {
  const { c, theme } = s;
  const stub = stubAt(s, layer, to);
  const neuron = neuronAt(s.layout, layer, to);
  if (!stub || !neuron) return;
  ring(s, layer, to, 5, 2, theme.token.ink);
  c.strokeStyle = theme.token.bg;
  c.lineWidth = 7;
  line(c, stub.x0, stub.y0, stub.x1, stub.y1);
  c.strokeStyle = theme.token.ink;
  c.lineWidth = 3;
  line(c, stub.x0, stub.y0, stub.x1, stub.y1);
  const data = s.frame.layers[layer - 1];
  pill(s, { kind: 'bias', layer, to }, data.delta[to], data.b[to], 'b');
}

/**
 * The nudge once its layer has been reached; before that the parameter itself.
 * @param {Sheet} s
 * @param {Extract<Target, {kind: 'weight' | 'bias'}>} target
 * @param {number} nudge
 * @param {number} value
 * @param {'w' | 'b'} name
 */
function pill(s, target, nudge, value, name) {
  const { c, theme, progress, text } = s;
  const place = pillOf(s.layout, target);
  if (!place) return;
  const { x, y } = place;
  const known = progress.back[target.layer - 1] > 0.5;
  const label = known ? formatNumber(nudge) : `${name} ${formatNumber(value)}`;
  const color = known && Number.isFinite(nudge) && nudge !== 0 ? theme.token[nudge > 0 ? 'down' : 'up'] : theme.token[known ? 'ink' : name];
  c.font = `600 ${text}px ${theme.ui}`;
  const width = c.measureText(label).width;
  c.fillStyle = theme.token.bg1;
  c.strokeStyle = theme.token.ink;
  c.lineWidth = 1.25;
  c.beginPath();
  c.roundRect(x - width / 2 - 9, y - 13, width + 18, 26, 13);
  c.fill();
  c.stroke();
  write(s, label, x, y + 5, { size: text, color, weight: 600, align: 'center' });
}
