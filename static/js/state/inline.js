/**
 * Knows how a table's rows and a network's numbers are written in a link, short enough to be sent, and read from it.
 * Does not know links, nor what the numbers are for. What is too long for a link is named there as `long`, which reads as no value.
 */

/** @typedef {(number | string)[][]} Rows */
/** @typedef {{weights: number[][][], biases: number[][]}} Parameters */

const LONG = 'long';
const MOST_NUMBERS = 600;
const MOST_CHARACTERS = 12000;

/** Marks that an address leaves as they are. */
const CELL = '_';
const ROW = '*';
const LAYER = '**';

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
const WORD = /^[A-Za-z][A-Za-z0-9]*$/;

/** @param {unknown} cell */
const isPlain = (cell) => (typeof cell === 'number' && Number.isFinite(cell)) || (typeof cell === 'string' && WORD.test(cell));

/** @param {string} text @returns {number | undefined} */
const numberOf = (text) => (NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined);

/** @param {Rows} rows */
export function encodeRows(rows) {
  if (rows.length * (rows[0]?.length ?? 0) > MOST_NUMBERS) return LONG;
  const text = rows.every((row) => row.every(isPlain)) ? rows.map((row) => row.join(CELL)).join(ROW) : JSON.stringify(rows);
  return text.length > MOST_CHARACTERS ? LONG : text;
}

/** @param {string} text @returns {Rows | undefined} */
export function decodeRows(text) {
  if (text === LONG || text.length > MOST_CHARACTERS) return undefined;
  const rows = text.startsWith('[') ? listOf(text) : text.split(ROW).map((row) => row.split(CELL).map((cell) => numberOf(cell) ?? (WORD.test(cell) ? cell : undefined)));
  const good = Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every((cell) => typeof cell === 'number' || typeof cell === 'string'));
  return good ? /** @type {Rows} */ (rows) : undefined;
}

/** @param {string} text @returns {unknown} */
function listOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Each neuron is its weights and then its bias. @param {Parameters} parameters */
export function encodeParameters({ weights, biases }) {
  const count = weights.reduce((sum, layer) => sum + layer.length * ((layer[0]?.length ?? 0) + 1), 0);
  if (count > MOST_NUMBERS) return LONG;
  return weights.map((layer, l) => layer.map((row, j) => [...row, biases[l][j]].join(CELL)).join(ROW)).join(LAYER);
}

/** @param {string} text @returns {Parameters | undefined} */
export function decodeParameters(text) {
  if (text === LONG || text.length > MOST_CHARACTERS) return undefined;
  const layers = text.split(LAYER).map((layer) => layer.split(ROW).map((row) => row.split(CELL).map(numberOf)));
  if (layers.some((layer) => layer.some((row) => row.length < 2 || row.includes(undefined)))) return undefined;
  const found = /** @type {number[][][]} */ (layers);
  return { weights: found.map((layer) => layer.map((row) => row.slice(0, -1))), biases: found.map((layer) => layer.map((row) => row[row.length - 1])) };
}
