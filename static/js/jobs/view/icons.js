/**
 * Knows the small drawings on the buttons of a row, and how such a button is made.
 * Does not know what a button does.
 */

import { element, svg } from '../../page/dom.js';

/** @type {Record<string, string>} */
const PATHS = {
  open: 'M7 3.5H3.5v10h10V10M9.5 3h4.500v4.500M14 3L8 9',
  pause: 'M5.500 3.500v10M11.500 3.500v10',
  resume: 'M5 3.500l8.500 5-8.500 5z',
  fork: 'M4.500 3v11M4.500 11c0-4 8-1.500 8-6.500M10 7l2.500-3 2.500 3',
  cancel: 'M4 4l9 9M13 4l-9 9',
  delete: 'M3 5h11M6.500 5V3h4v2M4.500 5l.7 9h6.600l.7-9M7 7.500v4M10 7.500v4',
};

/** @param {string} name */
const drawing = (name) => svg('svg', { width: 17, height: 17, viewBox: '0 0 17 17', 'aria-hidden': 'true' }, svg('path', { d: PATHS[name] }));

/** @typedef {{node: HTMLButtonElement, show: (name: string, label: string, enabled: boolean) => void}} IconButton */

/** @param {string} slot which of a row's places it takes @param {() => void} press @returns {IconButton} */
export function iconButton(slot, press) {
  const node = element('button', { type: 'button', class: 'icon', 'data-slot': slot, onclick: press });
  let shown = '';
  return {
    node,
    show(name, label, enabled) {
      if (node.disabled === enabled) node.disabled = !enabled;
      const now = name + label;
      if (now === shown) return;
      shown = now;
      node.dataset.icon = name;
      node.setAttribute('aria-label', label);
      node.title = label;
      node.replaceChildren(drawing(name));
    },
  };
}

/** @param {string} label @param {string} href @returns {HTMLAnchorElement} a link that looks like the buttons beside it */
export const iconLink = (label, href) => element('a', { class: 'icon', href, title: label, 'aria-label': label, 'data-slot': 'open' }, drawing('open'));
