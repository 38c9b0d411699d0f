/**
 * Knows the cells of a written-down derivative: symbols with live numbers or shapes beneath, lines of code with a number at their end.
 * Does not know which lines there are, nor what pointing at a cell does.
 */

import { formatNumber } from '../../scene/format.js';
import { isKnown, isOfBatch, numbersOf, readingOf } from '../../state/forms.js';
import { element, setText } from '../../page/dom.js';
import { shapeText, termName } from './form_words.js';
import { cellsOf, symbolOf } from '../inspector/formula.js';
import { inlineMath, tagged } from '../../page/mathml.js';
import { signRole } from '../stage/tooltip.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').FormsAnswer} FormsAnswer */
/** @typedef {import('../../state/shape.js').FormTerm} FormTerm */
/** @typedef {import('../../state/shape.js').FormLine} FormLine */
/** @typedef {import('../../state/shape.js').Index} Index */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {(state: State, frame: Frame, chosen: Map<string, number>) => void} Live */
/** @typedef {ReturnType<typeof createSetting>} CellSetting */

const GRADIENTS = ['dC_dW', 'dC_db', 'dC_da', 'delta'];

/** @param {FormTerm} term @param {number} value */
const toneOf = ({ quantity, role }, value) => (GRADIENTS.includes(quantity) && quantity !== 'delta' ? signRole(value) : role);

/**
 * Writes a term's number, or "not yet".
 * @param {HTMLElement} node
 * @param {FormTerm} term
 * @param {Index[]} indices
 * @param {string} [name] what a reader hears before the number
 * @returns {Live}
 */
function liveNumber(node, term, indices, name = '') {
  return (state, frame, chosen) => {
    if (isOfBatch(term)) return; // no frame holds it
    const known = isKnown(state.view.tau, frame.layers.length, term);
    const at = numbersOf(indices, chosen);
    const value = known ? readingOf(frame, term, at) : null;
    const text = known ? formatNumber(value) : 'not yet';
    setText(node, text);
    const tone = 'below ' + (value === null ? 'hint' : toneOf(term, value));
    if (node.className !== tone) node.className = tone;
    if (!name) return;
    const label = `${termName(term, at)}: ${text}`;
    const cell = node.parentElement;
    if (cell && cell.getAttribute('aria-label') !== label) cell.setAttribute('aria-label', label);
  };
}

/** @param {FormsAnswer} answer @param {Frame} frame */
export function createSetting(answer, frame) {
  const term = (/** @type {string} */ id) => /** @type {FormTerm} */ (answer.terms.find((one) => one.id === id));
  const activationOf = (/** @type {number} */ layer) => frame.layers[layer - 1]?.activation ?? '';
  /** @type {Live[]} */
  const live = [];

  /** The numbers of the selected neuron and its sender can be pointed at too. @param {FormTerm} one @param {Index[]} indices */
  const marksOf = (one, indices) => indices.map((index, axis) => {
    const layer = one.layer - (indices[0] === 's' ? axis - 1 : axis);
    return tagged(index, typeof index === 'number' ? answer.indices.find((each) => each.layer === layer && each.value === index)?.letter : undefined);
  });

  /** @param {string} id @param {Index[]} indices @param {'index' | 'matrix'} form @param {HTMLElement} below @param {Node[]} inside */
  function boxOf(id, indices, form, below, inside) {
    const one = term(id);
    const box = element('span', { class: `term ${one.quantity}`, role: 'group', tabindex: -1, 'data-term': id, 'data-form': form, 'aria-label': termName(one, indices) }, ...inside, below);
    return Object.assign(box, { indices });
  }

  /** @param {'index' | 'matrix'} form @returns {import('../inspector/formula.js').Setting} */
  const settingOf = (form) => {
    /** @param {string} id @param {Index[]} indices */
    function below(id, indices) {
      const one = term(id);
      const node = element('span', { class: 'below hint', 'aria-hidden': 'true' });
      if (form === 'index') live.push(liveNumber(node, one, indices, 'label'));
      else setText(node, shapeText(one));
      return node;
    }
    return {
      term,
      cell(id, indices) {
        const one = term(id);
        const symbol = element('span', { class: 'symbol', 'aria-hidden': 'true' }, inlineMath(symbolOf(one, indices, marksOf(one, indices), activationOf(one.layer))));
        return boxOf(id, indices, form, below(id, indices), [symbol]);
      },
      named(id, indices, inside) {
        const box = boxOf(id, indices, form, below(id, indices), [element('span', { class: 'inside' }, ...inside)]);
        box.classList.add('named');
        return box;
      },
    };
  };
  return { term, live, settingOf };
}

/** @param {FormLine} line @param {'index' | 'matrix'} form @param {ReturnType<typeof createSetting>} setting */
export function lineOf(line, form, setting) {
  const own = setting.settingOf(form);
  const { left, right } = line[form];
  return element('div', { class: 'formula' }, ...cellsOf(left, own), element('span', { class: 'op', 'aria-hidden': 'true' }, '='), ...cellsOf(right, own));
}

/** @param {import('../../state/shape.js').CodeToken[]} tokens @param {ReturnType<typeof createSetting>} setting @param {{id: string, indices: Index[]} | null} value */
export function codeLine(tokens, setting, value) {
  const spans = tokens.map(({ text, term }) => (term === null ? text
    : Object.assign(element('span', { class: `token ${setting.term(term).role}`, role: 'group', tabindex: -1, 'data-term': term, 'data-form': 'code', 'aria-label': `${text}: ${termName(setting.term(term), [])}` }, text), { indices: [] })));
  const number = element('span', { class: 'below' });
  if (value) setting.live.push(liveNumber(number, setting.term(value.id), value.indices));
  return element('div', { class: 'code-line' }, element('code', {}, ...spans), value ? element('span', { class: 'code-number' }, number) : null);
}

/** @param {FormLine} line */
export const leftOf = (line) => ({ id: line.left, indices: line.index.left.kind === 'term' ? line.index.left.indices : [] });
