/**
 * Where everything stands, as frozen data: computed once for a shape (layer sizes, kind of input) and a stage size.
 * Knows: the rules of DESIGN section 2, landscape and portrait. Does not know: frames, time, colours, canvas, DOM.
 * Coordinates are CSS pixels from the stage's top left corner.
 */

import { clamp } from './scales.js';
import { columnOf, spread } from './columns.js';

/**
 * @typedef {'image' | 'plane' | 'column'} InputKind
 * image: a square grid of pixels; plane: two inputs shown as a point; column: inputs drawn as neurons.
 *
 * @typedef {object} Shape
 * @property {readonly number[]} sizes neurons of layers 0..L
 * @property {InputKind} input
 * @property {readonly {layer: number, to: number}[]} [extra] neurons to draw although their layer is abridged (the selection)
 *
 * @typedef {import('./columns.js').Column} Column
 * @typedef {{x: number, y: number, size: number, cell: number, side: number}} Pad
 * @typedef {{x: number, y: number, width: number}} Strip
 * @typedef {object} OutputPlaces
 * @property {number} bar start of the bars: x in landscape, distance below the neuron in portrait
 * @property {number} length of a bar
 * @property {number} thickness
 * @property {number} squareX centre of the squares' column
 * @property {number} squareMax side of the square for a miss of 1
 *
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {boolean} portrait
 * @property {readonly number[]} sizes
 * @property {InputKind} input
 * @property {Pad} pad side is the number of cells in a row
 * @property {Strip} header the pad's title line (y is its top)
 * @property {Strip} controls what stands under (portrait: beside) the pad
 * @property {number} edge where the pad ends on the way to layer 1
 * @property {readonly (Column | null)[]} columns layers 0..L; null: the inputs are the pad's pixels
 * @property {OutputPlaces} outputs
 * @property {boolean} wide stage labels in the larger size
 */

const PORTRAIT_BELOW = 640;
const PAD_CELLS = 28;

/** Which kind of input a network gets when the dataset does not say. @param {number} n0 @returns {InputKind} */
export function inputKind(n0) {
  const side = Math.sqrt(n0);
  return n0 > 24 && Number.isInteger(side) ? 'image' : 'column';
}

/**
 * @param {Shape} shape
 * @param {{width: number, height: number}} size of the stage
 * @returns {Readonly<Layout>}
 */
export function layout(shape, size) {
  return Object.freeze(size.width < PORTRAIT_BELOW ? portrait(shape, size) : landscape(shape, size));
}

/** @param {Shape} shape @param {number} x @param {number} y @param {number} size @returns {Pad} */
function padAt(shape, x, y, size) {
  if (shape.input !== 'image') return { x, y, size, cell: size / PAD_CELLS, side: PAD_CELLS };
  const side = Math.round(Math.sqrt(shape.sizes[0]));
  const cell = size / side >= 2 ? Math.floor(size / side) : size / side;
  return { x, y, size: cell * side, cell, side };
}

/**
 * How far layer l of L stands on the way from pad to outputs: 0.41 and 0.705 for three layers, closer together for more.
 * @param {number} layer
 * @param {number} layers
 * @param {number} pull
 */
function fraction(layer, layers, pull) {
  if (layers === 1) return 1;
  const first = Math.max(0.24, 1 / (1 + pull * (layers - 1)));
  return first + ((1 - first) * (layer - 1)) / (layers - 1);
}

/** Biggest neuron: pictures of regions inside them need room. @param {Shape} shape */
const largestRadius = (shape) => (shape.input === 'plane' ? 24 : 20);

/** @param {Shape} shape @param {{width: number, height: number}} size @returns {Layout} */
function landscape(shape, { width: w, height: h }) {
  const layers = shape.sizes.length - 1;
  const margin = w < 1100 ? 22 : 28;
  const cell = clamp(Math.floor(Math.min(w * 0.265, h * 0.46) / PAD_CELLS), 6, 16);
  const block = 164 + cell * PAD_CELLS + (h > 560 ? 82 : 0);
  const pad = padAt(shape, margin, Math.round(Math.max(56, (h - block) / 2 + 44)), cell * PAD_CELLS);
  const top = shape.input === 'plane' ? 84 : 68;
  const bottom = h - (shape.input === 'plane' ? 86 : 76);
  const span = { low: top, high: bottom, across: 110 };
  const outputSpacing = spread(shape.sizes[layers], { ...span, low: top + 6, high: bottom - 6 }).spacing;
  const length = clamp(w * 0.085, 64, 150);
  const squareMax = Math.min(clamp((h - 150) / 10 - 16, 26, 64), Math.max(8, outputSpacing - 4));
  const last = w - 44 - (76 + length + squareMax + (w > 1300 ? 84 : w > 1000 ? 54 : 10));
  const edge = pad.x + pad.size;
  const inputs = inputColumn(shape, pad, span, false);
  const start = inputs ? inputs.x[0] + inputs.radius : edge;
  const radius = hiddenRadius(shape, span, 8, largestRadius(shape));
  /** @type {(Column | null)[]} */
  const columns = [inputs];
  for (let l = 1; l <= layers; l++) {
    const own = l === layers;
    const lines = own ? { ...span, low: top + 6, high: bottom - 6 } : span;
    const size = own ? Math.min(radius + 1, Math.max(8, outputSpacing * 0.42)) : radius;
    columns.push(columnOf(shape, l, lines, start + (last - start) * fraction(l, layers, 0.72), size, false));
  }
  const outputs = { bar: last + (columns[layers]?.radius ?? 0) + 30, length, thickness: w > 1300 ? 9 : 8, squareX: w - 24 - squareMax / 2, squareMax };
  return {
    width: w, height: h, portrait: false, sizes: shape.sizes, input: shape.input, pad,
    header: { x: pad.x, y: pad.y - 30, width: cell * PAD_CELLS },
    controls: { x: pad.x, y: pad.y + pad.size + 12, width: cell * PAD_CELLS },
    edge, columns: Object.freeze(columns), outputs: Object.freeze(outputs), wide: w > 1300,
  };
}

/** @param {Shape} shape @param {{width: number, height: number}} size @returns {Layout} */
function portrait(shape, { width: w, height: h }) {
  const layers = shape.sizes.length - 1;
  const cell = clamp(Math.floor(Math.min(w * 0.51, h * 0.36) / PAD_CELLS), 4, 10);
  const pad = padAt(shape, 16, 34, cell * PAD_CELLS);
  const edge = pad.y + pad.size;
  const last = h - 96;
  const span = { low: 20, high: w - 20, across: 76 };
  const inputs = inputColumn(shape, pad, span, true);
  const start = inputs ? inputs.y[0] + inputs.radius : edge;
  const radius = hiddenRadius(shape, span, 4.5, shape.input === 'plane' ? 18 : 8);
  /** @type {(Column | null)[]} */
  const columns = [inputs];
  for (let l = 1; l <= layers; l++) {
    const own = l === layers;
    const lines = own ? { ...span, low: 26, high: w - 26 } : span;
    const size = own ? Math.min(radius + 1, spread(shape.sizes[l], lines).spacing * 0.4) : radius;
    columns.push(columnOf(shape, l, lines, start + (last - start) * fraction(l, layers, 0.69), size, true));
  }
  return {
    width: w, height: h, portrait: true, sizes: shape.sizes, input: shape.input, pad,
    header: { x: pad.x, y: pad.y - 30, width: w - 32 },
    controls: { x: pad.x + pad.size + 16, y: pad.y, width: w - pad.size - 48 },
    edge, columns: Object.freeze(columns), wide: false,
    outputs: Object.freeze({ bar: (columns[layers]?.radius ?? 9) + 9, length: 38, thickness: 8, squareX: 0, squareMax: 0 }),
  };
}

/**
 * Inputs that are drawn as neurons: beside the plane, or down the far side of the room the pad would take.
 * @param {Shape} shape
 * @param {Pad} pad
 * @param {{low: number, high: number, across: number}} rest where the other layers stand
 * @param {boolean} turned
 */
function inputColumn(shape, pad, rest, turned) {
  if (shape.input === 'image') return null;
  const along = turned ? pad.x : pad.y;
  const span = { low: along + pad.size * 0.06, high: along + pad.size * 0.94, across: pad.size * 0.4 };
  const radius = clamp(spread(shape.sizes[0], span).spacing * 0.36, 2.5, turned ? 8 : 13);
  const far = (turned ? pad.y : pad.x) + pad.size;
  if (shape.input === 'plane') return columnOf(shape, 0, span, far + 14 + radius, radius, turned);
  return columnOf(shape, 0, level(shape.sizes[0], { ...span, high: along + pad.size }, rest), turned ? far - pad.size / 2 : far - radius, radius, turned);
}

/**
 * A few inputs stand level with the other layers, as far as the room of the pad allows: a chain is a straight line.
 * @param {number} size
 * @param {{low: number, high: number, across: number}} room
 * @param {{low: number, high: number, across: number}} rest where the other layers stand
 */
function level(size, room, rest) {
  const across = Math.min(rest.across, (room.high - room.low) / Math.max(1, size - 1));
  const half = (across * (size - 1)) / 2;
  const centre = clamp((rest.low + rest.high) / 2, room.low + half, room.high - half);
  return { low: centre - half, high: centre + half, across };
}

/**
 * One radius for all hidden layers, from the most crowded of them.
 * @param {Shape} shape
 * @param {{low: number, high: number, across: number}} span
 * @param {number} least
 * @param {number} most
 */
function hiddenRadius(shape, span, least, most) {
  const hidden = shape.sizes.slice(1, -1);
  if (hidden.length === 0) return most - 1;
  return clamp(Math.min(...hidden.map((n) => spread(n, span).spacing)) * 0.36, least, most);
}

/**
 * A place on the pad in pen units, 0..28 from its top left corner; null outside.
 * @param {Layout} place
 * @param {number} x
 * @param {number} y
 * @returns {[number, number] | null}
 */
export function padPoint(place, x, y) {
  const u = ((x - place.pad.x) / place.pad.size) * PAD_CELLS;
  const v = ((y - place.pad.y) / place.pad.size) * PAD_CELLS;
  return u >= 0 && v >= 0 && u < PAD_CELLS && v < PAD_CELLS ? [u, v] : null;
}
