/**
 * Knows a list of shares that add up: rows of a name, a bar and a signed number; the rest as one number; the sum below.
 * Does not know what the shares are. It has as many rows as it was made with, so nothing moves when numbers change.
 */

import { element, setText, span } from '../../page/dom.js';
import { createBar, nudgeBar } from '../inspector/rows.js';
import { directionOf, moreText } from './shares.js';

/** @typedef {import('./shares.js').Share} Share */
/** @typedef {import('./shares.js').ShareList} ShareList */
/** @typedef {{light: (index: number | null) => void, open: ((index: number) => void) | null}} Acts without `open` a press keeps a row lit */

const BAR = 30;
const RAISE_DASH = '6 3'; // the edges' dash would hardly fit once
const ARROWS = { raise: '↑', lower: '↓' };
const ROLES = { raise: 'up', lower: 'down' };

/** A number with its direction told by hue, arrow, sign and word. */
function createSigned() {
  const arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' });
  const word = element('span', { class: 'visually-hidden' });
  const number = element('span', { class: 'share-number' });
  const node = element('span', { class: 'value' }, word, arrow, number);
  /** @param {number | null} value @param {string} text */
  function show(value, text) {
    const direction = directionOf(value);
    node.className = 'value ' + (direction ? ROLES[direction] : '');
    setText(arrow, direction ? ARROWS[direction] : '');
    setText(word, direction ? direction + ' ' : '');
    setText(number, text);
  }
  return { node, show };
}

/** @param {number} index @param {Acts} acts @param {(index: number) => void} press */
function createShare(index, acts, press) {
  const label = element('span', { class: 'share-name' });
  const means = element('span', { class: 'share-means' });
  const bar = createBar(BAR);
  const signed = createSigned();
  const node = element('button', {
    type: 'button', class: 'row', ...(acts.open ? {} : { 'aria-pressed': 'false' }), onclick: () => press(index), onpointerenter: () => acts.light(index),
    onfocus: () => acts.light(index), onpointerleave: () => acts.light(null), onblur: () => acts.light(null),
  }, label, means, bar.node, signed.node);
  /** @param {Share} share */
  function show(share) {
    setText(label, share.label);
    label.title = share.label;
    setText(means, share.means);
    const look = nudgeBar(share.value ?? 0);
    bar.show({ ...look, dash: look.dash && RAISE_DASH });
    signed.show(share.value, share.text);
  }
  return { node, show };
}

/**
 * @param {number} count rows
 * @param {boolean} hasRest
 * @param {Node} sumName
 * @param {Acts} acts
 */
export function createShareList(count, hasRest, sumName, { light, open }) {
  /** @type {number | null} */
  let kept = null;
  const acts = { open, light: (/** @type {number | null} */ index) => light(index ?? kept) };
  const rows = Array.from({ length: count }, (_, index) => createShare(index, acts, press));
  const more = element('span', { class: 'share-name' });
  const rest = createSigned();
  const sum = createSigned();
  const restRow = hasRest ? element('div', { class: 'row rest' }, more, rest.node) : null;
  const sumRow = element('div', { class: 'row sum' }, element('span', { class: 'share-name' }, span('', 'sum ='), sumName), sum.node);
  const node = element('div', { class: 'rows shares is-empty' }, ...rows.map((row) => row.node), restRow, sumRow);

  /** @param {number} index */
  function press(index) {
    if (open) return open(index);
    kept = kept === index ? null : index;
    rows.forEach((row, place) => row.node.setAttribute('aria-pressed', String(place === kept)));
    light(kept ?? index);
  }

  /** @param {ShareList} list @param {boolean} old */
  function show(list, old) {
    node.classList.remove('is-empty');
    node.setAttribute('aria-busy', String(old));
    rows.forEach((row, index) => list.shares[index] && row.show(list.shares[index]));
    setText(more, moreText(list.more));
    rest.show(list.restValue, list.rest);
    sum.show(list.sumValue, list.sum);
  }
  return { node, show };
}
