/**
 * Knows the table of tensors: what each was recognised as, and selects to say otherwise.
 * Does not know how a tensor is recognised: the server says it.
 */

import { ROLES, hasLayer } from './tensors.js';
import { element } from '../page/dom.js';

/** @typedef {import('./tensors.js').Brought} Brought */
/** @typedef {import('./tensors.js').Place} Place */
/** @typedef {import('./tensors.js').Arrangement} Arrangement */

const MOST_LAYERS = 8;

/** @param {string} label @param {[string, string][]} choices @param {string} value @param {(value: string) => void} change */
export function select(label, choices, value, change) {
  const node = element('select', { 'aria-label': label, onchange: () => change(node.value) }, ...choices.map(([name, text]) => element('option', { value: name }, text)));
  node.value = value;
  return node;
}

/** @type {[string, string][]} */
const LAYERS = Array.from({ length: MOST_LAYERS }, (_, index) => [String(index + 1), 'layer ' + (index + 1)]);

/** @param {number[]} shape */
const written = (shape) => (shape.length === 0 ? '1' : shape.join(' × '));

/**
 * @param {Brought[]} rows
 * @param {Arrangement} arrangement
 * @param {(index: number, change: Partial<Brought>) => void} correct
 * @param {boolean} isOpen whether the table stood open; what is plain need not be looked at
 */
export function showRecognised(rows, { tensors, sizes, problems }, correct, isOpen) {
  const isNoticed = tensors.some((place) => place.turned || place.note !== '');
  /** @param {Brought} row @param {number} index */
  function line(row, index) {
    const place = tensors[index];
    const role = select(`Role of ${row.name || row.file}`, ROLES, place.role, (value) => correct(index, { role: /** @type {Place['role']} */ (value), layer: place.layer }));
    const layer = hasLayer(place.role) ? select(`Layer of ${row.name || row.file}`, LAYERS, String(place.layer ?? 1), (value) => correct(index, { role: place.role, layer: Number(value) })) : null;
    const noticed = [place.turned ? 'transposed' : '', place.note].filter(Boolean).join(': ');
    return element('tr', {}, element('th', { scope: 'row', title: row.file }, row.name || row.file), element('td', {}, written(row.shape)), element('td', {}, role), element('td', {}, layer), isNoticed ? element('td', {}, noticed) : null);
  }
  const heads = ['tensor', 'shape', 'taken for', 'of', ...(isNoticed ? ['noticed'] : [])].map((text) => element('th', { scope: 'col' }, text));
  const network = sizes.length > 0 ? `: a network ${sizes.join('-')}` : '';
  const isPlain = problems.length === 0 && !isNoticed;
  return [
    element('details', { open: isOpen || !isPlain }, element('summary', {}, `What was recognised in ${rows.length} ${rows.length === 1 ? 'tensor' : 'tensors'}${network}`),
      element('div', { class: 'scroll' }, element('table', { 'aria-label': 'What was recognised' }, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows.map(line))))),
    problems.length > 0 && element('ul', { class: 'problems' }, ...problems.map((text) => element('li', {}, text))),
  ].filter((node) => node !== false);
}
