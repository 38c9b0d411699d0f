/**
 * Knows what stands around the pad: its title, the tools, the desired answer, what can be done with something pinned.
 * Does not know the pen's strokes nor how the pad is painted; the layout of the picture says where it stands.
 */

import { formatCount, formatFixed, formatNumber } from '../../scene/format.js';
import { isRunning, lastTau } from '../../state/reduce.js';
import { element, find, findButton, setText } from '../../page/dom.js';
import { answersOf, capital, className, learnsNumbers, sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../scene/layout.js').Layout} Layout */

/** Below this height of the stage the training order has no room. */
const ROOM_FOR_ORDER = 560;
/** Tools, wish, pinned and order under the pad, above the legend. */
const ROOM_FOR_BOTH = 268;
const ROOM_FOR_BOTH_WIDE = 310;

/** @param {Layout} layout */
export function placePad(layout) {
  const head = find('#pad-head');
  const controls = find('#pad-controls');
  const seen = find('#seen');
  const { header, controls: below, pad } = layout;
  Object.assign(head.style, { left: header.x + 'px', top: header.y + 'px', width: header.width + 'px' });
  Object.assign(controls.style, { left: below.x + 'px', top: below.y + 'px', width: below.width + 'px' });
  Object.assign(seen.style, { left: pad.x + pad.size + 10 + 'px', top: pad.y + 'px' });
  // What can be done with something pinned takes the room of the training order where both do not fit.
  document.body.classList.toggle('no-room', layout.height - below.y < (layout.wide ? ROOM_FOR_BOTH_WIDE : ROOM_FOR_BOTH));
  find('#upcoming').hidden = layout.portrait || layout.height <= ROOM_FOR_ORDER || layout.input === 'column';
  // A phone has no room beside the pad: what can be done with a drawing stands with the transport.
  const home = layout.portrait ? find('.transport-more') : controls;
  const pinned = find('#pinned');
  if (pinned.parentElement !== home) home.insertBefore(pinned, layout.portrait ? null : find('#upcoming'));
}

/** @param {State} state @param {Frame} frame */
function titleText(state, frame) {
  const { source, index } = frame.detail.sample;
  if (source === 'drawing') return 'Your drawing';
  if (source === 'input' || index === null) return 'Your ' + sampleNoun(state);
  return capital(sampleNoun(state)) + ' ' + formatCount(index + 1);
}

/** @param {State} state @param {Frame} frame */
function readingText(state, frame) {
  const { before, after, strength, strengthAfter } = answersOf(frame);
  const learnt = frame.phase === 'applied' && state.view.tau >= lastTau(state);
  const read = `read as ${className(state, learnt ? after : before)}`;
  const pinned = frame.detail.sample.source !== 'order';
  if ((pinned || state.drawing.active) && !learnsNumbers(state)) return `${read}, ${formatFixed(learnt ? strengthAfter : strength, 2)}`;
  if (state.job?.dataset.kind === 'plane') return `x ${formatFixed(frame.input[0], 2)}, y ${formatFixed(frame.input[1], 2)}`;
  if (state.job?.dataset.kind === 'table') return frame.sizes[0] === 1 ? 'one input' : `${frame.sizes[0]} inputs`;
  const portrait = find('#picture').clientWidth < 640;
  return portrait ? `${read}, C₀ ${formatNumber(learnt ? frame.detail.cost_after : frame.detail.cost)}` : `28 × 28 pixels, ${frame.detail.lit} lit`;
}

/** The pad's title line, for pictures that leave the page. @param {State} state @param {Frame} frame */
export const padWords = (state, frame) => ({ title: titleText(state, frame), reading: readingText(state, frame) });

/** @param {Frame} frame */
function truthText(frame, /** @type {State} */ state) {
  const { source, label } = frame.detail.sample;
  if (source === 'drawing' || source === 'input') return 'you choose';
  return label === null ? '' : 'labelled ' + className(state, label);
}

/** @param {(target: number) => void} choose */
function createClasses(choose) {
  const root = find('#classes');
  let shown = '';
  /** @type {HTMLButtonElement[]} */
  let buttons = [];

  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const now = buttons.findIndex((button) => button === document.activeElement);
    if (step === undefined || now < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (now + step + buttons.length) % buttons.length;
    buttons[next].focus();
    choose(next);
  });

  /** After a click the arrow keys go on moving through the phases: only a choice by keyboard keeps the focus. @param {MouseEvent} event @param {number} index */
  function pickByHand(event, index) {
    if (event.detail > 0) buttons[index].blur();
    choose(index);
  }

  /** @param {string[]} names @param {number | null} target */
  return (names, target) => {
    if (shown !== names.join('|')) {
      shown = names.join('|');
      buttons = names.map((name, index) => element('button', { type: 'button', role: 'radio', onclick: (/** @type {MouseEvent} */ event) => pickByHand(event, index) }, name));
      root.classList.toggle('named', names.some((name) => name.length > 2));
      root.style.gridTemplateColumns = names.length === 10 ? '' : `repeat(${Math.max(1, names.length)}, 1fr)`;
      root.replaceChildren(...buttons);
    }
    buttons.forEach((button, index) => {
      button.setAttribute('aria-checked', String(index === target));
      button.tabIndex = index === (target ?? 0) ? 0 : -1;
    });
  };
}

/**
 * @param {object} options
 * @param {import('../../net/commands.js').Commands} options.commands
 * @param {() => void} options.undo
 * @param {() => void} options.clear
 * @param {() => void} options.toggleWishes
 * @returns {(state: State) => void}
 */
export function createPad({ commands, undo, clear, toggleWishes }) {
  const title = find('#pad-head b');
  const reading = find('#reading');
  const truth = find('#truth');
  const wishLabel = find('#wish-label');
  const wishRow = find('.wish-row');
  const [undoButton, clearButton, wishes, learn, takeBack] = ['#undo', '#clear', '#wishes', '#learn', '#take-back'].map(findButton);
  const showClasses = createClasses(commands.setTarget);
  undoButton.addEventListener('click', undo);
  clearButton.addEventListener('click', clear);
  wishes.addEventListener('click', toggleWishes);
  learn.addEventListener('click', () => void commands.learn());
  takeBack.addEventListener('click', () => void commands.takeBack());
  findButton('#follow').addEventListener('click', () => void commands.followTraining());

  return (state) => {
    const { frame, drawing, job } = state;
    const drawn = drawing.strokes.length > 0;
    undoButton.disabled = clearButton.disabled = !drawn;
    find('#pad-tools').hidden = job !== null && job.dataset.kind !== 'image';
    wishes.setAttribute('aria-pressed', String(state.view.wishes));
    wishRow.hidden = learnsNumbers(state);
    showClasses(job?.dataset.classes ?? [], frame ? frame.detail.sample.target : null);
    find('#pinned').hidden = state.watch === null;
    document.body.classList.toggle('is-pinned', state.watch !== null);
    const offline = state.connection.status !== 'open';
    learn.disabled = offline || frame === null;
    takeBack.disabled = offline || state.learnt.length === 0;
    if (!frame) return;
    setText(title, titleText(state, frame));
    setText(reading, readingText(state, frame));
    setText(truth, truthText(frame, state));
    const asks = ['drawing', 'input'].includes(frame.detail.sample.source);
    setText(wishLabel, asks ? 'What should it say?' : 'It should say');
    wishRow.classList.toggle('asks', asks);
    find('#strip').classList.toggle('waiting', isRunning(state));
  };
}
