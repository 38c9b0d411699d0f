/**
 * Knows what a printed lab holds: the picture with its caption, the sentence, and the tables of the twin, in the light theme.
 * Does not know how it is laid out on pages: print.css does. It is written when the browser is about to print, and gone afterwards.
 */

import { inTheme, pictureAsSvg } from '../../draw/export.js';
import { readTheme } from '../../scene/colors.js';
import { captionOf } from './caption.js';
import { element, find } from '../../page/dom.js';
import { narrate } from '../bottom/sentences.js';
import { tablesOf } from './twin.js';

/** @typedef {import('../../state/shape.js').State} State */

/**
 * @param {object} options
 * @param {() => State} options.get
 * @param {() => import('../../draw/picture.js').Moment | null} options.moment
 * @param {() => string} options.address
 */
export function createPaper({ get, moment, address }) {
  const root = find('#paper');

  function write() {
    const state = get();
    const now = moment();
    if (!now) return;
    const { frame } = now.sheet;
    const text = pictureAsSvg(document, inTheme(now, readTheme(root, 'light'), document), captionOf(state, frame, address()));
    const picture = document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
    const { title, detail } = narrate(state, Date.now());
    root.replaceChildren(
      element('figure', {}, picture, element('figcaption', {}, element('b', {}, title), ' ', detail)),
      element('div', { class: 'tables' }, ...tablesOf(state, frame)),
    );
  }

  addEventListener('beforeprint', write);
  addEventListener('afterprint', () => root.replaceChildren());
}
