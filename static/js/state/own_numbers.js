/**
 * Knows a network of one's own as rows of text: its layers, what is wrong with a cell, and the specification that it makes.
 * Does not know the form in which it is typed. What the server refuses, it explains itself.
 */

/** @typedef {import('../protocol/types.js').Frame} Frame */

/**
 * Texts as they stand in the cells. Each row of `layers[l]` is one neuron: its weights, then its bias; each of `samples` the inputs, then the targets.
 * @typedef {{layers: string[][][], samples: string[][]}} Cells
 */

/** @typedef {{activation: string, output: string, cost: string, rate: string}} Choices */

export const MOST_NEURONS = 6;
export const MOST_LAYERS = 6;
export const MOST_SAMPLES = 12;

/** @param {string} text @returns {number | null} */
export function numberIn(text) {
  const plain = text.trim().replace('−', '-').replace(',', '.');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

/** @param {string} text such as 2, 3, 1 @returns {{sizes: number[], problem: string}} */
export function sizesIn(text) {
  const parts = text.trim().split(/[\s,–-]+/).filter(Boolean);
  const sizes = parts.map(Number);
  if (sizes.length < 2 || sizes.some((size) => !Number.isInteger(size))) return { sizes: [], problem: 'Write whole numbers with commas, from the inputs to the outputs, such as 2, 3, 1.' };
  if (sizes.length - 1 > MOST_LAYERS) return { sizes: [], problem: `At most ${MOST_LAYERS} layers after the inputs can be typed in.` };
  if (sizes.some((size) => size < 1 || size > MOST_NEURONS)) return { sizes: [], problem: `Each layer has 1 to ${MOST_NEURONS} neurons.` };
  return { sizes, problem: '' };
}

/** @param {string[][]} rows @param {number} count @param {number} width what is there stays, what is new is empty */
const fitted = (rows, count, width) => Array.from({ length: count }, (_, j) => Array.from({ length: width }, (__, k) => rows[j]?.[k] ?? ''));

/** A row keeps its bias, or its targets, when the columns before them change. @param {string[][]} rows @param {number} count @param {number[]} before @param {number[]} after */
function moved(rows, count, [left, right], [newLeft, newRight]) {
  const firsts = fitted(rows.map((row) => row.slice(0, left)), count, newLeft);
  const lasts = fitted(rows.map((row) => row.slice(left, left + right)), count, newRight);
  return firsts.map((row, j) => [...row, ...lasts[j]]);
}

/** The same numbers in a network of other sizes. @param {Cells} cells @param {number[]} sizes @returns {Cells} */
export function resized({ layers, samples }, sizes) {
  const inputs = layers[0][0].length - 1;
  const targets = layers[layers.length - 1].length;
  return {
    layers: sizes.slice(1).map((size, l) => moved(layers[l] ?? [], size, [(layers[l]?.[0].length ?? 1) - 1, 1], [sizes[l], 1])),
    samples: moved(samples, samples.length, [inputs, targets], [sizes[0], sizes[sizes.length - 1]]),
  };
}

/** @param {Cells} cells */
export const sizesOf = ({ layers }) => [layers[0][0].length - 1, ...layers.map((layer) => layer.length)];

/** A block as it comes from a spreadsheet. @param {string} text @returns {string[][]} */
export const blockOf = (text) => text.trim().split(/\r?\n/).map((line) => line.trim().split(/[\t;]+|\s+/));

/** The block laid over the rows from a cell on; what reaches beyond them is left out. @param {string[][]} rows @param {string[][]} block @param {number} row @param {number} column */
export function pasted(rows, block, row, column) {
  return rows.map((cells, j) => cells.map((cell, k) => block[j - row]?.[k - column] ?? cell));
}

/** How many cells hold no number. @param {Cells} cells */
export const missing = ({ layers, samples }) => [...layers, samples].flat(2).filter((text) => numberIn(text) === null).length;

/** @param {number} value as it was typed, as far as a float32 tells */
const written = (value) => String(Number(value.toPrecision(6)));

/** The network and the sample on the picture, or null where it is too large to be typed. @param {Frame | null} frame @returns {Cells | null} */
export function cellsOf(frame) {
  if (!frame || frame.layers.length > MOST_LAYERS || frame.sizes.some((size) => size > MOST_NEURONS)) return null;
  const rows = frame.layers.map(({ W, b, inputs, outputs }) =>
    Array.from({ length: outputs }, (_, j) => [...Array.from(W.subarray(j * inputs, (j + 1) * inputs), written), written(b[j])]));
  return { layers: rows, samples: [[...Array.from(frame.input, written), ...Array.from(frame.target, written)]] };
}

/** What stands there before anything is typed: the lesson's two-by-two layer and a neuron after it. @returns {Cells} */
export const firstCells = () => ({ layers: [[['1', '-2', '-0.4'], ['0.5', '3', '0']], [['1', '-1', '0.5']]], samples: [['0.8', '0.2', '1']] });

/** @param {string} name @param {number} count */
const columnNames = (name, count) => Array.from({ length: count }, (_, index) => (count > 1 ? name + (index + 1) : name));

/** @param {Cells} cells all of them numbers @param {Choices} choices @returns {Record<string, any>} a specification */
export function specOf(cells, { activation, output, cost, rate }) {
  const sizes = sizesOf(cells);
  const [inputs, outputs] = [sizes[0], sizes[sizes.length - 1]];
  const numbers = cells.layers.map((layer) => layer.map((row) => row.map(valueOf)));
  return {
    dataset: { name: 'table', rows: [[...columnNames('x', inputs), ...columnNames('y', outputs)], ...cells.samples.map((row) => row.map(valueOf))], targets: outputs, scale: false },
    network: {
      hidden: sizes.slice(1, -1), activation, output_activation: output,
      parameters: { weights: numbers.map((layer) => layer.map((row) => row.slice(0, -1))), biases: numbers.map((layer) => layer.map((row) => row[row.length - 1])) },
    },
    cost, optimizer: { name: 'sgd', learning_rate: numberIn(rate) }, batch_size: 1,
  };
}

/** @param {string} text of a cell that is known to hold a number */
const valueOf = (text) => numberIn(text) ?? 0;
