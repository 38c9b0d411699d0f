/**
 * What is lit from the inspector: neurons, pixels, edges, or all of a layer, in the colour of what names them.
 * Knows: where they stand. Does not know: why they are lit.
 */

import { stubOf, stubRoom } from '../scene/pick.js';
import { curveOf } from '../scene/scene.js';
import { line, neuronAt, ring, strokeCurve } from './sheet.js';

/** @typedef {import('./sheet.js').Sheet} Sheet */
/** @typedef {import('../protocol/types.js').Region} Region */
/** @typedef {NonNullable<import('./sheet.js').View['highlight']>['role']} Role */

const GAP = 8;
const WIDTH = 4;

/** @param {Sheet} s @param {Role} role @param {Region[]} places */
export function paintHighlight(s, role, places) {
  const color = s.theme.token[role === 'y' ? 'ink' : role];
  for (const place of places) paintPlace(s, place, color);
}

/** @param {Sheet} s @param {Region} place @param {string} color */
function paintPlace(s, place, color) {
  if (place.kind === 'input') ring(s, 0, place.index, GAP, WIDTH, color);
  else if (place.kind === 'layer') paintLayer(s, place.layer, color);
  else if (place.kind === 'weight') paintEdges(s, place.layer, [place.to], [place.from], color, WIDTH);
  else if (place.kind === 'edges') {
    const to = place.to === null ? drawn(s, place.layer) : [place.to];
    paintEdges(s, place.layer, to, place.from === null ? drawn(s, place.layer - 1) : [place.from], color, 1.75);
  } else {
    ring(s, place.layer, place.to, GAP, WIDTH, color);
    if (place.kind === 'bias') paintStub(s, place.layer, place.to, color);
  }
}

/** The neurons of a layer that have a place; of an image the pixels that are lit. @param {Sheet} s @param {number} layer @returns {ArrayLike<number>} */
function drawn({ layout, frame }, layer) {
  return layout.columns[layer]?.neurons ?? frame.layers[0].columns ?? [];
}

/** @param {Sheet} s @param {number} layer @param {string} color */
function paintLayer(s, layer, color) {
  const { c, layout } = s;
  const column = layout.columns[layer];
  if (column) return column.neurons.forEach((neuron) => ring(s, layer, neuron, GAP - 3, 3, color));
  if (layer > 0 || layout.input !== 'image') return;
  const { x, y, cell, side } = layout.pad;
  c.strokeStyle = color;
  c.lineWidth = WIDTH;
  c.strokeRect(x - 3, y - 3, cell * side + 5, cell * side + 5);
}

/** @param {Sheet} s @param {number} layer @param {ArrayLike<number>} to @param {ArrayLike<number>} from @param {string} color @param {number} width */
function paintEdges({ c, layout }, layer, to, from, color, width) {
  c.strokeStyle = color;
  c.lineWidth = width;
  for (let j = 0; j < to.length; j += 1) {
    for (let k = 0; k < from.length; k += 1) {
      const curve = curveOf(layout, layer, to[j], from[k]);
      if (curve) strokeCurve(c, curve);
    }
  }
}

/** @param {Sheet} s @param {number} layer @param {number} to */
export function stubAt({ layout }, layer, to) {
  const column = layout.columns[layer];
  const neuron = neuronAt(layout, layer, to);
  return column && neuron ? stubOf(layout, neuron.x, neuron.y, neuron.r, stubRoom(column)) : null;
}

/** @param {Sheet} s @param {number} layer @param {number} to @param {string} color */
function paintStub(s, layer, to, color) {
  const stub = stubAt(s, layer, to);
  if (!stub) return;
  s.c.strokeStyle = color;
  s.c.lineWidth = WIDTH;
  line(s.c, stub.x0, stub.y0, stub.x1, stub.y1);
}
