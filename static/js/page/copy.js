/**
 * Knows a button that copies a text, and says what became of it.
 * Does not know which text.
 */

import { setText } from './dom.js';

/** @param {HTMLButtonElement} button @param {() => string} text */
export function copyOnClick(button, text) {
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
      setText(button, 'Copied');
    } catch {
      setText(button, 'Not allowed: select it');
    }
  });
}
