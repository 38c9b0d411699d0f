/**
 * Knows the keys of the page (DESIGN section 9) and of the picture, as one table.
 * Does not know what a wish does: it calls commands and the actions it is given.
 */

import { gradientOf } from '../state/readings.js';

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/types.js').Target} Target */

/** Controls that use these keys themselves. */
const TYPING = 'input, textarea, select, [contenteditable]';
const OWN_KEYS = 'button, a, summary, [role="radio"]';

/** @param {Frame} frame @param {Target | null} target @returns {{layer: number, to: number}} the neuron a selection belongs to */
function neuronOf(frame, target) {
  return target && target.kind !== 'input' ? { layer: target.layer, to: target.to } : { layer: frame.layers.length, to: frame.detail.answer };
}

/** @param {number} value @param {number} count */
const wrap = (value, count) => ((value % count) + count) % count;

/** Incoming edges from weak to strong; the selected one's neighbour. @param {Frame} frame @param {Target | null} target @param {number} step @returns {Target} */
function neighbourEdge(frame, target, step) {
  const { layer, to } = neuronOf(frame, target);
  const own = frame.layers[layer - 1];
  const order = Array.from({ length: own.inputs }, (_, from) => from).sort((one, other) => Math.abs(gradientOf(own, to, one)) - Math.abs(gradientOf(own, to, other)));
  const now = target?.kind === 'weight' ? order.indexOf(target.from) : order.length - (step < 0 ? 0 : 2);
  return { kind: 'weight', layer, to, from: order[Math.max(0, Math.min(order.length - 1, now + step))] };
}

/**
 * What a key on the picture selects.
 * @param {KeyboardEvent} event
 * @param {Frame} frame
 * @param {Target | null} target
 * @returns {Target | null} null: not a key of the picture
 */
export function selectedByKey(event, frame, target) {
  const { layer, to } = neuronOf(frame, target);
  const count = frame.layers[layer - 1].outputs;
  if (event.key === 'Enter') return target ?? { kind: 'neuron', layer, to };
  if (event.key === 'ArrowUp' || event.key === 'ArrowDown') return { kind: 'neuron', layer, to: wrap(to + (event.key === 'ArrowUp' ? -1 : 1), count) };
  if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
    const next = Math.max(1, Math.min(frame.layers.length, layer + (event.key === 'ArrowLeft' ? -1 : 1)));
    return { kind: 'neuron', layer: next, to: Math.min(to, frame.layers[next - 1].outputs - 1) };
  }
  if (event.key === '[' || event.key === ']') return neighbourEdge(frame, target, event.key === '[' ? -1 : 1);
  return null;
}

/**
 * @param {object} options
 * @param {() => State} options.get
 * @param {import('../net/commands.js').Commands} options.commands
 * @param {(target: Target) => void} options.select
 * @param {() => unknown} options.goOn to the next stop of the tour
 * @param {() => void} options.escape
 * @param {() => void} options.toggleTheme
 * @param {(panel: 'table' | 'graph' | 'help') => void} options.togglePanel
 * @param {() => void} options.print the page for paper, which the browser alone would not know how to make
 */
export function listenToKeys({ get, commands, goOn, select, escape, toggleTheme, togglePanel, print }) {
  /** @type {Record<string, () => unknown>} */
  const keys = {
    ' ': () => (get().tour === null ? commands.togglePlay() : goOn()),
    ArrowLeft: commands.previousPhase,
    ArrowRight: commands.nextPhase,
    Home: commands.toStart,
    End: commands.toEnd,
    n: commands.nextSample,
    e: commands.nextEpoch,
    t: () => togglePanel('table'),
    g: () => togglePanel('graph'),
    d: toggleTheme,
    '?': () => togglePanel('help'),
  };

  /** @param {KeyboardEvent} event @param {Element} focus */
  function act(event, focus) {
    const { frame, selection } = get();
    const target = frame && focus.id === 'picture' ? selectedByKey(event, frame, selection) : null;
    if (target) return select(target), true;
    if (event.shiftKey && event.key !== '?') return false;
    if (/^\d$/.test(event.key) && frame) return chooseClass(Number(event.key)), true;
    const wish = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!wish || (event.key === ' ' && focus.matches(OWN_KEYS))) return false;
    void wish();
    return true;
  }

  /** @param {number} index */
  function chooseClass(index) {
    if (index < (get().job?.dataset.classes?.length ?? 0)) commands.setTarget(index);
  }

  document.addEventListener('keydown', (event) => {
    const focus = event.target instanceof Element ? event.target : document.body;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'p') {
      event.preventDefault();
      print();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') escape();
    else if (!focus.matches(TYPING) && !focus.closest('dialog') && act(event, focus)) event.preventDefault();
  });
}
