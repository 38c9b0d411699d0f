/**
 * Knows the drawer in which everything that can be taken away stands in one place: link, picture, sheets, tables, network.
 * Does not know how any of it is made: the picture is painted by draw/export.js, the rest comes from the server.
 */

import { pictureAsPng, pictureAsSvg } from '../../draw/export.js';
import { failureText } from '../../protocol/messages.js';
import { formatCount } from '../../scene/format.js';
import { captionOf } from './caption.js';
import { element, find, findButton, setText } from '../../page/dom.js';
import { mostSteps, networkLinks, noSheetText, stepLinks, stepsAddress } from './take_away.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('./take_away.js').Link} Link */

const FEW_STEPS = 10;

/** Has the browser keep a file. @param {Blob} blob @param {string} name */
function keep(blob, name) {
  const href = URL.createObjectURL(blob);
  element('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** @param {Link} link */
const linkOf = ({ text, href, name, opens }) => element('a', { class: 'button', href, ...(opens ? { target: '_blank' } : { download: name ?? '' }) }, text);

/** @param {string} title @param {...import('../../page/dom.js').Child} children */
const part = (title, ...children) => element('section', { class: 'part', 'aria-label': title }, element('h3', { class: 'label' }, title), ...children);

/** @param {string} text @param {() => void} onclick */
const button = (text, onclick) => element('button', { type: 'button', class: 'button', onclick }, text);

/**
 * The table of several steps: which ones, and how many fit.
 * @param {() => string} job
 */
function createSteps(job) {
  const first = element('input', { type: 'number', id: 'share-first', min: 1, step: 1, autocomplete: 'off' });
  const count = element('input', { type: 'number', id: 'share-count', min: 1, step: 1, value: FEW_STEPS, autocomplete: 'off' });
  const unit = element('select', { id: 'share-unit' }, element('option', { value: 'sample' }, 'one sample each'), element('option', { value: 'batch' }, 'a batch each'));
  const get = element('a', { class: 'button', download: '' }, 'Every value of these steps (CSV)');
  const why = element('p', { class: 'form-note', role: 'status' });
  const fits = element('p', { class: 'hint' });
  const node = part('Every value of every step',
    element('div', { class: 'field' }, element('label', { for: 'share-first' }, 'From step'), first),
    element('div', { class: 'field' }, element('label', { for: 'share-count' }, 'How many'), count),
    element('div', { class: 'field' }, element('label', { for: 'share-unit' }, 'Steps to come'), unit),
    element('div', { class: 'button-row' }, get), why, fits);

  function problem() {
    if (!first.checkValidity() || first.value === '') return `Begin with a whole step from 1 to ${formatCount(Number(first.max))}.`;
    if (!count.checkValidity() || count.value === '') return `1 to ${formatCount(Number(count.max))} steps fit into one file.`;
    return '';
  }

  function update() {
    const said = problem();
    setText(why, said);
    if (said === '') get.setAttribute('href', stepsAddress(job(), Number(first.value), Number(count.value), unit.value));
    else get.removeAttribute('href');
  }
  node.addEventListener('input', update);

  /** @param {State} state @param {import('../../protocol/types.js').Frame} frame @param {boolean} opening */
  function show({ job: about }, frame, opening) {
    const taken = Math.max(about?.step ?? 0, frame.step);
    first.max = String(taken + 1);
    count.max = String(mostSteps(frame.sizes));
    if (opening) {
      first.value = String(Math.max(1, frame.step));
      count.value = String(Math.min(FEW_STEPS, Number(count.max)));
      unit.value = (frame.detail.update_size ?? 1) > 1 ? 'batch' : 'sample';
    }
    setText(fits, `Up to ${formatCount(Number(count.max))} steps of this network. Steps after ${formatCount(taken)} are taken on a copy: the run stays where it is.`);
    update();
  }

  return { node, show };
}

/**
 * @param {object} options
 * @param {() => State} options.get
 * @param {() => import('../../draw/picture.js').Moment | null} options.moment
 * @param {() => string} options.address of this very picture
 * @param {() => unknown} options.copyLink
 * @param {() => unknown} options.print
 * @param {(title: string, detail: string) => void} options.tell
 * @param {() => void} options.close
 * @returns {(state: State, previous: State) => void}
 */
export function createShare({ get, moment, address, copyLink, print, tell, close }) {
  const root = find('#export');
  const copy = element('button', { type: 'button', class: 'button primary', id: 'copy-link', onclick: () => void copyLink() }, 'Copy link');
  const sheets = element('div', { class: 'button-row' });
  const noSheet = element('p', { class: 'hint' });
  const network = element('div', { class: 'button-row' });
  const steps = createSteps(() => get().frame?.job ?? '');
  let shown = '';

  root.append(
    element('h2', { class: 'panel-title' }, 'Take it with you', element('button', { type: 'button', class: 'close', onclick: leave }, 'Close')),
    part('This very picture', element('div', { class: 'button-row' }, copy, button('PNG', () => void savePng()), button('SVG', saveSvg), button('Print', () => void print()))),
    part('This step', sheets, noSheet),
    steps.node,
    part('The network', network),
  );

  /** Whoever closes the drawer goes on where they opened it. */
  function leave() {
    close();
    findButton('#share').focus();
  }

  /** @param {import('../../draw/picture.js').Moment} now */
  const nameOf = ({ sheet: { frame } }) => `nudge-${frame.job}-step-${frame.step}`;

  async function savePng() {
    const now = moment();
    if (!now) return;
    try {
      keep(await pictureAsPng(document, now, captionOf(get(), now.sheet.frame, address())), nameOf(now) + '.png');
    } catch (error) {
      tell('There is no PNG.', failureText(error));
    }
  }

  function saveSvg() {
    const now = moment();
    if (!now) return;
    const text = pictureAsSvg(document, now, captionOf(get(), now.sheet.frame, address()));
    keep(new Blob([text], { type: 'image/svg+xml' }), nameOf(now) + '.svg');
  }

  /** @param {State} state @param {boolean} opening */
  function write(state, opening) {
    const { frame } = state;
    if (!frame) return;
    const key = `${frame.job} ${frame.sizes}`;
    if (key !== shown) {
      shown = key;
      sheets.replaceChildren(...stepLinks(frame.job, frame.sizes).map(linkOf));
      setText(noSheet, noSheetText(frame.sizes));
      network.replaceChildren(...networkLinks(frame.job).map(linkOf));
    }
    steps.show(state, frame, opening);
  }

  return (state, previous) => {
    const open = state.panel === 'share';
    const opening = open && root.hidden;
    root.hidden = !open;
    if (open && (opening || state.frame !== previous.frame || state.job !== previous.job)) write(state, opening);
    if (opening) copy.focus();
  };
}
