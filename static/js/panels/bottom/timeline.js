/**
 * Knows the timeline: one segment for each phase, dragging, the magnet at the boundaries, its keys.
 * Does not know what a phase shows nor how time passes.
 */

import { phaseList } from '../../scene/phases.js';
import { isRunning, lastTau, layerCount } from '../../state/reduce.js';
import { element, find } from '../../page/dom.js';
import { phaseSentence } from './sentences.js';

/** @typedef {import('../../state/shape.js').State} State */

const MAGNET = 0.04;
/** @type {Record<string, string>} */
const TONES = { forward: 'a', cost: 'C', backward: 'd', update: 'w' };
/** @type {Record<string, string>} */
const GROUPS = { forward: 'Forward', cost: 'Cost', backward: 'Backward', update: 'Update' };

/** @param {number} tau */
export function magnetic(tau) {
  const boundary = Math.round(tau);
  return Math.abs(tau - boundary) < MAGNET ? boundary : tau;
}

/** @typedef {{fills: HTMLElement[], names: HTMLElement[], groups: {node: HTMLElement, kind: string}[], playhead: HTMLElement}} Parts */

/** @param {HTMLElement} root @param {number} layers @returns {Parts} */
function build(root, layers) {
  const list = phaseList(layers);
  root.style.gridTemplateColumns = `repeat(${list.length}, minmax(0, 1fr))`;
  const groups = Object.entries(GROUPS).map(([kind, text]) => {
    const first = list.findIndex((phase) => phase.kind === kind);
    const count = list.filter((phase) => phase.kind === kind).length;
    const node = element('div', { class: 'group' }, text);
    node.style.gridColumn = `${first + 1} / span ${count}`;
    return { node, kind };
  });
  const fills = list.map((phase) => element('i', { class: 'fill', 'data-tone': TONES[phase.kind] }));
  const names = list.map((phase) => element('div', { class: 'name' }, phase.label));
  const playhead = element('div', { class: 'playhead' });
  root.replaceChildren(...groups.map(({ node }) => node), ...fills.map((fill) => element('div', { class: 'segment' }, fill)), ...names, playhead);
  return { fills, names, groups, playhead };
}

/**
 * @param {() => State} get
 * @param {import('../../net/commands.js').Commands} commands
 * @returns {(state: State) => void}
 */
export function createTimeline(get, commands) {
  const root = find('#timeline');
  let layers = layerCount(get());
  let parts = build(root, layers);

  /** @param {PointerEvent} event */
  function drag(event) {
    const box = root.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    commands.scrub(magnetic(share * lastTau(get())));
  }
  root.addEventListener('pointerdown', (event) => {
    root.setPointerCapture(event.pointerId);
    drag(event);
  });
  root.addEventListener('pointermove', (event) => {
    if (root.hasPointerCapture(event.pointerId)) drag(event);
  });

  /** @param {State} state */
  return (state) => {
    if (layerCount(state) !== layers) {
      layers = layerCount(state);
      parts = build(root, layers);
    }
    const { tau } = state.view;
    const now = Math.max(0, Math.ceil(tau - 1e-6) - 1);
    const started = tau > 0;
    const list = phaseList(layers);
    parts.fills.forEach((fill, index) => {
      fill.style.transform = `scaleX(${Math.max(0, Math.min(1, tau - index))})`;
    });
    parts.names.forEach((name, index) => name.classList.toggle('now', started && index === now));
    parts.groups.forEach(({ node, kind }) => node.classList.toggle('now', started && list[now].kind === kind));
    parts.playhead.style.left = `${(tau / lastTau(state)) * 100}%`;
    describe(state, tau);
  };

  /** @param {State} state @param {number} tau */
  function describe(state, tau) {
    root.setAttribute('aria-valuemax', String(lastTau(state)));
    root.setAttribute('aria-valuenow', tau.toFixed(2));
    const sentence = state.frame ? phaseSentence(state, state.frame) : null;
    const text = isRunning(state) ? 'Training' : sentence ? sentence.title + ' ' + sentence.detail : 'Loading';
    if (root.getAttribute('aria-valuetext') !== text) root.setAttribute('aria-valuetext', text);
  }
}
