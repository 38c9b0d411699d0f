/**
 * The curve of an edge: its two ends, its control points, points on it.
 * Knows: the layout. Does not know: frames, strengths, canvas. Writes into the caller's arrays, so the hot path allocates nothing.
 * draw/shaders.js repeats `bend` in GLSL.
 */

/** @typedef {import('./layout.js').Layout} Layout */

const FAN = 1.1;

/**
 * Position of a sender among the senders, -0.5..0.5: where its edges dock on the receiver.
 * @param {Layout} place
 * @param {number} layer
 * @param {number} from
 */
function fan(place, layer, from) {
  const column = place.columns[layer - 1];
  if (column) return column.neurons.length > 1 ? column.slot[from] / (column.neurons.length - 1) - 0.5 : 0;
  const { side } = place.pad;
  return (place.portrait ? from % side : Math.floor(from / side)) / (side - 1) - 0.5;
}

/**
 * Writes x0, y0, x1, y1 of one edge; false if either end is not drawn.
 * @param {Layout} place
 * @param {number} layer
 * @param {number} to
 * @param {number} from
 * @param {Float32Array} out
 * @param {number} at
 */
export function writeEnds(place, layer, to, from, out, at) {
  const receivers = place.columns[layer];
  const senders = place.columns[layer - 1];
  if (!receivers || receivers.slot[to] < 0 || (senders && senders.slot[from] < 0)) return false;
  const turned = place.portrait;
  if (senders) {
    const s = senders.slot[from];
    out[at] = senders.x[s] + (turned ? 0 : senders.radius + 1);
    out[at + 1] = senders.y[s] + (turned ? senders.radius + 1 : 0);
  } else {
    const { x, y, cell, side } = place.pad;
    out[at] = x + ((from % side) + 0.5) * cell;
    out[at + 1] = y + (Math.floor(from / side) + 0.5) * cell;
  }
  const r = receivers.radius;
  const shift = fan(place, layer, from) * r * FAN;
  const reach = Math.sqrt(Math.max(0, r * r - shift * shift)) + 2;
  const j = receivers.slot[to];
  out[at + 2] = receivers.x[j] + (turned ? shift : -reach);
  out[at + 3] = receivers.y[j] + (turned ? -reach : shift);
  return true;
}

/**
 * Writes x0, y0, cx, cy, dx, dy, x1, y1. Edges from the pad leave it level and bend in the open; others bend at the half.
 * @param {boolean} turned
 * @param {number} edge where the pad ends
 * @param {boolean} fromPad
 * @param {Float32Array} ends
 * @param {number} at
 * @param {Float32Array} out
 */
export function bend(turned, edge, fromPad, ends, at, out) {
  const x0 = ends[at], y0 = ends[at + 1], x1 = ends[at + 2], y1 = ends[at + 3];
  out[0] = x0; out[1] = y0; out[2] = x0; out[3] = y0; out[4] = x1; out[5] = y1; out[6] = x1; out[7] = y1;
  const start = turned ? y0 : x0;
  const end = turned ? y1 : x1;
  const base = fromPad ? Math.max(edge, start) : start;
  const reach = end - base;
  out[turned ? 3 : 2] = base + reach * (fromPad ? 0.3 : 0.5);
  out[turned ? 5 : 4] = end - reach * 0.5;
}

/** A coordinate at t; `at` 0: x, 1: y. @param {Float32Array} curve @param {number} at @param {number} t */
export function along(curve, at, t) {
  const u = 1 - t;
  return u * u * u * curve[at] + 3 * u * u * t * curve[at + 2] + 3 * u * t * t * curve[at + 4] + t * t * t * curve[at + 6];
}

/**
 * The part of a curve between two t's (de Casteljau by the blossom), written into `out`.
 * @param {Float32Array} curve
 * @param {number} t0
 * @param {number} t1
 * @param {Float32Array} out
 */
export function cut(curve, t0, t1, out) {
  for (let at = 0; at < 2; at++) {
    out[at] = blossom(curve, at, t0, t0, t0);
    out[at + 2] = blossom(curve, at, t0, t0, t1);
    out[at + 4] = blossom(curve, at, t0, t1, t1);
    out[at + 6] = blossom(curve, at, t1, t1, t1);
  }
}

/** @param {Float32Array} c @param {number} at @param {number} a @param {number} b @param {number} t */
function blossom(c, at, a, b, t) {
  const p0 = c[at] + (c[at + 2] - c[at]) * a;
  const p1 = c[at + 2] + (c[at + 4] - c[at + 2]) * a;
  const p2 = c[at + 4] + (c[at + 6] - c[at + 4]) * a;
  const q0 = p0 + (p1 - p0) * b;
  const q1 = p1 + (p2 - p1) * b;
  return q0 + (q1 - q0) * t;
}

/** Distance between the ends, a little lengthened: the dashes' ruler. @param {Float32Array} c */
export const span = (c) => Math.hypot(c[6] - c[0], c[7] - c[1]) * 1.06;
