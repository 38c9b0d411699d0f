/**
 * Knows the training specification's fields, what the page starts them at, and how to say only what differs.
 * That is the contract's default but for two: a gentler learning rate, so that a step on one digit is a small one, and more epochs.
 * Does not know which values the server accepts: the server says so, field by field.
 */

import { decodeParameters, decodeRows, encodeParameters, encodeRows } from './inline.js';

/** @typedef {'number' | 'integer' | 'boolean' | 'word' | 'words' | 'names' | 'integers' | 'rows' | 'parameters'} FieldKind */
/** @typedef {{path: string, short: string, kind: FieldKind, initial: unknown}} Field */
/** @typedef {Record<string, unknown>} Differences path to value */

/** `short` is the field's name in the address bar. @type {readonly Field[]} */
export const FIELDS = [
  { path: 'dataset.name', short: 'data', kind: 'word', initial: 'pen' },
  { path: 'dataset.table', short: 'table', kind: 'word', initial: null },
  { path: 'dataset.rows', short: 'rows', kind: 'rows', initial: null },
  { path: 'dataset.targets', short: 'targets', kind: 'integer', initial: null },
  { path: 'dataset.scale', short: 'scaled', kind: 'boolean', initial: true },
  { path: 'dataset.seed', short: 'dataseed', kind: 'integer', initial: 0 },
  { path: 'dataset.train', short: 'train', kind: 'integer', initial: 10000 },
  { path: 'dataset.test', short: 'test', kind: 'integer', initial: 2000 },
  { path: 'dataset.fresh', short: 'fresh', kind: 'boolean', initial: true },
  { path: 'network.hidden', short: 'hidden', kind: 'integers', initial: [16, 16] },
  { path: 'network.activation', short: 'act', kind: 'words', initial: 'sigmoid' },
  { path: 'network.output_activation', short: 'out', kind: 'word', initial: 'sigmoid' },
  { path: 'network.init.scheme', short: 'init', kind: 'word', initial: 'xavier' },
  { path: 'network.init.seed', short: 'seed', kind: 'integer', initial: 0 },
  { path: 'network.init.scale', short: 'scale', kind: 'number', initial: 1 },
  { path: 'network.parameters', short: 'net', kind: 'parameters', initial: null },
  { path: 'cost', short: 'cost', kind: 'word', initial: 'quadratic' },
  { path: 'optimizer.name', short: 'opt', kind: 'word', initial: 'sgd' },
  { path: 'optimizer.learning_rate', short: 'lr', kind: 'number', initial: 0.5 },
  { path: 'batch_size', short: 'batch', kind: 'integer', initial: 10 },
  { path: 'epochs', short: 'epochs', kind: 'integer', initial: 1000 },
  { path: 'shuffle_seed', short: 'shuffle', kind: 'integer', initial: 0 },
  { path: 'l2', short: 'l2', kind: 'number', initial: 0 },
  { path: 'precision', short: 'precision', kind: 'word', initial: 'float64' },
  { path: 'bugs', short: 'bug', kind: 'names', initial: [] },
];

/** How many samples are usual depends on the data set; the defaults above are those of `pen`. */
const SIZES = ['dataset.train', 'dataset.test'];

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * @param {Record<string, any>} object
 * @param {string} path
 * @returns {unknown}
 */
export function at(object, path) {
  return path.split('.').reduce((/** @type {any} */ value, key) => (value === null || value === undefined ? undefined : value[key]), object);
}

/**
 * A list of equal activations and the one word mean the same.
 * @param {unknown} value
 */
function plain(value) {
  if (Array.isArray(value) && value.length > 0 && typeof value[0] === 'string' && value.every((item) => item === value[0])) return value[0];
  return value;
}

/**
 * @param {Record<string, any>} spec a full specification, as the server repeats it
 * @returns {Differences} what differs from the page's defaults
 */
export function differences(spec) {
  /** @type {Differences} */
  const found = {};
  for (const field of FIELDS) {
    const value = field.kind === 'words' ? plain(at(spec, field.path)) : at(spec, field.path);
    const usual = same(value, field.initial) && !(SIZES.includes(field.path) && at(spec, 'dataset.name') !== 'pen');
    if (value !== undefined && value !== null && !usual) found[field.path] = value;
  }
  return found;
}

/**
 * What a line of the catalogue is in a specification. An uploaded table is listed by its id, under which no data set is trained on.
 * @param {{name: string, table?: string | null, targets?: number | null}} dataset
 * @returns {Differences}
 */
export function datasetFields({ name, table, targets }) {
  if (!table) return { 'dataset.name': name };
  return { 'dataset.name': 'table', 'dataset.table': table, ...(targets ? { 'dataset.targets': targets } : {}) };
}

/** @param {Differences} given @returns {Record<string, any>} the same values, nested as the server writes them */
export function nestedOf(given) {
  /** @type {Record<string, any>} */
  const nested = {};
  for (const [path, value] of Object.entries(given)) {
    const keys = path.split('.');
    const last = keys.pop() ?? path;
    let place = nested;
    for (const key of keys) place = place[key] ??= {};
    place[last] = value;
  }
  return nested;
}

/**
 * @param {FieldKind} kind
 * @param {string} text
 * @returns {unknown} undefined: the text is no value of this kind
 */
export function parseField(kind, text) {
  const trimmed = text.trim();
  if (kind === 'rows') return decodeRows(trimmed);
  if (kind === 'parameters') return decodeParameters(trimmed);
  if (kind === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : undefined;
  if (kind === 'number') return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : undefined;
  if (kind === 'integer') return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined;
  if (kind === 'word') return /^[\w-]{1,40}$/.test(trimmed) ? trimmed : undefined;
  if (trimmed === '') return kind === 'integers' ? [] : undefined;
  const parts = trimmed.split(/[\s,]+/).map((part) => parseField(kind === 'integers' ? 'integer' : 'word', part));
  if (parts.some((part) => part === undefined)) return undefined;
  return kind === 'words' && parts.length === 1 ? parts[0] : parts;
}

/** A field as a link has it. @param {Field} field @param {any} value */
export function formatForLink({ kind }, value) {
  if (kind === 'rows') return encodeRows(value);
  return kind === 'parameters' ? encodeParameters(value) : formatField(value);
}

/** @param {Record<string, any>} spec @returns {[string, string][]} what a link has to say of it: names and texts */
export const linkParts = (spec) => Object.entries(differences(spec)).flatMap(([path, value]) => {
  const field = FIELDS.find((candidate) => candidate.path === path);
  return field ? [/** @type {[string, string]} */ ([field.short, formatForLink(field, value)])] : [];
});

/** @param {unknown} value */
export const formatField = (value) => (Array.isArray(value) ? value.join(',') : String(value));
