/**
 * Knows the form that gives a weight or a bias a value.
 * Does not know what follows from it: the server edits the run.
 */

import { element, setText } from '../../page/dom.js';

/** @typedef {import('../../state/readings.js').Parameter} Parameter */

/** @param {string} text as people write numbers @returns {number | null} */
function numberIn(text) {
  const plain = text.trim().replace('−', '-').replace(',', '.');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

/**
 * @param {Parameter} target
 * @param {import('../../net/commands.js').Commands} commands
 */
export function createSetValue(target, commands) {
  const input = element('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', 'aria-label': `New value of this ${target.kind}` });
  const why = element('span', { class: 'form-note', role: 'status' });
  const node = element('form', { class: 'edit-row' }, element('span', {}, 'Set it to'), input, element('button', { class: 'button' }, 'Set'), why);
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    const value = numberIn(input.value);
    input.setAttribute('aria-invalid', String(value === null));
    setText(why, value === null ? 'A number, please.' : '');
    if (value !== null) void commands.edit(target, value);
  });
  return {
    node,
    /** @param {number} value of the parameter now */
    show(value) {
      const text = String(Number(value.toPrecision(6)));
      if (document.activeElement !== input && input.getAttribute('aria-invalid') !== 'true' && input.value !== text) input.value = text;
    },
  };
}
