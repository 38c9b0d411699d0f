/**
 * Knows which panel the inspector shows for the selection, and keeps it while only numbers change.
 * Does not know what the panels say.
 */

import { encodeTarget } from '../../state/address.js';
import { exists, rightly } from '../../state/readings.js';
import { createBugNote } from '../bug_note.js';
import { find } from '../../page/dom.js';
import { createLazily } from '../lazy.js';
import { createOverview } from './overview.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../protocol/types.js').Target} Target */
/** @typedef {{node: HTMLElement, show: (state: State, frame: Frame) => void}} Panel */

/**
 * @typedef {object} Tools
 * @property {import('../../net/commands.js').Commands} commands
 * @property {(target: Target | null) => void} select
 * @property {(highlight: import('../../state/shape.js').Highlight | null) => void} light
 * @property {(lit: import('../../state/shape.js').LitRow | null) => void} lightRow
 * @property {(tab: State['tab']) => void} chooseTab
 * @property {(plain: boolean) => void} speakPlainly
 */

/** After the first frame has been seen, with its texture. */
const FORESIGHT_MS = 250;

/** The panels of a selection are there before they are wanted: a picture can be looked into even when the server has gone. */
const foresee = () => setTimeout(() => import('./selected.js').catch(() => {}), FORESIGHT_MS);

/**
 * @param {Tools} tools
 * @param {() => void} notFetched tells that the panels of a selection could not be fetched
 * @returns {import('../lazy.js').Show}
 */
export function createInspector(tools, notFetched) {
  const root = find('#inspector');
  const note = createBugNote();
  let key = '';
  /** @type {Panel | null} */
  let panel = null;
  /** @type {typeof import('./selected.js').createSelected | null} */
  let createSelected = null;

  /** @param {State} state */
  function show(state) {
    const { frame } = state;
    const target = createSelected && exists(frame, state.selection) ? state.selection : null;
    document.body.classList.toggle('has-selection', target !== null);
    if (!frame) return;
    const wanted = [target ? encodeTarget(target) : '', frame.job, frame.sizes, frame.detail.activations, frame.detail.cost_name].join('|');
    if (wanted !== key) {
      key = wanted;
      panel = createSelected && target ? createSelected(state, frame, target, tools) : createOverview(tools.select);
      root.replaceChildren(note.node, panel.node);
      root.scrollTop = 0;
    }
    note.show(frame, target);
    const shown = target ? rightly(frame) : frame;
    panel?.show(shown === frame ? state : { ...state, frame: shown }, shown);
  }

  const showSelected = createLazily({
    isWanted: ({ frame, selection }) => exists(frame, selection),
    load: async () => {
      ({ createSelected } = await import('./selected.js'));
      return show;
    },
    failed: () => {
      tools.select(null);
      notFetched();
    },
  });
  return (state, previous) => {
    if (!createSelected) show(state);
    if (state.frame && !previous.frame) foresee();
    showSelected(state, previous);
  };
}
