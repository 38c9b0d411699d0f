/**
 * Edges that are lit together: one complaint's, or a whole way from a parameter to the cost.
 * Knows: where edges stand, and the hue and dash of raise and lower. Does not know: which way it is, nor why it is lit.
 */

import { RAISE_DASH } from '../scene/strokes.js';
import { curveOf } from '../scene/scene.js';
import { circle, neuronAt, strokeCurve } from './sheet.js';

/** @typedef {import('./sheet.js').Sheet} Sheet */

/** An edge of a neuron that is not drawn has no place and stays unlit. @param {Sheet} s @param {import('../protocol/types.js').Way} way */
export function paintWay({ c, layout, theme }, way) {
  const color = theme.token[way.value < 0 ? 'up' : 'down'];
  c.lineCap = 'butt';
  for (const { layer, to, from } of way.edges) {
    const q = curveOf(layout, layer, to, from);
    if (!q) continue;
    c.strokeStyle = theme.token.bg;
    c.lineWidth = 8;
    strokeCurve(c, q);
    c.strokeStyle = color;
    c.lineWidth = 4;
    c.setLineDash(way.value < 0 ? RAISE_DASH : []);
    strokeCurve(c, q);
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
