/**
 * The script of `/questions`: finds the questions in which all typed words occur, and keeps what was typed in the address.
 * Does not know the answers: they stand in the page.
 */

import { firstTheme } from './page/theme.js';
import { find, setText } from './page/dom.js';

document.documentElement.dataset.theme = firstTheme();

const search = /** @type {HTMLInputElement} */ (find('#search'));
const found = find('#found');
const items = [...document.querySelectorAll('#questions > li')].filter((item) => item instanceof HTMLElement);
/** @param {string} text */
const plain = (text) => text.toLowerCase().normalize('NFKD').replace(/\p{Diacritic}/gu, '');
const texts = items.map((item) => plain(item.textContent ?? ''));

function show() {
  const words = plain(search.value).split(/\s+/).filter((word) => word !== '');
  const shown = items.filter((item, at) => {
    item.hidden = !words.every((word) => texts[at].includes(word));
    return !item.hidden;
  });
  setText(found, shown.length === items.length ? `${items.length} questions` : shown.length === 0 ? 'No question has all these words. Try fewer.' : `${shown.length} of ${items.length}`);
}

search.hidden = false;
search.value = new URLSearchParams(location.search).get('q') ?? '';
search.addEventListener('input', () => {
  show();
  const asked = search.value.trim() === '' ? '' : '?' + new URLSearchParams({ q: search.value.trim() });
  history.replaceState(null, '', location.pathname + asked);
});
show();
