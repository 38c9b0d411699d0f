/**
 * The line where a field over a grid crosses zero (marching squares), as flat segments in 0..1 from the top left.
 * Knows: a grid of numbers. Does not know: what they measure or where they are drawn.
 */

/**
 * @param {(i: number) => number} field value at index row * g + column; row 0 is the lowest y
 * @param {number} g columns and rows
 * @returns {Float32Array} x0, y0, x1, y1 for each piece
 */
export function zeroContour(field, g) {
  /** @type {number[]} */
  const pieces = [];
  for (let row = 0; row + 1 < g; row++) {
    for (let column = 0; column + 1 < g; column++) {
      const i = row * g + column;
      cell(pieces, column, row, field(i), field(i + 1), field(i + g + 1), field(i + g), g);
    }
  }
  return Float32Array.from(pieces);
}

/**
 * Corners a, b (below), c, d (above), counter-clockwise. Each pair of sign changes is one piece.
 * @param {number[]} pieces
 * @param {number} x
 * @param {number} y
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @param {number} g
 */
function cell(pieces, x, y, a, b, c, d, g) {
  /** @type {number[]} */
  const hits = [];
  const cross = (/** @type {number} */ u, /** @type {number} */ v) => u / (u - v);
  if (a > 0 !== b > 0) hits.push(x + cross(a, b), y);
  if (b > 0 !== c > 0) hits.push(x + 1, y + cross(b, c));
  if (d > 0 !== c > 0) hits.push(x + cross(d, c), y + 1);
  if (a > 0 !== d > 0) hits.push(x, y + cross(a, d));
  for (let i = 0; i + 3 < hits.length; i += 4) {
    // The grid's samples sit at the middle of their cells, and y points upwards there.
    pieces.push((hits[i] + 0.5) / g, 1 - (hits[i + 1] + 0.5) / g, (hits[i + 2] + 0.5) / g, 1 - (hits[i + 3] + 0.5) / g);
  }
}
