/**
 * Knows what the nodes of a computation graph are called, and how a node's value and gradient are said with their numbers.
 * Does not know the DOM. It puts the server's numbers side by side; it adds up and multiplies nothing.
 */

import { formatCount, formatPrecise } from '../../scene/format.js';

/** @typedef {import('../../state/shape.js').GraphNode} GraphNode */
/** @typedef {import('../../state/shape.js').GraphEdge} GraphEdge */
/** @typedef {import('../../state/shape.js').GraphAnswer} GraphAnswer */
/** @typedef {{value: boolean, gradient: boolean}} Known */
/** @typedef {{node: GraphNode, edge: GraphEdge}} Step a node one edge away */

const TERMS = 4;

/** What stands in a node that is an operation. @type {Record<string, string>} */
const SIGNS = {
  multiply: '×', add: '+', subtract: '−', square: '( )²', sum: 'Σ', halve: '½', cross_entropy: '−ln', categorical_cross_entropy: '−ln',
  sigmoid: 'σ', tanh: 'tanh', relu: 'ReLU', leaky_relu: 'LReLU', softplus: 'soft+', identity: 'id',
  fused_sigmoid: 'σ, −ln', fused_softmax: 's, −ln',
};

/** @type {Record<string, string>} */
const NAMES = {
  sigmoid: 'σ', tanh: 'tanh', relu: 'ReLU', leaky_relu: 'leaky ReLU', softplus: 'softplus', identity: 'identity',
};

/** @param {GraphNode} node */
export const signOf = ({ kind, count }) => (kind === 'rest' ? `+ ${formatCount(count ?? 0)} more` : (SIGNS[kind] ?? ''));

/** Letter, what stands low and what stands high of a symbol. @param {NonNullable<GraphNode['symbol']>} symbol */
export function symbolParts({ name, layer, to, from }) {
  const low = name === 'C' ? '0' : [to, from].filter((index) => index !== null).join(',');
  return { letter: name, low, high: layer === null ? '' : `(${layer})` };
}

/** In plain words, as it is read out. @param {GraphNode} node */
export function nodeName({ id, kind, symbol, layer, count }) {
  if (symbol) {
    const { name, to, from } = symbol;
    const place = [symbol.layer === null ? '' : ` of layer ${symbol.layer}`, to === null ? '' : from === null ? `, ${to}` : `, into ${to} from ${from}`];
    return (name === 'C' ? 'the cost' : name) + place.join('');
  }
  if (kind === 'rest') return `${formatCount(count ?? 0)} more ${layer === null ? 'terms' : 'products'}`;
  if (kind === 'sum') return 'the sum of all terms';
  const [first, to, from] = id.slice(1).split('.');
  if (kind === 'multiply') return `w a of layer ${first}, into ${to} from ${from}`;
  return `${{ subtract: 'miss', square: 'square' }[kind] ?? 'term'} of output ${first}`;
}

/** @type {Record<string, string>} */
const WHAT = { input: 'An input', weight: 'A weight', bias: 'A bias', target: 'What the output should be', activation: 'An activation of the layer before' };

/** With so many digits that a product can be checked by hand; zeros at the end say nothing. @param {number | null} value */
const exactly = (value) => formatPrecise(value).replace(/\.?0+(?=·|$)/, (zeros, at, text) => (text.slice(0, at).includes('.') || zeros.startsWith('.') ? '' : zeros));

/** @param {string[]} texts @param {string} by */
function listed(texts, by) {
  if (texts.length <= TERMS) return texts.join(by);
  return texts.slice(0, TERMS - 1).join(by) + `${by}… (${texts.length - TERMS + 1} more)`;
}

/** @param {string} text a number; a negative one is put in brackets behind a sign */
const bracketed = (text) => (text.startsWith('−') ? `(${text})` : text);

/** @param {GraphAnswer} graph */
export function stepsOf({ nodes, edges }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** @param {string} id @param {'from' | 'to'} here @param {'from' | 'to'} there @returns {Step[]} */
  const steps = (id, here, there) => edges.filter((edge) => edge[here] === id).flatMap((edge) => {
    const node = byId.get(edge[there]);
    return node ? [{ node, edge }] : [];
  });
  return {
    /** @param {string} id */
    into: (id) => steps(id, 'to', 'from'),
    /** @param {string} id */
    outOf: (id) => steps(id, 'from', 'to'),
  };
}

/** @param {GraphNode} node @param {Step[]} into */
function valueText({ kind, value, count, layer }, into) {
  const given = WHAT[kind];
  const result = exactly(value);
  if (given) return `${given}: ${result}.`;
  const parts = into.filter(({ edge }) => !edge.through).map(({ node }) => exactly(node.value));
  const first = parts[0] ?? '';
  switch (kind) {
    case 'multiply':
      return `${parts.map(bracketed).join(' × ')} = ${result}.`;
    case 'add':
    case 'sum':
      return `${listed(parts.map((text, index) => (index ? bracketed(text) : text)), ' + ')} = ${result}.`;
    case 'subtract':
      return `${first} − ${bracketed(parts[1] ?? '')} = ${result}.`;
    case 'square':
      return `${bracketed(first)}² = ${result}.`;
    case 'halve':
      return `½ × ${first} = ${result}.`;
    case 'rest':
      return `${formatCount(count ?? 0)} more ${layer === null ? 'terms of the cost' : 'products'}, not shown, add up to ${result}.`;
    case 'softmax':
      return `Softmax takes all sums in and gives all outputs: this one is ${result}.`;
    case 'cross_entropy':
    case 'categorical_cross_entropy':
      return `What the answer ${first} pays where ${parts[1] ?? ''} is wished: ${result}.`;
    case 'fused_sigmoid':
    case 'fused_softmax':
      return `An output is saturated: apart, its slope of 0 would meet an infinite derivative, so squash and cost are one step, ${result}.`;
    default:
      return `${NAMES[kind] ?? kind}(${first}) = ${result}.`;
  }
}

/** @param {GraphNode} node @param {Step[]} outOf */
function gradientText({ gradient }, outOf) {
  const result = exactly(gradient);
  const products = outOf.map(({ node, edge }) => `${exactly(node.gradient)} × ${bracketed(exactly(edge.local))}`);
  if (products.length === 0) return 'Its gradient is 1: the cost, by itself.';
  if (products.length === 1) return `Its gradient is ${products[0]} = ${result}: what comes back, times the slope on its edge.`;
  return `Its gradient is ${listed(products, ' + ')} = ${result}: all that comes back, each times the slope on its edge.`;
}

/**
 * What a node is and where its gradient comes from.
 * @param {GraphNode} node
 * @param {ReturnType<typeof stepsOf>} steps
 * @param {Known} known
 */
export function nodeSentence(node, steps, known) {
  const value = known.value ? valueText(node, steps.into(node.id)) : 'Its value is not yet computed: the forward pass has not come this far.';
  const gradient = known.gradient ? gradientText(node, steps.outOf(node.id)) : 'Its gradient is not yet known: it comes back after the cost.';
  return { value, gradient };
}

export const ANSWER = 'Reverse-mode differentiation: values go from left to right, then gradients from right to left.';

/** What a graph leaves out. @param {GraphAnswer} graph */
export function leftOutText({ whole, left_out: { inputs, neurons, products } }) {
  if (whole) return '';
  const parts = [[inputs, 'inputs'], [neurons, 'neurons'], [products, 'products']].filter(([count]) => count !== 0);
  const text = parts.map(([count, noun]) => `${formatCount(Number(count))} ${noun}`).join(', ');
  return `Left out: ${text}. What they add stands in “more”; dotted edges pass through them, so all still adds up.`;
}
