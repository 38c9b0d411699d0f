/**
 * Edges that are lit together: one complaint's, or a whole way from a parameter to the cost.
 * Knows: where edges stand, and the hue and dash of raise and lower. Does not know: which way it is, nor why it is lit.
 */

import { RAISE_DASH } from '../scene/strokes.js';
import { curveOf } from '../scene/scene.js';
import { circle, neuronAt } from './sheet.js';

/** @typedef {import('./sheet.js').Sheet} Sheet */

/** An edge of a neuron that is not drawn has no place and stays unlit. @param {Sheet} s @param {import('../protocol/types.js').Way} way */
export function paintWay({ c, layout, theme }, way) {
  const color = theme.token[way.value < 0 ? 'up' : 'down'];
  c.lineCap = 'butt';
  for (const { layer, to, from } of way.edges) {
    const q = curveOf(layout, layer, to, from);
    if (!q) continue;
    const path = new Path2D();
    path.moveTo(q[0], q[1]);
    path.bezierCurveTo(q[2], q[3], q[4], q[5], q[6], q[7]);
    c.strokeStyle = theme.token.bg;
    c.lineWidth = 8;
    c.stroke(path);
    c.strokeStyle = color;
    c.lineWidth = 4;
    c.setLineDash(way.value < 0 ? RAISE_DASH : []);
    c.stroke(path);
    c.setLineDash([]);
  }
  c.strokeStyle = color;
  c.lineWidth = 1.5;
  for (const { layer, to } of way.neurons) {
    const neuron = layer > 0 ? neuronAt(layout, layer, to) : null;
    if (!neuron) continue;
    circle(c, neuron.x, neuron.y, neuron.r + 4);
    c.stroke();
  }
}
