/**
 * Knows which panel the inspector shows for the selection, and keeps it while only numbers change.
 * Does not know what the panels say.
 */

import { encodeTarget } from '../state/address.js';
import { exists } from '../state/readings.js';
import { find } from './dom.js';
import { createNeuron } from './neuron.js';
import { createOverview } from './overview.js';
import { createParameter } from './parameter.js';

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/types.js').Target} Target */
/** @typedef {{node: HTMLElement, show: (state: State, frame: Frame) => void}} Panel */

/**
 * @typedef {object} Tools
 * @property {import('../net/commands.js').Commands} commands
 * @property {(target: Target | null) => void} select
 * @property {(highlight: import('../state/shape.js').Highlight | null) => void} light
 * @property {(lit: import('../state/shape.js').LitRow | null) => void} lightRow
 * @property {(tab: State['tab']) => void} chooseTab
 */

/** @param {Tools} tools @returns {(state: State) => void} */
export function createInspector(tools) {
  const root = find('#inspector');
  let key = '';
  /** @type {Panel | null} */
  let panel = null;

  /** @param {State} state @param {Frame} frame @param {Target | null} target @returns {Panel} */
  function build(state, frame, target) {
    if (!target) return createOverview(tools.select);
    if (target.kind === 'input') return createNeuron(state, frame, { layer: 0, to: target.index }, tools);
    if (target.kind === 'neuron') return createNeuron(state, frame, target, tools);
    return createParameter(state, frame, target, tools);
  }

  return (state) => {
    const { frame } = state;
    const target = exists(frame, state.selection) ? state.selection : null;
    document.body.classList.toggle('has-selection', target !== null);
    if (!frame) return;
    const wanted = [target ? encodeTarget(target) : '', frame.job, frame.sizes, frame.detail.activations, frame.detail.cost_name].join('|');
    if (wanted !== key) {
      key = wanted;
      panel = build(state, frame, target);
      root.replaceChildren(panel.node);
      root.scrollTop = 0;
    }
    panel?.show(state, frame);
  };
}
