/**
 * Knows the button and the key that turn the theme of the jobs page, and follows the lab's in another tab.
 * Does not know what is painted: it says when colours changed.
 */

import { find } from '../../page/dom.js';
import { THEME_KEY, firstTheme, keepTheme } from '../../page/theme.js';

/** @param {() => void} changed */
export function createTheme(changed) {
  const { dataset } = document.documentElement;
  dataset.theme = firstTheme();
  function turn() {
    const theme = dataset.theme === 'dark' ? 'light' : 'dark';
    dataset.theme = theme;
    keepTheme(theme);
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
