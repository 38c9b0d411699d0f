/**
 * Knows how a derivative is laid out as columns: symbol, live number, two words; and what each factor points at in the picture.
 * Does not know which derivative it is: a list of factors is given.
 */

import { element, setText } from '../../page/dom.js';
import { inlineMath } from '../../page/mathml.js';

/** @typedef {import('../../state/shape.js').Highlight} Highlight */

/**
 * @typedef {object} Factor
 * @property {() => Element} symbol
 * @property {Highlight | null} lights what hovering it lights in the picture
 * @property {string} operator after it: =, × or nothing
 */

/** @typedef {{text: string, role: string, why: string}} FactorValue */

/**
 * @param {Factor[]} factors
 * @param {(highlight: Highlight | null) => void} light
 */
export function createChain(factors, light) {
  const node = element('div', { class: factors.length < 3 ? 'chain few' : 'chain', role: 'group', 'aria-label': 'Factor by factor' });
  const columns = factors.map((factor) => {
    const enter = () => light(factor.lights);
    const leave = () => light(null);
    const focusable = factor.lights ? { tabindex: 0, onpointerenter: enter, onpointerleave: leave, onfocus: enter, onblur: leave } : {};
    const symbol = element('div', { class: 'factor', ...focusable }, inlineMath(factor.symbol()));
    const number = element('div', { class: 'number' });
    const why = element('div', { class: 'why' });
    node.append(symbol, number, why);
    if (factor.operator) {
      node.append(element('div', { class: 'operator' }, factor.operator), element('div', { class: 'operator number', 'aria-hidden': 'true' }, factor.operator), element('div'));
    }
    return { number, why };
  });
  return {
    node,
    /** @param {FactorValue[]} values */
    show(values) {
      values.forEach(({ text, role, why }, index) => {
        setText(columns[index].number, text);
        columns[index].number.className = 'number ' + role;
        setText(columns[index].why, why);
      });
    },
  };
}
