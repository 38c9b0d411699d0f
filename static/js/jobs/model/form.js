/**
 * Knows the fields of the form that starts a job, what they begin with, the request they make, and which field a refusal means.
 * Does not know the form's elements. What the server refuses, it explains itself.
 */

import { readSetting, SETTING_FIELDS } from '../../panels/drawers/settings_fields.js';
import { FIELDS, formatField, nestedOf } from '../../state/spec.js';

/** @typedef {import('../../panels/drawers/settings_fields.js').SettingField} SettingField */

const PATHS = [
  'dataset.name', 'network.hidden', 'network.activation', 'network.output_activation', 'cost', 'optimizer.name', 'optimizer.learning_rate', 'batch_size',
];

/** @param {number} value */
const positive = (value) => (value > 0 ? '' : 'It must be above 0.');
/** @param {number} value the contract's limit of a sweep */
const fewEnough = (value) => (value >= 2 && value <= 256 ? '' : 'A sweep tries 2 to 256 seeds.');

/** @type {SettingField} */
const EPOCHS = { path: 'epochs', label: 'Epochs', kind: 'integer', check: positive };
/** @param {string} path */
const settingAt = (path) => SETTING_FIELDS.filter((field) => field.path === path);

/** The specification's part of the form, in order. @type {SettingField[]} */
export const JOB_FIELDS = [...PATHS.flatMap(settingAt), EPOCHS, ...settingAt('network.init.seed')];
/** @type {SettingField} */
export const SEEDS_FIELD = { path: 'grid.network.init.seed', label: 'How many seeds', kind: 'integer', check: fewEnough };

/** A job in a table is to end: the contract's own rate and epochs, not the lab's. @type {Record<string, string>} */
const INITIAL = { epochs: '10', 'optimizer.learning_rate': '3', 'grid.network.init.seed': '8' };

/** @param {string} path @returns {string} */
export function initialText(path) {
  return INITIAL[path] ?? formatField(FIELDS.find((field) => field.path === path)?.initial ?? '');
}

/**
 * `texts` by path; `dataset` is what the chosen data set is in a specification.
 * @typedef {{name: string, start: 'running' | 'paused', sweep: boolean, texts: Record<string, string>, dataset?: Record<string, unknown>}} Answers
 */
/** @typedef {{path: '/jobs' | '/sweeps', body: Record<string, unknown>}} Wish */

/**
 * @param {Answers} answers
 * @returns {{wish: Wish | null, problems: Record<string, string>}} problems by path
 */
export function wishOf(answers) {
  /** @type {Record<string, unknown>} */
  const values = {};
  /** @type {Record<string, string>} */
  const problems = {};
  const asked = answers.sweep ? [...JOB_FIELDS.filter(({ path }) => path !== 'network.init.seed'), SEEDS_FIELD] : JOB_FIELDS;
  for (const field of asked) {
    const { value, problem } = readSetting(field, answers.texts[field.path] ?? '');
    if (problem) problems[field.path] = problem;
    values[field.path] = value;
  }
  if (Object.keys(problems).length > 0) return { wish: null, problems };
  const { [SEEDS_FIELD.path]: seeds, ...spec } = { ...values, ...answers.dataset };
  return { wish: answers.sweep ? sweepOf(answers, spec, Number(seeds)) : jobOf(answers, spec), problems };
}

/** @param {Answers} answers @param {Record<string, unknown>} spec @returns {Wish} */
const jobOf = ({ name, start }, spec) => ({ path: '/jobs', body: { ...nestedOf(spec), name: name.trim() || String(spec['dataset.name']), start } });

/** @param {Answers} answers @param {Record<string, unknown>} spec @param {number} count @returns {Wish} */
function sweepOf({ name }, spec, count) {
  const seeds = Array.from({ length: count }, (_, seed) => seed);
  const called = name.trim() || `${spec['dataset.name']}, ${count} seeds`;
  return { path: '/sweeps', body: { name: called, spec: nestedOf(spec), grid: { 'network.init.seed': seeds }, max_parallel: 2 } };
}

/** Which field a problem's pointer means: "/spec/network/hidden/0" is network.hidden. @param {string} pointer @returns {string} a path, or nothing */
export function fieldOfPointer(pointer) {
  const path = pointer.replace(/^#?\/?(body\/)?(spec\/)?/, '').replaceAll('/', '.');
  const known = ['name', SEEDS_FIELD.path, ...JOB_FIELDS.map((field) => field.path)];
  return known.find((each) => path === each || path.startsWith(each + '.')) ?? (path.startsWith('grid') ? SEEDS_FIELD.path : '');
}
