/**
 * Knows the help dialog: it is open when the state says so.
 * Does not know its text, which stands in the template.
 */

import { find } from '../../page/dom.js';

/**
 * @param {() => void} closed called when the viewer closed it
 * @returns {(state: import('../../state/shape.js').State) => void}
 */
export function createHelp(closed) {
  const dialog = /** @type {HTMLDialogElement} */ (find('#help'));
  dialog.addEventListener('close', closed);
  return ({ panel }) => {
    if (panel === 'help' && !dialog.open) dialog.showModal();
    else if (panel !== 'help' && dialog.open) dialog.close();
  };
}
