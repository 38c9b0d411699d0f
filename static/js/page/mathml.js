/**
 * Knows how the symbols of the mathematics look in MathML: layer numbers in parentheses, roles by colour.
 * Does not know any number nor when a formula is shown.
 */

const MATH = 'http://www.w3.org/1998/Math/MathML';

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
function node(tag, attributes, ...children) {
  const made = document.createElementNS(MATH, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {string} name @param {string} [role] */
export const mi = (name, role) => node('mi', role ? { class: role } : {}, name);
/** @param {string | number} number */
export const mn = (number) => node('mn', {}, String(number));
/** @param {string} operator @param {Record<string, string>} [attributes] */
export const mo = (operator, attributes = {}) => node('mo', attributes, operator);
/** @param {...Node} children */
export const row = (...children) => node('mrow', {}, ...children);
/** @param {Node} base @param {Node} low */
export const sub = (base, low) => node('msub', {}, base, low);
/** @param {Node} base @param {Node} high */
export const sup = (base, high) => node('msup', {}, base, high);
/** @param {Node} top @param {Node} bottom */
export const fraction = (top, bottom) => node('mfrac', {}, top, bottom);
/** @param {string | Node} index the sum over this index */
export const sumOver = (index) => node('munder', {}, mo('∑'), typeof index === 'string' ? mi(index) : index);
/** An index that can be pointed at. @param {string | number | Node} index @param {string} [letter] what it is called, if it is a number */
export function tagged(index, letter) {
  if (typeof index === 'object') return index;
  const name = letter ?? (typeof index === 'string' ? index : '');
  return node(typeof index === 'number' ? 'mn' : 'mi', name ? { 'data-letter': name } : {}, String(index));
}
/** @param {...Node} children */
export const math = (...children) => node('math', {}, ...children);
/** @param {...Node} children in line height: fractions and sums stay small */
export const inlineMath = (...children) => math(node('mstyle', { displaystyle: 'false' }, ...children));

/** @param {number} layer */
const layerMark = (layer) => row(mo('(', { stretchy: 'false' }), mn(layer), mo(')', { stretchy: 'false' }));
/** @param {Node} base @param {Node} low @param {number} layer */
const indexed = (base, low, layer) => node('msubsup', {}, base, low, layerMark(layer));
/** @typedef {string | number | Node} Index */
/** @param {Index} index */
const indexNode = (index) => (typeof index === 'number' ? mn(index) : typeof index === 'string' ? mi(index) : index);

/** @param {number} layer @param {Index} k */
export const activation = (layer, k) => indexed(mi('a', 'a'), row(indexNode(k)), layer);
/** @param {number} layer @param {Index} j @param {Index} k */
export const weight = (layer, j, k) => indexed(mi('w', 'w'), row(indexNode(j), mo(','), indexNode(k)), layer);
/** @param {number} layer @param {Index} j */
export const bias = (layer, j) => indexed(mi('b', 'b'), row(indexNode(j)), layer);
/** @param {number} layer @param {Index} j */
export const weightedSum = (layer, j) => indexed(mi('z', 'z'), row(indexNode(j)), layer);
/** @param {number} layer @param {Index} j */
export const delta = (layer, j) => indexed(mi('δ', 'd'), row(indexNode(j)), layer);
/** A whole layer's quantity. @param {string} name @param {string} role @param {number} layer */
export const ofLayer = (name, role, layer) => sup(mi(name, role), layerMark(layer));
/** @param {Node} base */
export const transposed = (base) => sup(row(mo('('), base, mo(')')), node('mi', { mathvariant: 'normal' }, 'T'));

export const cost = () => sub(mi('C', 'C'), mn(0));
export const partial = () => mo('∂', { rspace: '0' });
/** @param {Node} of dC0/d.. */
export const costBy = (of) => fraction(row(partial(), cost()), row(partial(), of));

/** @type {Record<string, string>} */
const FUNCTIONS = { sigmoid: 'σ', tanh: 'tanh', relu: 'ReLU', leaky_relu: 'LReLU', softplus: 'softplus', identity: 'id', softmax: 'softmax' };

/** @param {string} name of an activation function */
export const functionName = (name) => mi(FUNCTIONS[name] ?? name);
/** @param {string} name @param {Node} of the slope of an activation function at a weighted sum */
export const slopeAt = (name, of) => row(sup(functionName(name), mo('′')), mo('('), of, mo(')'));
