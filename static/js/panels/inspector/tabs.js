/**
 * Knows a row of tabs below a selection, and loads the script of each when it is first chosen.
 * Does not know what the tabs say.
 */

import { element, setText } from '../../page/dom.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {{node: HTMLElement, show: (state: State, frame: Frame) => void}} Part */
/** @typedef {import('../../state/shape.js').State['tab']} TabName */

/**
 * `load` brings the part; it is asked once, and again only where it failed.
 * @typedef {{name: TabName, title: string, load: () => Promise<Part>}} Tab
 */

const FAILED = 'This part could not be loaded. Check that the server runs, then choose the tab again.';

/** @param {Tab[]} tabs @param {TabName} name the first tab where this selection has none of that name */
const tabOf = (tabs, name) => tabs.find((tab) => tab.name === name) ?? tabs[0];

/** @param {KeyboardEvent} event @param {number} index @param {number} count where an arrow key leads, or null */
function neighbour(event, index, count) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) return (index + step + count) % count;
  return event.key === 'Home' ? 0 : event.key === 'End' ? count - 1 : null;
}

/**
 * @param {Tab[]} tabs
 * @param {(name: TabName) => void} choose
 * @returns {Part}
 */
export function createTabs(tabs, choose) {
  /** @type {Map<TabName, Part | null>} null while it is on its way */
  const parts = new Map();
  const body = element('div', { class: 'tab-body', role: 'tabpanel', id: 'tab-body' });
  const buttons = tabs.map(({ name, title }, index) =>
    element('button', {
      type: 'button', class: 'tab', role: 'tab', id: 'tab-' + name, 'aria-controls': 'tab-body', onclick: () => pick(name),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const next = neighbour(event, index, tabs.length);
        if (next === null) return;
        event.preventDefault();
        event.stopPropagation(); // arrows are phases elsewhere
        pick(tabs[next].name);
        buttons[next].focus();
      },
    }, title));
  /** @type {[State, Frame] | null} */
  let last = null;

  /** @param {TabName} name */
  function pick(name) {
    choose(name);
    if (last) show(last[0], last[1]); // a tab that failed to load is asked for again
  }

  /** @param {Tab} tab */
  async function bring({ name, load }) {
    parts.set(name, null);
    try {
      parts.set(name, await load());
    } catch {
      parts.delete(name);
      setText(body, FAILED);
      return;
    }
    if (last) show(...last);
  }

  /** @param {State} state @param {Frame} frame */
  function show(state, frame) {
    last = [state, frame];
    const chosen = tabOf(tabs, state.tab);
    buttons.forEach((button, index) => {
      const selected = tabs[index] === chosen;
      button.setAttribute('aria-selected', String(selected));
      button.tabIndex = selected ? 0 : -1;
    });
    body.setAttribute('aria-labelledby', 'tab-' + chosen.name);
    const part = parts.get(chosen.name);
    if (part === undefined) void bring(chosen);
    if (!part) return;
    if (body.firstChild !== part.node || body.childNodes.length > 1) body.replaceChildren(part.node);
    part.show(state, frame);
  }
  return { node: element('div', { class: 'tabs' }, element('div', { class: 'tab-row', role: 'tablist', 'aria-label': 'More about it' }, ...buttons), body), show };
}
