/**
 * Knows how the page's state is written into the part of the address after #, and read from it.
 * Does not know the browser's location. Reading never throws: parts that are wrong are left out and named.
 */

import { decodeHistory, encodeHistory } from './history.js';
import { FIELDS, linkParts, parseField } from './spec.js';

/** @typedef {import('./shape.js').State} State */
/** @typedef {import('./shape.js').Watch} Watch */
/** @typedef {import('../protocol/types.js').Target} Target */

/**
 * @typedef {object} Link
 * @property {string | null} job
 * @property {string | null} preset the worked example that the specification starts from
 * @property {import('./spec.js').Differences} spec
 * @property {number | null} step
 * @property {import('./history.js').History} history
 * @property {Target | null} selection
 * @property {State['tab'] | null} tab
 * @property {boolean | null} plain
 * @property {number | null} tau
 * @property {Watch | null} watch
 * @property {number | null} tour the stop of the guided tour, from 0
 * @property {State['panel']} panel what lies open beside the picture
 * @property {string[]} wrong names of the parts that could not be read
 */

const TENTHS = 10;
/** @type {State['tab'][]} */
const TABS = ['forms', 'nudge', 'step', 'ways'];
/** What a link may open: other drawers are about the page, not about the picture. @type {State['panel'][]} */
const PANELS = ['examples', 'museum', 'table', 'graph'];

/** @param {Target} target */
export function encodeTarget(target) {
  if (target.kind === 'input') return 'p' + target.index;
  if (target.kind === 'weight') return 'w' + [target.layer, target.to, target.from].join('.');
  return (target.kind === 'bias' ? 'b' : 'n') + target.layer + '.' + target.to;
}

/** @param {string} text @returns {Target | null} */
export function decodeTarget(text) {
  const match = /^([pwbn])(\d{1,7}(?:\.\d{1,7}){0,2})$/.exec(text);
  if (!match) return null;
  const numbers = match[2].split('.').map(Number);
  const [layer, to, from] = numbers;
  if (match[1] === 'p' && numbers.length === 1) return { kind: 'input', index: layer };
  if (match[1] === 'w' && numbers.length === 3) return { kind: 'weight', layer, to, from };
  if (numbers.length !== 2 || match[1] === 'p' || match[1] === 'w') return null;
  return { kind: match[1] === 'b' ? 'bias' : 'neuron', layer, to };
}

/** @param {number[][][]} strokes in pad units; the pad draws on a grid of tenths, so nothing is lost */
const encodeStrokes = (strokes) => strokes.map((stroke) => stroke.map(([x, y]) => Math.round(x * TENTHS) + '-' + Math.round(y * TENTHS)).join('.')).join('~');

/** @param {string} text @returns {number[][][] | null} */
function decodeStrokes(text) {
  if (!/^\d{1,3}-\d{1,3}(?:[.~]\d{1,3}-\d{1,3})*$/.test(text)) return null;
  return text.split('~').map((stroke) => stroke.split('.').map((point) => point.split('-').map((digits) => Number(digits) / TENTHS)));
}

/** @param {Watch} watch */
export function encodeWatch(watch) {
  const wish = watch.target === undefined ? '' : '_' + watch.target;
  if ('sample' in watch) return 's' + watch.sample + wish;
  if ('input' in watch) return 'i' + watch.input.join(',') + wish;
  return 'd' + encodeStrokes(watch.strokes) + wish;
}

/** @param {string} text @returns {Watch | null} */
export function decodeWatch(text) {
  const match = /^([sid])([^_]{1,12000})(?:_(\d{1,4}))?$/.exec(text);
  if (!match) return null;
  const target = match[3] === undefined ? undefined : Number(match[3]);
  if (match[1] === 's') return /^\d{1,9}$/.test(match[2]) ? { sample: Number(match[2]), ...(target === undefined ? {} : { target }) } : null;
  if (target === undefined) return null;
  if (match[1] === 'i') {
    const input = match[2].split(',').map(Number);
    return input.every(Number.isFinite) ? { input, target } : null;
  }
  const strokes = decodeStrokes(match[2]);
  return strokes && { strokes, target };
}

/**
 * @param {State} state
 * @param {boolean} running a running job has no fixed step: its link opens the run, not a moment of it
 * @returns {string} without the #
 */
export function encodeAddress(state, running) {
  const { job, frame } = state;
  if (!job) return '';
  const parts = new URLSearchParams();
  parts.set('job', job.id);
  for (const [name, text] of linkParts(job.spec)) parts.set(name, text);
  if (!running && frame) {
    parts.set('step', String(frame.step));
    if (frame.detail.history && frame.detail.history.length > 0) parts.set('h', encodeHistory(frame.detail.history));
    parts.set('tau', String(Math.round(state.view.tau * 1000) / 1000));
  }
  if (state.selection) parts.set('sel', encodeTarget(state.selection));
  if (state.selection && state.tab !== TABS[0]) parts.set('tab', state.tab);
  if (state.selection && state.plain) parts.set('plain', '1');
  if (state.watch) parts.set('watch', encodeWatch(state.watch));
  if (state.tour !== null) parts.set('tour', String(state.tour + 1));
  if (PANELS.includes(state.panel)) parts.set('panel', String(state.panel));
  return parts.toString();
}

/**
 * @template T
 * @param {URLSearchParams} parts
 * @param {string} name
 * @param {(text: string) => T | null | undefined} decode
 * @param {string[]} wrong
 * @returns {T | null}
 */
function take(parts, name, decode, wrong) {
  const text = parts.get(name);
  if (text === null) return null;
  const value = decode(text);
  if (value === null || value === undefined) wrong.push(name);
  return value ?? null;
}

/** @param {RegExp} pattern */
const numberLike = (pattern) => (/** @type {string} */ text) => (pattern.test(text) ? Number(text) : null);

const KNOWN = new Set(['job', 'preset', 'panel', 'step', 'h', 'sel', 'tab', 'plain', 'tau', 'tour', 'watch', ...FIELDS.map((field) => field.short)]);

/** @param {string} hash with or without the # @returns {Link} */
export function decodeAddress(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  /** @type {string[]} */
  const wrong = [...new Set([...parts.keys()].filter((name) => !KNOWN.has(name)))];
  /** @type {import('./spec.js').Differences} */
  const spec = {};
  for (const field of FIELDS) {
    const value = take(parts, field.short, (text) => parseField(field.kind, text), wrong);
    if (value !== null) spec[field.path] = value;
  }
  return {
    job: take(parts, 'job', (text) => (/^[\w-]{1,80}$/.test(text) ? text : null), wrong),
    preset: take(parts, 'preset', (text) => (/^[\w-]{1,40}$/.test(text) ? text : null), wrong),
    spec,
    step: take(parts, 'step', numberLike(/^\d{1,9}$/), wrong),
    history: take(parts, 'h', decodeHistory, wrong) ?? [],
    selection: take(parts, 'sel', decodeTarget, wrong),
    tab: take(parts, 'tab', (text) => TABS.find((tab) => tab === text), wrong),
    plain: take(parts, 'plain', (text) => text === '1' || null, wrong),
    tau: take(parts, 'tau', numberLike(/^\d{1,3}(\.\d{1,6})?$/), wrong),
    watch: take(parts, 'watch', decodeWatch, wrong),
    tour: take(parts, 'tour', (text) => (/^\d{1,2}$/.test(text) && Number(text) > 0 ? Number(text) - 1 : null), wrong),
    panel: take(parts, 'panel', (text) => PANELS.find((panel) => panel === text), wrong),
    wrong,
  };
}
