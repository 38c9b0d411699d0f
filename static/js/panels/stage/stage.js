/**
 * Knows the picture in the page: hands it frames and the view, and turns the pointer into hover, selection and tip.
 * Does not know how the picture is painted nor what happens on the pad: pad events go to the pen.
 */

import { createPicture } from '../../draw/picture.js';
import { litWay } from '../../state/factors.js';
import { isParameter } from '../../state/nudging.js';
import { isRunning } from '../../state/reduce.js';
import { bugLabel, bugWords } from '../bug_note.js';
import { element, find, setText } from '../../page/dom.js';
import { tipPieces } from './tooltip.js';
import { outputNames } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Target} Target */
/** @typedef {import('../../scene/layout.js').Layout} Layout */

const TIP_GAP = 16;

/** @param {Target | null} target the neuron whose edges stay bright */
const isolated = (target) => (target && target.kind === 'neuron' ? { layer: target.layer, to: target.to } : null);

/** No neuron has its edges in layer 0: all of them step back. */
const NOBODY = Object.freeze({ layer: 0, to: -1 });

/** @param {State} state @param {boolean} reducedMotion */
function viewOf(state, reducedMotion) {
  const { drawing, frame } = state;
  const hovered = isolated(state.hover);
  const way = hovered ? null : litWay(state);
  return {
    tau: state.view.tau,
    selection: state.selection,
    hover: state.hover,
    isolate: hovered ?? (way?.alone ? NOBODY : null),
    way,
    wishes: state.view.wishes,
    theme: state.theme,
    strokes: drawing.active ? drawing.strokes : null,
    targetLabel: frame ? frame.detail.sample.target : null,
    running: isRunning(state),
    diverged: state.divergence !== null,
    highlight: state.highlight,
    reducedMotion,
    labels: state.job ? outputNames(state.job.dataset) : null,
    // The rows of a table are no picture, whatever their number of columns.
    input: state.job?.dataset.kind === 'table' ? /** @type {const} */ ('column') : null,
  };
}

/**
 * @param {object} options
 * @param {() => State} options.get
 * @param {(target: Target | null) => void} options.select
 * @param {(target: Target | null) => void} options.hover
 * @param {import('./pen.js').Pen} options.pen
 * @param {import('../nudge/grip.js').Grip} options.grip
 * @param {(layout: Layout) => void} options.placed called when the picture has found its places
 */
export function createStage({ get, select, hover, pen, grip, placed }) {
  const container = find('#picture');
  const tip = find('#tip');
  const badge = find('#bug-badge');
  const motion = matchMedia('(prefers-reduced-motion: reduce)');
  const picture = createPicture(container);
  picture.onLayout(placed);
  new ResizeObserver(() => picture.resize()).observe(container);

  /** @param {PointerEvent} event @returns {[number, number]} */
  function place(event) {
    const box = container.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** @param {number} x @param {number} y */
  function showTip(x, y) {
    const { frame, hover: target } = get();
    tip.classList.toggle('shown', target !== null && frame !== null);
    if (!target || !frame) return;
    tip.replaceChildren(...tipPieces(get(), frame, target).map(([role, text]) => element('span', { class: role }, text)));
    const left = Math.max(4, Math.min(x + TIP_GAP, container.clientWidth - tip.offsetWidth - 4));
    const top = y > 52 ? y - 42 : y + 20;
    tip.style.transform = `translate(${left}px, ${top}px)`;
  }

  container.addEventListener('pointermove', (event) => {
    const [x, y] = place(event);
    if (pen.move(event, x, y) || grip.move(event)) return;
    const overPad = pen.isOver(x, y);
    const overGrip = picture.onSelected(x, y) && isParameter(get().selection);
    const target = overPad || overGrip || event.pointerType === 'touch' ? null : picture.pick(x, y);
    container.dataset.over = overGrip ? 'grip' : overPad ? 'pad' : target ? 'target' : '';
    hover(target);
    showTip(x, y);
  });
  container.addEventListener('pointerleave', () => {
    hover(null);
    tip.classList.remove('shown');
  });
  container.addEventListener('pointerdown', (event) => {
    const [x, y] = place(event);
    if (event.button !== 0) return;
    const touch = event.pointerType === 'touch';
    if ((picture.onSelected(x, y, touch) && grip.down(event)) || pen.down(event, x, y)) container.setPointerCapture(event.pointerId);
    else select(picture.pick(x, y, touch));
  });
  for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    container.addEventListener(end, (event) => {
      pen.up(event);
      grip.up(event);
    });
  }

  /** @param {State} state @param {State} previous */
  function show(state, previous) {
    if (state.frame !== previous.frame) picture.setFrame(state.frame);
    picture.setView(viewOf(state, motion.matches));
    badge.hidden = bugLabel(state.frame) === '';
    setText(badge, bugWords(state.frame));
  }
  /** How often the picture has been painted stands on it, for whoever wants to see that it rests. */
  function paint() {
    picture.loop.flush();
    container.dataset.frames = String(picture.loop.frames);
  }
  return { show, paint, layout: picture.layout, moment: picture.moment };
}
