/**
 * Knows the theme that the lab keeps, and the button that turns it.
 * Does not know what is painted: it says when colours changed.
 */

import { find } from '../../panels/dom.js';

/** The lab's key: both pages have one theme. */
const THEME_KEY = 'nudge.theme';

export function firstTheme() {
  const kept = localStorage.getItem(THEME_KEY);
  if (kept === 'dark' || kept === 'light') return kept;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** @param {() => void} changed */
export function createTheme(changed) {
  const { dataset } = document.documentElement;
  dataset.theme = firstTheme();
  function turn() {
    dataset.theme = dataset.theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(THEME_KEY, dataset.theme);
    changed();
  }
  find('#theme').addEventListener('click', turn);
  addEventListener('storage', ({ key }) => {
    if (key !== THEME_KEY) return;
    dataset.theme = firstTheme();
    changed();
  });
  addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (event.key.toLowerCase() === 'd' && !typing && !(event.target instanceof HTMLSelectElement) && !event.ctrlKey && !event.metaKey && !event.altKey) turn();
  });
}
