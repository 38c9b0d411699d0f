/**
 * Knows how a formula is set as a row of cells: each term its MathML symbol with a number or a shape beneath it, operators between.
 * Does not know the numbers, nor what a term lights.
 */

import { element } from '../../page/dom.js';
import { activation, bias, costBy, delta, fraction, inlineMath, mi, mn, mo, ofLayer, partial, row, slopeAt, sub, sumOver, tagged, weight, weightedSum } from '../../page/mathml.js';
/** @typedef {import('../../state/shape.js').FormNode} FormNode */
/** @typedef {import('../../state/shape.js').FormTerm} FormTerm */
/** @typedef {import('../../state/shape.js').Index} Index */
/** @typedef {import('../../page/mathml.js').Index} Mark */

/**
 * `cell` makes the cell of a term; `named` the bracket round an expression that has a name.
 * @typedef {object} Setting
 * @property {(id: string) => FormTerm} term
 * @property {(id: string, indices: Index[]) => HTMLElement} cell
 * @property {(id: string, indices: Index[], inside: Node[]) => HTMLElement} named
 */

/** @param {...Node} children over C, the mean over a batch, and not C0 of one sample */
const meanBy = (...children) => fraction(row(partial(), mi('C', 'C')), row(partial(), ...children));

/** @type {Record<FormTerm['quantity'], (layer: number, marks: Mark[], activation: string) => Node>} */
const BY_INDEX = {
  a: (layer, [k]) => activation(layer, k),
  z: (layer, [j]) => weightedSum(layer, j),
  slope: (layer, [j], name) => slopeAt(name, weightedSum(layer, j)),
  delta: (layer, [j]) => delta(layer, j),
  W: (layer, [j, k]) => weight(layer, j, k),
  y: (_, [j]) => sub(mi('y'), typeof j === 'object' ? j : mi(String(j))),
  dC_da: (layer, [j]) => costBy(activation(layer, j)),
  dC_dW: (layer, [j, k]) => costBy(weight(layer, j, k)),
  dC_db: (layer, [j]) => costBy(bias(layer, j)),
  Delta: (layer, [s, j]) => delta(layer, row(tagged(s), mo(','), tagged(j))),
  A: (layer, [s, k]) => activation(layer, row(tagged(s), mo(','), tagged(k))),
  mean_dC_dW: (layer, [j, k]) => meanBy(weight(layer, j, k)),
  mean_dC_db: (layer, [j]) => meanBy(bias(layer, j)),
};

/** @type {Record<FormTerm['quantity'], (layer: number, activation: string) => Node>} */
const WHOLE = {
  a: (layer) => ofLayer('a', 'a', layer),
  z: (layer) => ofLayer('z', 'z', layer),
  slope: (layer, name) => slopeAt(name, ofLayer('z', 'z', layer)),
  delta: (layer) => ofLayer('δ', 'd', layer),
  W: (layer) => ofLayer('W', 'w', layer),
  y: () => mi('y'),
  dC_da: (layer) => costBy(ofLayer('a', 'a', layer)),
  dC_dW: (layer) => costBy(ofLayer('W', 'w', layer)),
  dC_db: (layer) => costBy(ofLayer('b', 'b', layer)),
  Delta: (layer) => delta(layer, tagged('s')),
  A: (layer) => activation(layer, tagged('s')),
  mean_dC_dW: (layer) => meanBy(ofLayer('W', 'w', layer)),
  mean_dC_db: (layer) => meanBy(ofLayer('b', 'b', layer)),
};

/**
 * @param {FormTerm} term
 * @param {Index[]} indices none: the whole layer's
 * @param {Mark[]} marks how each index is written
 * @param {string} name of the layer's activation function
 */
export const symbolOf = ({ quantity, layer }, indices, marks, name) =>
  (indices.some((index) => index !== 's') ? BY_INDEX[quantity](layer, marks, name) : WHOLE[quantity](layer, name));

/** @param {string} text */
const sign = (text) => element('span', { class: 'op', 'aria-hidden': 'true' }, text);
/** @param {Node} symbol */
const math = (symbol) => element('span', { class: 'op' }, inlineMath(symbol));
/** @param {Node[]} inside @param {boolean} needed */
const bracketed = (inside, needed) => (needed ? [sign('('), ...inside, sign(')')] : inside);

/** What needs brackets inside another operation; a sum needs them only beside a product's sign, or it would swallow what follows. */
const LOOSE = ['difference', 'negative', 'step'];
const OPEN = ['sum', 'total'];

/**
 * The cells of a formula.
 * @param {FormNode} node
 * @param {Setting} setting
 * @returns {Node[]}
 */
export function cellsOf(node, setting) {
  const part = (/** @type {FormNode} */ one, tight = true) => bracketed(cellsOf(one, setting), tight && LOOSE.includes(bare(one).kind));
  const between = (/** @type {FormNode[]} */ of, /** @type {string} */ text) =>
    of.flatMap((one, index) => [...(index > 0 && text ? [sign(text)] : []), ...bracketed(part(one), OPEN.includes(one.kind))]);
  switch (node.kind) {
    case 'term': return [setting.cell(node.term, node.indices)];
    case 'number': return [sign(String(node.value))];
    case 'named': return [setting.named(node.term, node.indices, cellsOf(node.of[0], setting))];
    case 'sum': return [math(sumOver(tagged(node.index))), ...part(node.of[0])];
    case 'product': return between(node.of, isScaled(node) ? '' : '×');
    case 'hadamard': return between(node.of, '⊙');
    case 'difference': return [...part(node.of[0], false), sign('−'), ...part(node.of[1])];
    case 'fraction': return [element('span', { class: 'over' }, element('span', {}, ...part(node.of[0], false)), element('span', {}, ...part(node.of[1], false)))];
    case 'negative': return [sign('−'), ...part(node.of[0])];
    case 'square': return [...part(node.of[0]), element('span', { class: 'op power' }, '2')];
    case 'sigmoid': return [sign('σ('), ...part(node.of[0], false), sign(')')];
    case 'step': return [sign('1 if'), ...part(node.of[0], false), sign('> 0, else'), ...part(node.of[1], false)];
    case 'ones': return [sign('1')];
    case 'outer': return [...part(node.of[0]), ...turned(part(node.of[1]))];
    case 'inner': return [...turned(part(node.of[0])), ...part(node.of[1])];
    case 'transpose': return turned(part(node.of[0]));
    case 'matmul': return between(node.of, '');
    case 'total': return [math(mo('∑')), ...part(node.of[0])];
    case 'mean': return [math(fraction(mn(1), mi('n'))), math(sumOver(tagged('s'))), ...part(node.of[0])];
  }
}

/** @param {FormNode} node what a name stands for @returns {FormNode} */
const bare = (node) => (node.kind === 'named' ? bare(node.of[0]) : node);
/** A number before a bracket, or a weight before its delta, needs no sign. @param {{of: FormNode[]}} node */
const isScaled = ({ of }) => of[0].kind === 'number' || (of[0].kind === 'term' && of[0].term.startsWith('W'));
/** @param {Node[]} inside a transposed one */
const turned = (inside) => [sign('('), ...inside, sign(')'), element('span', { class: 'op power' }, 'T')];
