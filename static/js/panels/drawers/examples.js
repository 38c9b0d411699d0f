/**
 * Knows the drawer of worked examples: a list to choose from, with what each is about. It is asked for when first opened.
 * Does not know where the list comes from nor how an example becomes a run.
 */

import { element, find, findButton } from '../../page/dom.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').Preset} Preset */

/** @param {Preset} preset the layers of its network: those between the two ends stand in the specification */
function shapeText({ spec }) {
  const { weights } = spec.network.parameters ?? {};
  if (!weights) return '';
  return [weights[0][0].length, ...weights.map((/** @type {number[][]} */ layer) => layer.length)].join('–');
}

/**
 * @param {object} options
 * @param {() => Promise<Preset[]>} options.load
 * @param {(preset: Preset) => unknown} options.open
 * @param {(panel: 'numbers' | 'museum') => void} options.show opens the drawer of one's own numbers, or the museum of bugs
 * @param {() => void} options.close
 * @returns {(state: State) => void}
 */
export function createExamples({ load, open, show, close }) {
  const root = find('#examples');
  const list = element('ul', { class: 'examples', role: 'list' });
  const problem = element('p', { class: 'form-note', role: 'alert' });
  const own = element('button', { type: 'button', class: 'button', onclick: () => show('numbers') }, 'Type in your own numbers');
  const museum = element('button', { type: 'button', class: 'button', id: 'open-museum', onclick: () => show('museum') }, 'The museum of bugs');
  root.append(element('h2', { class: 'panel-title' }, 'Examples', element('button', { type: 'button', class: 'close', onclick: leave }, 'Close')), problem, list, element('div', { class: 'part button-row' }, own, museum, element('a', { class: 'button', href: '#tour=1' }, 'Take the tour')));
  /** @type {{preset: Preset, button: HTMLButtonElement}[]} */
  let items = [];
  let asked = false;

  /** Whoever closes the drawer goes on where they opened it. */
  function leave() {
    close();
    findButton('#open-examples').focus();
  }

  /** After a choice the keys step through the example. @param {Preset} preset */
  async function choose(preset) {
    await open(preset);
    find('#picture').focus();
  }

  /** @param {Preset} preset */
  function itemOf(preset) {
    const button = element('button', { type: 'button', onclick: () => void choose(preset) },
      element('b', {}, preset.title), element('span', { class: 'shape' }, shapeText(preset)), element('span', { class: 'note' }, preset.note));
    return { preset, button };
  }

  async function fill() {
    if (asked) return;
    asked = true;
    try {
      items = (await load()).map(itemOf);
      list.replaceChildren(...items.map(({ button }) => element('li', {}, button)));
      problem.textContent = '';
    } catch (error) {
      asked = false; // opened again, it asks again
      problem.textContent = error instanceof Error ? error.message : '';
    }
  }

  async function begin() {
    await fill();
    if (!root.hidden) items[0]?.button.focus();
  }

  root.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const now = items.findIndex(({ button }) => button === document.activeElement);
    if (step === undefined || now < 0) return;
    event.preventDefault();
    items[(now + step + items.length) % items.length].button.focus();
  });

  return ({ panel, job }) => {
    const shown = panel === 'examples';
    if (shown && root.hidden) {
      root.hidden = false;
      void begin();
    }
    root.hidden = !shown;
    if (shown) for (const { preset, button } of items) button.setAttribute('aria-current', String(job?.name === preset.title));
  };
}
