/**
 * Knows how the product behind a derivative is drawn: dC/dW = delta times a row, the selected numbers outlined.
 * Does not know the derivative; its lines come from the server, its numbers from the frame.
 */

import { readTheme } from '../../scene/colors.js';
import { heatCell, heatPixels, heatSize } from '../../scene/heat.js';
import { isKnown, readingOf } from '../../state/forms.js';
import { element } from '../../page/dom.js';
import { askedLine, termName } from './form_words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').FormsAnswer} FormsAnswer */
/** @typedef {import('../../state/shape.js').FormTerm} FormTerm */
/** @typedef {import('../../protocol/types.js').Frame} Frame */

/** `at` gives the indices of the number in a row and a column; `marked` is the cell that is outlined.
 * @typedef {{term: FormTerm, rows: number, columns: number, at: (row: number, column: number) => number[], marked: [number, number] | null, cell?: number}} Sheet */

const ENLARGED = 12;

/** @param {FormTerm} term @returns {import('../../scene/heat.js').Scale} */
const scaleOf = ({ quantity }) => (quantity === 'W' ? 'weight' : quantity === 'a' ? 'activation' : 'gradient');

/** @param {FormTerm} term @param {number | null} marked @returns {Sheet} */
const upright = (term, marked) => ({ term, rows: Number(term.shape[0]), columns: 1, at: (row) => [row], marked: marked === null ? null : [marked, 0] });
/** @param {FormTerm} term @param {number} marked @returns {Sheet} */
const lying = (term, marked) => ({ term, rows: 1, columns: Number(term.shape[0]), at: (_, column) => [column], marked: [0, marked] });

/**
 * What is drawn: sheets with signs between; nothing for a formula that is not a product.
 * @param {FormsAnswer} answer
 * @param {boolean} image whether the inputs are the pixels of a square
 * @returns {(Sheet | string)[]}
 */
export function sheetsOf(answer, image) {
  const { selected: { kind, layer, to, from } } = answer;
  const term = (/** @type {string} */ id) => /** @type {FormTerm} */ (answer.terms.find((one) => one.id === id));
  const left = term(askedLine(answer).left);
  if (kind === 'bias') return [upright(left, to), '=', upright(term('delta' + layer), to)];
  if (kind === 'weight' && from !== null) return image && layer === 1 ? asImages(left, term, to, from) : [
    { term: left, rows: Number(left.shape[0]), columns: Number(left.shape[1]), at: (row, column) => [row, column], marked: [to, from] },
    '=', upright(term('delta' + layer), to), '×', lying(term('a' + (layer - 1)), from),
  ];
  const weights = answer.terms.find(({ id }) => id === 'W' + (layer + 1));
  if (!weights) return [];
  const [rows, columns] = weights.shape.map(Number);
  return [upright(left, to), '=', { term: weights, rows: columns, columns: rows, at: (row, column) => [column, row], marked: null }, '×', upright(term('delta' + (layer + 1)), null)];
}

/** One row of dC/dW is an image: the input's, times one number. @param {FormTerm} left @param {(id: string) => FormTerm} term @param {number} to @param {number} from @returns {(Sheet | string)[]} */
function asImages(left, term, to, from) {
  const side = Math.sqrt(Number(left.shape[1]));
  const pixel = (/** @type {number} */ row, /** @type {number} */ column) => row * side + column;
  const marked = /** @type {[number, number]} */ ([Math.floor(from / side), from % side]);
  return [
    { term: left, rows: side, columns: side, at: (row, column) => [to, pixel(row, column)], marked },
    '=', { term: term('delta1'), rows: 1, columns: 1, at: () => [to], marked: null, cell: ENLARGED },
    '×', { term: term('a0'), rows: side, columns: side, at: (row, column) => [pixel(row, column)], marked },
  ];
}

/** @param {Sheet} sheet @param {number} cell px */
function createSheet({ term, rows, columns, at, marked, cell: own }, cell) {
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  const size = heatSize(rows, columns, own ?? cell);
  canvas.style.width = size.width + 'px';
  canvas.style.height = size.height + 'px';
  const node = element('span', { class: 'heat', 'data-term': term.id, 'data-form': 'matrix', role: 'img', 'aria-label': `Picture of ${termName(term, [])}` }, canvas);
  if (marked) {
    const mark = element('span', { class: 'heat-mark' });
    const [width, height] = [size.width / columns, size.height / rows];
    mark.style.left = (marked[1] + 0.5) * width + 'px';
    mark.style.top = (marked[0] + 0.5) * height + 'px';
    mark.style.width = Math.max(6, width + 2) + 'px';
    mark.style.height = Math.max(6, height + 2) + 'px';
    node.append(mark);
  }
  /** @param {State} state @param {Frame} frame @param {import('../../scene/colors.js').Theme} theme */
  function show(state, frame, theme) {
    const known = isKnown(state.view.tau, frame.layers.length, term);
    const valueAt = (/** @type {number} */ row, /** @type {number} */ column) => (known ? readingOf(frame, term, at(row, column)) : null);
    const activation = term.layer === 0 ? 'sigmoid' : frame.layers[term.layer - 1].activation;
    canvas.getContext('2d')?.putImageData(new ImageData(heatPixels(rows, columns, valueAt, theme, scaleOf(term), activation), columns, rows), 0, 0);
  }
  return { node, show };
}

/** @param {FormsAnswer} answer @param {boolean} image */
export function createHeat(answer, image) {
  const parts = sheetsOf(answer, image);
  const sheets = parts.filter((part) => typeof part !== 'string');
  const cell = Math.min(...sheets.map(({ rows, columns }) => heatCell(rows, columns)));
  const drawn = parts.map((part) => (typeof part === 'string' ? { node: element('span', { class: 'op', 'aria-hidden': 'true' }, part), show: () => {} } : createSheet(part, cell)));
  const node = element('div', { class: 'heats', hidden: parts.length === 0 }, ...drawn.map((one) => one.node));
  let shown = '';

  /** @param {State} state @param {Frame} frame */
  function show(state, frame) {
    const key = [frame.step, frame.frame, frame.phase, state.theme, ...sheets.map(({ term }) => isKnown(state.view.tau, frame.layers.length, term))].join();
    if (key === shown || parts.length === 0) return;
    shown = key;
    const theme = readTheme(node, state.theme);
    for (const one of drawn) one.show(state, frame, theme);
  }
  return { node, show };
}
