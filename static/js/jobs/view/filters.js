/**
 * Knows the row above the table: the filter by state and label, and the links to sweeps.
 * Does not know how the list is fetched.
 */

import { element, find, setText } from '../../page/dom.js';
import { STATES } from '../../protocol/states.js';
import { countsText, stateWord } from '../model/words.js';

/** @typedef {import('../model/types.js').Sweep} Sweep */

/** A label is asked for when typing rests. */
const REST_MS = 300;
const MOST_SWEEPS = 12;

/**
 * @param {(changes: {state?: string, label?: string}) => void} change
 * @returns {{show: (place: {state: string, label: string}) => void, sweeps: (sweeps: Sweep[]) => void}}
 */
export function createFilters(change) {
  const state = /** @type {HTMLSelectElement} */ (find('#filter-state'));
  const label = /** @type {HTMLInputElement} */ (find('#filter-label'));
  const links = find('#sweeps');
  const none = find('#sweeps-none');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let shown = '';
  state.append(...STATES.map((name) => element('option', { value: name }, stateWord(name).toLowerCase())));
  state.addEventListener('change', () => change({ state: state.value }));
  label.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => change({ label: label.value.trim() }), REST_MS);
  });

  return {
    show(place) {
      state.value = place.state;
      if (document.activeElement !== label) label.value = place.label;
    },
    sweeps(sweeps) {
      const now = JSON.stringify(sweeps.map(({ id, name, counts }) => [id, name, counts]));
      if (now === shown) return;
      shown = now;
      setText(none, sweeps.length > 0 ? 'Sweeps' : 'No sweeps yet.');
      const made = sweeps.slice(0, MOST_SWEEPS).map(({ id, name, counts }) => element('a', { class: 'pill', href: '#sweep=' + id, title: countsText(counts) }, name || id));
      links.replaceChildren(none, ...made);
    },
  };
}
