/**
 * Knows how a run's history is written into an address and read back: counts as b120.s1, everything else as JSON.
 * Does not know what a command does. Reading never throws: what is malformed is null.
 */

/** @typedef {[string, unknown][]} History */

/** @type {Record<string, string>} */
const LETTERS = { batch: 'b', sample: 's', epoch: 'e' };
/** @type {Record<string, string>} */
const UNITS = { b: 'batch', s: 'sample', e: 'epoch' };

const REPLAYABLE = ['set', 'edit', 'learn', 'reset'];
const COUNT = /^[bse][1-9]\d{0,8}$/;
const LONGEST = 20000;
const SEPARATOR = '.';

/** Dots separate the parts, so a dot inside JSON is written as its escape. @param {unknown} value */
const dotless = (value) => JSON.stringify(value).replaceAll('%', '%25').replaceAll('.', '%2E');

/** @param {History} history */
export function encodeHistory(history) {
  const parts = history.map(([name, value]) => (Number.isInteger(value) && LETTERS[name] ? LETTERS[name] + value : '(' + dotless([name, value]) + ')'));
  return parts.join(SEPARATOR);
}

/** @param {string} part @returns {[string, unknown] | null} */
function decodePart(part) {
  if (COUNT.test(part)) return [UNITS[part[0]], Number(part.slice(1))];
  if (!part.startsWith('(') || !part.endsWith(')')) return null;
  let entry;
  try {
    entry = JSON.parse(part.slice(1, -1).replaceAll('%2E', '.').replaceAll('%25', '%'));
  } catch {
    return null;
  }
  const known = Array.isArray(entry) && entry.length === 2 && REPLAYABLE.includes(entry[0]);
  return known ? [entry[0], entry[1]] : null;
}

/**
 * @param {string} text
 * @returns {History | null} null: malformed, and nothing of it should be replayed
 */
export function decodeHistory(text) {
  if (text.length > LONGEST) return null;
  if (text === '') return [];
  const entries = text.split(SEPARATOR).map(decodePart);
  return entries.some((entry) => entry === null) ? null : /** @type {History} */ (entries);
}

/** @param {unknown} value */
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** @typedef {Record<string, any>} Command */

/** The server's log names a parameter's sender `source`, a command names it `from`. @param {Command} edit @returns {Command} */
function editCommand({ parameter, value }) {
  const { layer, to, source, from } = isObject(parameter) ? parameter : {};
  return { name: 'edit', parameter: { layer, to, from: from ?? source ?? null }, value };
}

/** A step that learnt something pinned carries it: it is pinned, learnt, and let go. @param {Command} recipe @returns {Command[]} */
function learnCommands({ inputs, ...pinned }) {
  const watch = { name: 'watch', ...pinned, ...(inputs === undefined ? {} : { input: inputs }) };
  return [watch, { name: 'step', unit: 'sample', count: 1 }, { name: 'watch' }];
}

/**
 * The commands that replay one entry; none for what no command can bring back.
 * @param {[string, unknown]} entry
 * @returns {Command[]}
 */
export function commandsOf([name, value]) {
  if (LETTERS[name]) return Number.isInteger(value) ? [{ name: 'step', unit: name, count: value }] : [];
  if (!isObject(value)) return [];
  const fields = /** @type {Command} */ (value);
  if (name === 'edit') return [editCommand(fields)];
  if (name === 'learn') return learnCommands(fields);
  return name === 'set' ? [{ name, ...fields }] : [];
}

/**
 * A run that was reset to a new start began, as far as its history goes, with another seed.
 * @param {History} history
 * @returns {number | null} the seed, if the history says one
 */
export function seedOf(history) {
  const resets = history.filter(([name]) => name === 'reset').map(([, value]) => (isObject(value) ? /** @type {Command} */ (value).seed : null));
  const seed = resets[resets.length - 1];
  return Number.isInteger(seed) && seed >= 0 ? seed : null;
}

/** @param {History} history how many steps of any unit it asks for */
export const countSteps = (history) =>
  history.reduce((sum, [name, value]) => sum + (LETTERS[name] ? Number(value) : Number(name === 'learn')), 0);
