/**
 * Knows how the terms and indices of a derivative are called, in words.
 * Does not know how they are drawn, nor any number.
 */

/** @typedef {import('../../state/shape.js').FormTerm} FormTerm */
/** @typedef {import('../../state/shape.js').FormIndex} FormIndex */
/** @typedef {import('../../state/shape.js').FormLine} FormLine */
/** @typedef {import('../../state/shape.js').FormsAnswer} FormsAnswer */
/** @typedef {import('../../state/shape.js').Index} Index */

/** @type {Record<FormTerm['quantity'], string>} */
const NAMES = {
  a: 'activation', z: 'weighted sum', slope: 'slope', delta: 'delta', W: 'weight', y: 'desired output',
  dC_da: 'derivative of the cost by the activation', dC_dW: 'derivative of the cost by the weight', dC_db: 'derivative of the cost by the bias',
  Delta: 'delta of each sample', A: 'activation of each sample',
  mean_dC_dW: 'mean derivative by the weight', mean_dC_db: 'mean derivative by the bias',
};

/** @param {FormTerm} term @param {Index[]} indices none: the whole layer's */
export function termName({ quantity, layer, names }, indices) {
  const name = NAMES[quantity];
  const [to, from] = indices.filter((index) => index !== 's');
  if (to === undefined) return `${name}, all of ${layer === 0 ? 'the input' : 'layer ' + layer}`;
  if (names.kind === 'edge') return `${name} into neuron ${to} of layer ${layer} from ${layer === 1 ? 'input' : 'neuron'} ${from}`;
  return layer === 0 ? `${name} of input ${to}` : `${name} of neuron ${to} of layer ${layer}`;
}

/** @param {FormIndex} index */
const whom = ({ layer, count }) => `${count.toLocaleString('en-US')} ${layer === 0 ? (count === 1 ? 'input' : 'inputs') : (count === 1 ? 'neuron' : 'neurons') + ' of layer ' + layer}`;

/**
 * What an index runs over, in one line.
 * @param {FormsAnswer} answer
 * @param {string} letter
 * @param {Map<string, number>} chosen
 */
export function indexSentence(answer, letter, chosen) {
  if (letter === 's') return 's runs over the samples of a batch, n of them.';
  const index = answer.indices.find((one) => one.letter === letter);
  if (!index) return '';
  const { layer, value } = index;
  if (value === null) return `${letter} runs over the ${whom(index)} (rows of W of layer ${layer}); the sum adds them up. The numbers are those of ${letter} = ${chosen.get(letter) ?? 0}.`;
  const sender = letter === 'k';
  return `${letter} runs over the ${whom(index)} (${sender ? 'columns' : 'rows'} of W of layer ${sender ? layer + 1 : layer}). This one is ${letter} = ${value}.`;
}

/** Of a matrix or a vector: 16 × 784; a vector is a column, and of a batch one sample's stands there. @param {FormTerm} term */
export function shapeText({ shape }) {
  const own = shape.filter((side) => side !== 'n');
  return own.length === 1 ? `${own[0]} × 1` : own.join(' × ');
}

/** @param {import('../../state/shape.js').CodeToken[]} tokens */
const textOf = (tokens) => tokens.map(({ text }) => text).join('');

/** The code in the order in which it runs: from the cost back. @param {FormsAnswer} answer */
export const codeText = (answer) => [...answer.lines].reverse().map(({ code }) => textOf(code)).concat(textOf(answer.pick), '').join('\n');

const SHOWN_LAYERS = 2;

/**
 * Which lines wait behind "more": those of the layers between the first two and the last, where there are any.
 * @param {FormLine[]} lines
 * @returns {Set<FormLine>}
 */
export function foldedLines(lines) {
  const layers = [...new Set(lines.map(({ layer }) => layer))];
  const hidden = layers.slice(SHOWN_LAYERS, -1);
  return new Set(lines.filter(({ layer }) => hidden.includes(layer)));
}

/** The line of the derivative itself, of which the picture is drawn. @param {FormsAnswer} answer */
export const askedLine = (answer) => answer.lines.find(({ left }) => left === answer.pick[1].term) ?? answer.lines[0];
