/**
 * Knows the small buttons above a chart: one of several, or on and off; and what of a curve they choose.
 * Does not know the chart.
 */

import { element } from '../../page/dom.js';

/** @typedef {import('../model/types.js').Measure} Measure */
/** @typedef {{measure: Measure, along: 'samples' | 'step', log: boolean}} Choices */

/** @type {[Measure, string][]} */
export const MEASURES = [['test_cost', 'Test cost'], ['cost', 'Train cost'], ['test_accuracy', 'Accuracy']];

/** @param {Measure} measure */
export const measureTitle = (measure) => (measure === 'test_accuracy' ? 'Test accuracy, %' : measure === 'cost' ? 'Cost of the training samples' : 'Cost of the test samples');

/**
 * @template {string} T
 * @param {string} name
 * @param {[T, string][]} options
 * @param {(value: T) => void} choose
 * @returns {{node: HTMLElement, show: (value: T) => void}}
 */
export function oneOf(name, options, choose) {
  const buttons = options.map(([value, text]) => element('button', { type: 'button', class: 'tool', 'aria-pressed': 'false', onclick: () => choose(value) }, text));
  return {
    node: element('div', { class: 'one-of', role: 'group', 'aria-label': name }, ...buttons),
    show: (value) => buttons.forEach((button, at) => button.setAttribute('aria-pressed', String(options[at][0] === value))),
  };
}

/** @param {string} text @param {() => void} toggle @returns {{node: HTMLButtonElement, show: (on: boolean, enabled: boolean) => void}} */
export function onOff(text, toggle) {
  const node = element('button', { type: 'button', class: 'tool', 'aria-pressed': 'false', onclick: toggle }, text);
  return {
    node,
    show(on, enabled) {
      node.setAttribute('aria-pressed', String(on && enabled));
      node.disabled = !enabled;
    },
  };
}
