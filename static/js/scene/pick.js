/**
 * What lies under a point: neurons first, then edges nearer the output, then only what layer 1 draws strongly.
 * Knows: layout and the scene's edges, so it can only find what is drawn. Does not know: DOM events, the page's state.
 */

import { along, bend } from './curves.js';
import { CROWDED, FLOW_STRONG, FROM_PAD, NUDGE_STRONG, curveOf } from './scene.js';

/**
 * @typedef {import('./layout.js').Layout} Layout
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {import('../protocol/types.js').Target} Target
 */

const REACH = 8;
const TOUCH_REACH = 12;
/** A strong edge may lie this many square px farther away and still win. */
const STRONG_BONUS = 20;

const PILL = [34, 13]; // half of its width and height
const PILL_TOUCH = 24;
const BESIDE = 44;

const SLANT = Math.SQRT1_2;

const curve = new Float32Array(8);

/**
 * The bias's stub: from the neuron's rim outwards, above it (portrait: up and to the left, between the neuron and its neighbour).
 * @param {Layout} place
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {number} length
 */
export function stubOf(place, x, y, radius, length) {
  const near = radius + 1;
  return place.portrait
    ? { x0: x - near * SLANT, y0: y - near * SLANT, x1: x - (near + length) * SLANT, y1: y - (near + length) * SLANT }
    : { x0: x, y0: y - near, x1: x, y1: y - near - length };
}

/** The number on what is selected: its middle lies on the weight's curve, or beside the bias's neuron. @param {Layout} place @param {Target} target @returns {{x: number, y: number} | null} */
export function pillOf(place, target) {
  if (target.kind === 'weight') {
    const own = curveOf(place, target.layer, target.to, target.from);
    return own && { x: along(own, 0, 0.5), y: along(own, 1, 0.5) };
  }
  const column = target.kind === 'bias' ? place.columns[target.layer] : null;
  const at = column && target.kind === 'bias' ? column.slot[target.to] : -1;
  if (!column || at < 0) return null;
  const side = column === place.columns[place.columns.length - 1] ? -1 : 1; // behind an output stand its name and its bar
  return { x: column.x[at] + side * (column.radius + BESIDE), y: column.y[at] };
}

/** @param {Layout} place @param {Target | null} target @param {number} x @param {number} y @param {boolean} [touch] whether the point lies on the number of what is selected */
export function onPill(place, target, x, y, touch = false) {
  const pill = target && pillOf(place, target);
  return pill !== null && Math.abs(x - pill.x) < PILL[0] && Math.abs(y - pill.y) < (touch ? PILL_TOUCH : PILL[1]);
}

/** Room for a stub between two neurons of a column. @param {import('./columns.js').Column} column */
export const stubRoom = (column) => Math.max(3, Math.min(9, column.spacing - 2 * column.radius - 5));

/**
 * @param {Scene} scene
 * @param {number} x
 * @param {number} y
 * @param {boolean} [touch]
 * @returns {Target | null}
 */
export function pick(scene, x, y, touch = false) {
  const place = scene.layout;
  return pickNeuron(place, x, y, 1) ?? pickStub(place, x, y) ?? pickNeuron(place, x, y, touch ? 9 : 5)
    ?? pickPixel(place, x, y) ?? pickEdge(scene, x, y, touch ? TOUCH_REACH : REACH);
}

/** @param {Layout} place @param {number} x @param {number} y @param {number} slack @returns {Target | null} */
function pickNeuron(place, x, y, slack) {
  let best = Infinity;
  /** @type {Target | null} */
  let found = null;
  for (const column of place.columns) {
    if (!column) continue;
    for (let i = 0; i < column.neurons.length; i++) {
      const d = Math.hypot(x - column.x[i], y - column.y[i]);
      if (d > column.radius + slack || d >= best) continue;
      best = d;
      found = column.layer === 0 ? { kind: 'input', index: column.neurons[i] } : { kind: 'neuron', layer: column.layer, to: column.neurons[i] };
    }
  }
  return found;
}

/** @param {Layout} place @param {number} x @param {number} y @returns {Target | null} */
function pickStub(place, x, y) {
  for (const column of place.columns) {
    if (!column || column.layer === 0) continue;
    for (let i = 0; i < column.neurons.length; i++) {
      const s = stubOf(place, column.x[i], column.y[i], column.radius, stubRoom(column));
      const inside = x > Math.min(s.x0, s.x1) - 4 && x < Math.max(s.x0, s.x1) + 4 && y > Math.min(s.y0, s.y1) - 1 && y < Math.max(s.y0, s.y1) + 1;
      if (inside) return { kind: 'bias', layer: column.layer, to: column.neurons[i] };
    }
  }
  return null;
}

/** @param {Layout} place @param {number} x @param {number} y @returns {Target | null} */
function pickPixel(place, x, y) {
  if (place.input !== 'image') return null;
  const { pad } = place;
  const column = Math.floor((x - pad.x) / pad.cell);
  const row = Math.floor((y - pad.y) / pad.cell);
  if (column < 0 || row < 0 || column >= pad.side || row >= pad.side) return null;
  return { kind: 'input', index: row * pad.side + column };
}

/** @param {Scene} scene @param {number} x @param {number} y @param {number} reach @returns {Target | null} */
function pickEdge(scene, x, y, reach) {
  const layers = scene.layout.sizes.length - 1;
  // Open layers before crowded ones; inside each group the one nearer the output wins a tie.
  for (const crowded of [false, true]) {
    let best = -1;
    let least = reach * reach;
    for (let layer = layers; layer >= 1; layer--) {
      for (let e = scene.start[layer - 1]; e < scene.start[layer]; e++) {
        if (((scene.edges.marks[4 * e + 3] & CROWDED) > 0) !== crowded) break;
        const d = edgeDistance(scene, e, x, y, reach);
        if (d < least) { least = d; best = e; }
      }
    }
    if (best >= 0) return weightAt(scene, best);
  }
  return null;
}

/** @param {Scene} scene @param {number} e @returns {Target} */
function weightAt(scene, e) {
  const { marks } = scene.edges;
  return { kind: 'weight', layer: marks[4 * e], to: marks[4 * e + 1], from: marks[4 * e + 2] };
}

/**
 * Squared distance, less the bonus of the strong; Infinity if out of reach or drawn softly.
 * @param {Scene} scene
 * @param {number} e
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 */
function edgeDistance(scene, e, x, y, reach) {
  const { ends, values, marks } = scene.edges;
  const at = 4 * e;
  const strong = values[at + 3] & (scene.backward ? NUDGE_STRONG : FLOW_STRONG);
  if (marks[at + 3] & CROWDED && !strong) return Infinity;
  const turned = scene.layout.portrait;
  const p = turned ? y : x;
  if (p < ends[at + (turned ? 1 : 0)] - reach || p > ends[at + (turned ? 3 : 2)] + reach) return Infinity;
  bend(turned, scene.layout.edge, (marks[at + 3] & FROM_PAD) > 0, ends, at, curve);
  const near = nearest(x, y);
  if (near >= reach * reach) return Infinity;
  return near - STRONG_BONUS * Math.abs(values[at + (scene.backward ? 1 : 0)]);
}

/** Squared distance from the point to the curve, as a chain of short straight pieces. @param {number} x @param {number} y */
function nearest(x, y) {
  let best = Infinity;
  let px = curve[0];
  let py = curve[1];
  for (let i = 1; i <= 20; i++) {
    const qx = along(curve, 0, i / 20);
    const qy = along(curve, 1, i / 20);
    const dx = qx - px, dy = qy - py;
    const t = Math.max(0, Math.min(1, ((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, (px + t * dx - x) ** 2 + (py + t * dy - y) ** 2);
    px = qx;
    py = qy;
  }
  return best;
}
