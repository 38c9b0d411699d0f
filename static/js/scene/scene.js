/**
 * The edges of one step as flat typed arrays, ready to be uploaded or stroked.
 * Knows: layout and frame. Does not know: canvas, theme, tau (only whether the forward or the backward order is wanted).
 * Buffers are allocated once per layout and refilled per frame.
 */

import { bend, writeEnds } from './curves.js';
import { flagStrongest, orderByStrength, totalStrength } from './rank.js';
import { clamp, flowScale, gradientScale } from './scales.js';

/**
 * @typedef {import('./layout.js').Layout} Layout
 * @typedef {import('../protocol/types.js').Frame} Frame
 * @typedef {import('../protocol/types.js').Layer} Layer
 *
 * Edges in paint order: layer by layer, weak before strong. Four floats an edge in each array.
 * @typedef {object} Edges
 * @property {number} count
 * @property {Float32Array} ends x0, y0, x1, y1
 * @property {Float32Array} values signed mf, signed m, w / 3 held to -1..1, flags
 * @property {Float32Array} marks layer, to, from, kind (1: crowded, 2: leaves the pad)
 *
 * @typedef {object} Scene
 * @property {Layout} layout
 * @property {Edges} edges what may be drawn one by one
 * @property {Edges} rest every edge of the crowded layers, for the baked texture
 * @property {Uint32Array} start first edge of each layer; one more entry holds the end
 * @property {Float64Array} flowShare per layer: strongly drawn |w a| of all |w a|
 * @property {Float64Array} nudgeShare the same for |dC0/dw|
 * @property {Uint32Array} strong how many edges of a layer may be drawn strongly
 * @property {boolean} backward the order the buffers are in
 * @property {number} version counts the refills
 * @property {Scratch} scratch
 *
 * @typedef {{flow: Float32Array, nudge: Float32Array, to: Int32Array, from: Int32Array, flags: Uint8Array,
 *            keys: Float64Array, byFlow: Uint32Array, byNudge: Uint32Array}} Scratch
 */

export const FLOW_STRONG = 1;
export const NUDGE_STRONG = 2;
export const FLOW_MISSING = 4;
export const NUDGE_MISSING = 8;
export const CROWDED = 1;
export const FROM_PAD = 2;
export const SPARSE = 4;

/** In a layer with so few edges none of them ever vanishes. */
const FEW = 16;

/** In a layer with more edges than this only the strongest are drawn strongly. */
export const CROWD = 1024;
export const STRONGEST = 600;

/** @param {number} capacity @returns {Edges} */
const edgesFor = (capacity) => ({
  count: 0, ends: new Float32Array(4 * capacity), values: new Float32Array(4 * capacity), marks: new Float32Array(4 * capacity),
});

/** Edges of a layer with both ends drawn. @param {Layout} place @param {number} layer */
function drawable(place, layer) {
  const receivers = place.columns[layer];
  const senders = place.columns[layer - 1];
  return (receivers ? receivers.neurons.length : 0) * (senders ? senders.neurons.length : place.sizes[layer - 1]);
}

/** @param {Layout} place @param {number} layer */
const kindOf = (place, layer) =>
  (drawable(place, layer) > CROWD ? CROWDED : 0) + (layer === 1 && place.input === 'image' ? FROM_PAD : 0) + (drawable(place, layer) <= FEW ? SPARSE : 0);

/** @param {Layout} place @returns {Scene} */
export function createScene(place) {
  const layers = place.sizes.length - 1;
  const counts = Array.from({ length: layers }, (_, i) => drawable(place, i + 1));
  const capacity = counts.reduce((a, b) => a + b, 0);
  const largest = Math.max(...counts);
  const crowded = counts.filter((n) => n > CROWD).reduce((a, b) => a + b, 0);
  const scene = {
    layout: place, edges: edgesFor(capacity), rest: edgesFor(crowded), start: new Uint32Array(layers + 1),
    flowShare: new Float64Array(layers), nudgeShare: new Float64Array(layers), backward: false, version: 0,
    strong: Uint32Array.from(counts, (n) => (n > CROWD ? STRONGEST : n)),
    scratch: {
      flow: new Float32Array(largest), nudge: new Float32Array(largest), to: new Int32Array(largest), from: new Int32Array(largest),
      flags: new Uint8Array(largest), keys: new Float64Array(largest), byFlow: new Uint32Array(largest), byNudge: new Uint32Array(largest),
    },
  };
  placeRest(scene);
  return scene;
}

/** The resting edges never move: their ends are written once. @param {Scene} scene */
function placeRest(scene) {
  const { layout: place, rest } = scene;
  for (let layer = 1; layer < place.sizes.length; layer++) {
    const kind = kindOf(place, layer);
    if (!(kind & CROWDED)) continue;
    for (const to of place.columns[layer]?.neurons ?? []) {
      for (let from = 0; from < place.sizes[layer - 1]; from++) {
        const at = 4 * rest.count;
        if (!writeEnds(place, layer, to, from, rest.ends, at)) continue;
        rest.marks.set([layer, to, from, kind], at);
        rest.count++;
      }
    }
  }
}

/** Fills the resting edges' weights. @param {Scene} scene @param {Frame} frame */
export function fillRest(scene, frame) {
  const { rest } = scene;
  for (let i = 0, at = 0; i < rest.count; i++, at += 4) {
    const layer = frame.layers[rest.marks[at] - 1];
    rest.values[at + 2] = third(layer.W[rest.marks[at + 1] * layer.inputs + rest.marks[at + 2]]);
  }
}

/**
 * Fills the edges of a frame, in the order of their flow or of their nudge.
 * @param {Scene} scene
 * @param {Frame} frame
 * @param {boolean} backward
 */
export function fillScene(scene, frame, backward) {
  scene.edges.count = 0;
  scene.backward = backward;
  scene.version++;
  for (const layer of frame.layers) {
    scene.start[layer.layer - 1] = scene.edges.count;
    const count = gather(scene, layer);
    rank(scene, layer, count);
    write(scene, layer, count, backward ? scene.scratch.byNudge : scene.scratch.byFlow);
  }
  scene.start[frame.layers.length] = scene.edges.count;
}

/**
 * Collects a layer's drawable edges. `columns` rises, so one pointer walks it beside the senders.
 * In crowded layers an edge that carries nothing stays in the resting texture.
 * @param {Scene} scene
 * @param {Layer} layer
 */
function gather(scene, layer) {
  const { layout: place, scratch: s } = scene;
  const senders = place.columns[layer.layer - 1];
  const count = senders ? senders.neurons.length : layer.inputs;
  const crowded = (kindOf(place, layer.layer) & CROWDED) > 0;
  const { columns } = layer;
  const width = columns ? columns.length : layer.inputs;
  let n = 0;
  for (const to of place.columns[layer.layer]?.neurons ?? []) {
    let p = 0;
    for (let i = 0; i < count; i++) {
      const from = senders ? senders.neurons[i] : i;
      while (columns && p < width && columns[p] < from) p++;
      const at = columns ? (p < width && columns[p] === from ? to * width + p : -1) : to * width + from;
      const flow = at < 0 ? 0 : layer.flow[at];
      const nudge = at < 0 ? 0 : layer.dC_dW[at];
      if (crowded && flow === 0 && nudge === 0) continue;
      s.to[n] = to; s.from[n] = from; s.flow[n] = flow; s.nudge[n] = nudge;
      s.flags[n] = (flow - flow === 0 ? 0 : FLOW_MISSING) | (nudge - nudge === 0 ? 0 : NUDGE_MISSING);
      n++;
    }
  }
  return n;
}

/**
 * Flags the strongest and measures what share of the whole layer they carry.
 * @param {Scene} scene
 * @param {Layer} layer
 * @param {number} count
 */
function rank(scene, layer, count) {
  const { scratch: s } = scene;
  const i = layer.layer - 1;
  orderByStrength(s.flow, count, s.keys, s.byFlow);
  orderByStrength(s.nudge, count, s.keys, s.byNudge);
  const flow = flagStrongest(s.flow, s.byFlow, count, scene.strong[i], s.flags, FLOW_STRONG);
  const nudge = flagStrongest(s.nudge, s.byNudge, count, scene.strong[i], s.flags, NUDGE_STRONG);
  scene.flowShare[i] = share(flow, totalStrength(layer.flow));
  scene.nudgeShare[i] = share(nudge, totalStrength(layer.dC_dW));
}

/** NaN if the whole is not a number: a share of nothing known is not stated. @param {number} part @param {number} whole */
function share(part, whole) {
  if (!(whole < Infinity)) return NaN;
  return whole > 0 ? Math.min(1, part / whole) : 1;
}

/** @param {number} w */
const third = (w) => (w - w === 0 ? clamp(w / 3, -1, 1) : 0);

/** @param {Scene} scene @param {Layer} layer @param {number} count @param {Uint32Array} order */
function write(scene, layer, count, order) {
  const { layout: place, edges, scratch: s } = scene;
  const kind = kindOf(place, layer.layer);
  for (let i = 0; i < count; i++) {
    const e = order[i];
    const at = 4 * edges.count++;
    writeEnds(place, layer.layer, s.to[e], s.from[e], edges.ends, at);
    edges.values[at] = s.flags[e] & FLOW_MISSING ? 0 : Math.sign(s.flow[e]) * flowScale(s.flow[e]);
    edges.values[at + 1] = s.flags[e] & NUDGE_MISSING ? 0 : Math.sign(s.nudge[e]) * gradientScale(s.nudge[e]);
    edges.values[at + 2] = third(layer.W[s.to[e] * layer.inputs + s.from[e]]);
    edges.values[at + 3] = s.flags[e];
    edges.marks[at] = layer.layer;
    edges.marks[at + 1] = s.to[e];
    edges.marks[at + 2] = s.from[e];
    edges.marks[at + 3] = kind;
  }
}

/**
 * The curve of a weight as eight numbers, or null if an end is not drawn. For marks and hit tests, not for the hot path.
 * @param {Layout} place
 * @param {number} layer
 * @param {number} to
 * @param {number} from
 */
export function curveOf(place, layer, to, from) {
  const ends = new Float32Array(4);
  if (!writeEnds(place, layer, to, from, ends, 0)) return null;
  const curve = new Float32Array(8);
  bend(place.portrait, place.edge, layer === 1 && place.input === 'image', ends, 0, curve);
  return curve;
}

/** A weight's nudge dC0/dw. @param {Layer} layer @param {number} to @param {number} from */
export function nudgeOf(layer, to, from) {
  if (!layer.columns) return layer.dC_dW[to * layer.inputs + from];
  const p = layer.columns.indexOf(from);
  return p < 0 ? 0 : layer.dC_dW[to * layer.columns.length + p];
}
