/**
 * Knows the fields of the settings: names, choices, and what can be said about a value without asking the server.
 * Does not know the form. What the server refuses, it explains itself.
 */

import { parseField } from '../../state/spec.js';

/** @typedef {{path: string, label: string, kind: import('../../state/spec.js').FieldKind, choices?: [string, string][], check?: (value: any) => string}} SettingField */

/** @type {[string, string][]} */
const ACTIVATIONS = [['sigmoid', 'sigmoid'], ['tanh', 'tanh'], ['relu', 'ReLU'], ['leaky_relu', 'leaky ReLU'], ['softplus', 'softplus'], ['identity', 'identity']];

/** @param {number} value */
const positive = (value) => (value > 0 ? '' : 'It must be above 0.');
/** @param {number} value */
const fromZero = (value) => (value >= 0 ? '' : 'It must be 0 or more.');

/** @type {SettingField[]} */
export const SETTING_FIELDS = [
  { path: 'dataset.name', label: 'Data set', kind: 'word', choices: [] },
  { path: 'network.hidden', label: 'Hidden layers', kind: 'integers', check: (sizes) => (sizes.every((/** @type {number} */ size) => size > 0) ? '' : 'Every layer needs at least 1 neuron.') },
  { path: 'network.activation', label: 'Activation', kind: 'words', choices: ACTIVATIONS },
  { path: 'network.output_activation', label: 'At the output', kind: 'word', choices: [...ACTIVATIONS, ['softmax', 'softmax']] },
  { path: 'network.init.scheme', label: 'Start', kind: 'word', choices: [['xavier', 'Xavier'], ['he', 'He'], ['normal', 'normal'], ['uniform', 'uniform'], ['zeros', 'zeros'], ['constant', 'constant']] },
  { path: 'network.init.seed', label: 'Seed', kind: 'integer' },
  { path: 'cost', label: 'Cost', kind: 'word', choices: [['quadratic', 'quadratic'], ['half_quadratic', 'half quadratic'], ['cross_entropy', 'cross-entropy'], ['categorical_cross_entropy', 'categorical cross-entropy']] },
  { path: 'optimizer.name', label: 'Optimiser', kind: 'word', choices: [['sgd', 'plain descent (SGD)'], ['momentum', 'momentum'], ['nesterov', 'Nesterov'], ['rmsprop', 'RMSprop'], ['adam', 'Adam']] },
  { path: 'optimizer.learning_rate', label: 'Rate η', kind: 'number', check: positive },
  { path: 'batch_size', label: 'Batch', kind: 'integer', check: positive },
  { path: 'l2', label: 'Weight decay', kind: 'number', check: fromZero },
];

/** @param {number} value the server's own limit, so that nothing it would refuse is sent to a run */
const rateInRange = (value) => positive(value) || (value <= 1000 ? '' : 'It must be 1,000 or less.');

/** What changes while the run goes on. @type {SettingField[]} */
export const LIVE_FIELDS = [
  { path: 'live.rate', label: 'Rate η', kind: 'number', check: rateInRange },
  { path: 'live.batch', label: 'Batch', kind: 'integer', check: positive },
];

/** @type {Record<string, string>} */
const EXAMPLES = {
  number: 'Write a number, such as 0.5.',
  integer: 'Write a whole number, such as 10.',
  integers: 'Write whole numbers with commas, such as 16, 16. Empty means no hidden layer.',
  word: 'Choose one of the list.',
  words: 'Choose one of the list.',
};

/**
 * @param {SettingField} field
 * @param {string} text
 * @returns {{value: unknown, problem: string}}
 */
export function readSetting(field, text) {
  const value = parseField(field.kind, text);
  if (value === undefined) return { value, problem: EXAMPLES[field.kind] };
  return { value, problem: field.check ? field.check(value) : '' };
}

/**
 * Which field a problem's pointer means: "/network/hidden/0" is the field network.hidden.
 * @param {string} pointer
 * @returns {string} a path, or nothing
 */
export function pathOfPointer(pointer) {
  const path = pointer.replace(/^#?\/?(body\/)?/, '').replaceAll('/', '.');
  const found = SETTING_FIELDS.filter((field) => path === field.path || path.startsWith(field.path + '.'));
  return found.length > 0 ? found[0].path : '';
}
