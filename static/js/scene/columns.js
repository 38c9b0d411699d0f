/**
 * One layer as a row of neurons: which are drawn, and where along the line they stand.
 * Knows: abridging (first 11, an ellipsis, last 11, the selected one). Does not know: the stage, the pad, frames.
 */

/**
 * @typedef {object} Column
 * @property {number} layer
 * @property {number} size neurons in the layer
 * @property {Int32Array} neurons the drawn ones, rising
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Int32Array} slot neuron -> place in the arrays above, -1: not drawn
 * @property {number} radius
 * @property {number} spacing
 * @property {{x: number, y: number, count: number} | null} ellipsis
 *
 * @typedef {{low: number, high: number, across: number}} Span from, to, and the widest spacing
 */

const MOST_DRAWN = 24;
const ENDS = 11;
/** An abridged layer keeps two lines free in its middle: the ellipsis and the selected neuron, so nothing moves when it comes. */
const LINES = 2 * ENDS + 2;

/**
 * Even spacing, centred; few neurons are not torn apart.
 * @param {number} size
 * @param {Span} span
 */
export function spread(size, span) {
  const lines = size > MOST_DRAWN ? LINES : size;
  const room = span.high - span.low;
  const spacing = lines > 1 ? Math.min(room / (lines - 1), span.across) : span.across;
  return { spacing, first: (span.low + span.high) / 2 - (spacing * (lines - 1)) / 2 };
}

/** The drawn neurons with the line each stands on. @param {number} size @param {number[]} extra */
function drawn(size, extra) {
  if (size <= MOST_DRAWN) return Array.from({ length: size }, (_, j) => ({ neuron: j, line: j }));
  const ends = Array.from({ length: ENDS }, (_, j) => j);
  const hidden = extra.filter((j) => j >= ENDS && j < size - ENDS).slice(0, 1);
  return [
    ...ends.map((j) => ({ neuron: j, line: j })),
    ...hidden.map((j) => ({ neuron: j, line: ENDS + 1 })),
    ...ends.map((j) => ({ neuron: size - ENDS + j, line: ENDS + 2 + j })),
  ];
}

/**
 * @param {{sizes: readonly number[], extra?: readonly {layer: number, to: number}[]}} shape
 * @param {number} layer
 * @param {Span} span
 * @param {number} across where the column stands on the other axis
 * @param {number} radius
 * @param {boolean} turned portrait: the line runs to the right
 * @returns {Readonly<Column>}
 */
export function columnOf(shape, layer, span, across, radius, turned) {
  const size = shape.sizes[layer];
  const extra = (shape.extra ?? []).filter((e) => e.layer === layer).map((e) => e.to);
  const places = drawn(size, extra);
  const { spacing, first } = spread(size, span);
  const along = Float32Array.from(places, (p) => first + spacing * p.line);
  const still = new Float32Array(places.length).fill(across);
  const slot = new Int32Array(size).fill(-1);
  places.forEach((p, i) => { slot[p.neuron] = i; });
  return Object.freeze({
    layer, size, slot, radius, spacing,
    neurons: Int32Array.from(places, (p) => p.neuron),
    x: turned ? along : still,
    y: turned ? still : along,
    ellipsis: ellipsisOf(size - places.length, first + spacing * (ENDS + (places.length > 2 * ENDS ? 0 : 0.5)), across, turned),
  });
}

/** @param {number} count @param {number} along @param {number} across @param {boolean} turned */
function ellipsisOf(count, along, across, turned) {
  if (count === 0) return null;
  return Object.freeze({ x: turned ? along : across, y: turned ? across : along, count });
}
