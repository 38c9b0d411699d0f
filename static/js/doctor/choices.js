/**
 * Knows the choices that no tensor tells: an activation for each layer, the cost, the learning rate.
 * Does not know tensors.
 */

import { select } from './recognised.js';
import { element } from '../page/dom.js';
import { SETTING_FIELDS } from '../panels/drawers/settings_fields.js';
import { numberIn } from '../state/own_numbers.js';

/** @typedef {import('./tensors.js').Choices} Choices */

/** @param {string} path @returns {[string, string][]} */
const choicesOf = (path) => SETTING_FIELDS.find((field) => field.path === path)?.choices ?? [];

/** @param {string} text @param {HTMLElement} node */
const field = (text, node) => element('label', { class: 'field' }, element('span', {}, text), node);

/** @param {HTMLElement} root @param {() => void} changed */
export function createChoices(root, changed) {
  /** @type {string[]} */
  let activations = [];
  let cost = 'quadratic';
  const rate = element('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', size: 6, oninput: () => rate.setAttribute('aria-invalid', String(rate.value.trim() !== '' && !(Number(numberIn(rate.value)) > 0))), onchange: changed });
  let layers = 0;

  /** @param {number} index */
  const activationField = (index) => field(index === layers - 1 ? 'At the output' : `Layer ${index + 1}`, select(`Activation of layer ${index + 1}`, choicesOf(index === layers - 1 ? 'network.output_activation' : 'network.activation'), activations[index], (value) => {
    activations[index] = value;
    changed();
  }));

  /** @param {number} count how many layers there are */
  function show(count) {
    layers = count;
    activations = Array.from({ length: count }, (_, index) => activations[index] ?? 'sigmoid');
    root.hidden = count === 0;
    const costs = field('Cost', select('Cost', choicesOf('cost'), cost, (value) => {
      cost = value;
      changed();
    }));
    root.replaceChildren(...activations.map((_, index) => activationField(index)), costs, field('Rate η (if there is a step)', rate));
  }

  /** What a file says of itself. @param {{activations?: string[] | null, cost?: string | null, learning_rate?: number | null}} said */
  function hear(said) {
    if (said.activations) activations = [...said.activations];
    if (said.cost) cost = said.cost;
    if (said.learning_rate) rate.value = String(said.learning_rate);
  }

  function reset() {
    activations = [];
    cost = 'quadratic';
    rate.value = '';
  }

  return { show, hear, reset, /** @returns {Choices} */ now: () => ({ activations: [...activations], cost, rate: Number(numberIn(rate.value)) > 0 ? numberIn(rate.value) : null }) };
}
