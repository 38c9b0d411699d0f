/**
 * Knows how a weight or a bias is improved without calculus: try up, try down, keep what helped; and the list of what was tried.
 * Does not know symbols or slopes. The costs before and after are the server's.
 */

import { formatApart, formatNumber } from '../../scene/format.js';
import { encodeTarget } from '../../state/address.js';
import { keepingNote, nudgedValue, triedOf, valueNow, whyNot } from '../../state/nudging.js';
import { exists, movementOf } from '../../state/readings.js';
import { isEnded } from '../../state/reduce.js';
import { element, setText } from '../../page/dom.js';
import { inputName, neuronName, sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').Attempt} Attempt */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../state/readings.js').Parameter} Parameter */

const SIZES = [0.01, 0.1, 0.5];
const LISTED = 8;
const CLOSE = 1e-6;

/** What a try did to the cost, in words. @param {number | null} before @param {number | null} after */
export function verdict(before, after) {
  const [was, is] = formatApart(before, after);
  if (before === null || after === null) return 'The cost is not a number then: put it back.';
  if (was === is) return `The cost stays at ${was}: it made no difference.`;
  return after < before ? `The cost falls from ${was} to ${is}: that helped.` : `The cost rises from ${was} to ${is}: that did not help.`;
}

/** @param {State} state @param {Parameter} target */
function placeOf(state, target) {
  const to = neuronName(state, target.layer, target.to);
  if (target.kind === 'bias') return 'bias of ' + to;
  return `${target.layer === 1 ? inputName(state, target.from) : neuronName(state, target.layer - 1, target.from)} to ${to}`;
}

/** @param {import('../../net/commands.js').Commands} commands */
function createHistory(commands) {
  const list = element('ol', { class: 'attempts' });
  const node = element('div', { class: 'part' }, element('div', { class: 'label' }, element('span', {}, 'What was tried')), list);
  let shown = '';

  /** @param {State} state @param {Frame} frame @param {Attempt} attempt */
  function line(state, frame, attempt) {
    const { target, was, value, before, after, fate } = attempt;
    // Only while the value still stands: other steps may have moved it since.
    const stands = fate === 'kept' && exists(frame, target) && Math.abs(movementOf(frame, target)[0] - value) < CLOSE * Math.max(1, Math.abs(value));
    const undo = stands && !isEnded(state) && element('button', { type: 'button', class: 'tool', onclick: () => void commands.undo(attempt) }, 'Undo');
    const helped = before !== null && after !== null && after < before;
    const costs = formatApart(before, after);
    return element('li', {},
      element('span', { class: 'attempt-where' }, placeOf(state, target)),
      element('span', {}, `${formatNumber(was)} → ${formatNumber(value)}`),
      element('span', { class: helped ? 'attempt-cost is-better' : 'attempt-cost' }, `cost ${costs[0]} → ${costs[1]}`),
      element('span', { class: 'attempt-fate' }, undo || (fate === 'kept' ? 'kept' : fate === 'undone' ? 'undone' : 'put back')));
  }

  /** @param {State} state @param {Frame} frame */
  function show(state, frame) {
    const open = frame.detail.tried ? state.attempts[0] : null; // it is still on the picture
    const attempts = state.attempts.filter((each) => each !== open || each.fate !== 'tried').slice(0, LISTED);
    const key = JSON.stringify([attempts, frame.frame, isEnded(state)]);
    if (key === shown) return;
    shown = key;
    node.hidden = attempts.length === 0;
    list.replaceChildren(...attempts.map((attempt) => line(state, frame, attempt)));
  }
  return { node, show };
}

/**
 * @param {Parameter} target
 * @param {import('../../net/commands.js').Commands} commands
 * @returns {import('../inspector/tabs.js').Part}
 */
export function createPlain(target, commands) {
  let size = SIZES[1];
  let now = 0;
  const chosen = SIZES.map((each) => element('button', { type: 'button', class: 'tool', onclick: () => choose(each) }, String(each)));
  const up = element('button', { type: 'button', class: 'button primary', onclick: () => void commands.tryOnce(target, nudgedValue(now, size)) }, 'Try up');
  const down = element('button', { type: 'button', class: 'button primary', onclick: () => void commands.tryOnce(target, nudgedValue(now, -size)) }, 'Try down');
  const keep = element('button', { type: 'button', class: 'button' }, 'Keep it');
  const back = element('button', { type: 'button', class: 'button', onclick: commands.letGo }, 'Put it back');
  const asks = element('p', { class: 'plain-asks' });
  const says = element('p', { class: 'plain-verdict', role: 'status' });
  const note = element('p', { class: 'hint' });
  const history = createHistory(commands);
  const node = element('div', { class: 'plain-numbers' }, asks,
    element('div', { class: 'edit-row' }, element('span', {}, 'By how much'), element('span', { class: 'sizes', role: 'group', 'aria-label': 'By how much' }, ...chosen)),
    element('div', { class: 'edit-row try-row' }, up, down), says, element('div', { class: 'edit-row keep-row' }, keep, back), note, history.node);
  /** @type {number | null} */
  let tried = null;
  keep.addEventListener('click', () => tried !== null && void commands.edit(target, tried));
  choose(size);

  /** @param {number} each */
  function choose(each) {
    size = each;
    chosen.forEach((button, index) => button.setAttribute('aria-pressed', String(SIZES[index] === each)));
  }

  /** @param {State} state @param {Frame} frame */
  function show(state, frame) {
    const found = triedOf(frame, target);
    const why = whyNot(state);
    now = valueNow(frame, target);
    const open = state.attempts[0];
    // The value that was asked for: the picture may hold it in fewer digits.
    tried = found === null ? null : open && encodeTarget(open.target) === encodeTarget(target) && open.fate === 'tried' ? open.value : found.value;
    const cost = formatNumber(found ? found.cost_was : frame.detail.cost);
    setText(asks, `This ${target.kind} is ${formatNumber(now)}, and the cost of this ${sampleNoun(state)} is ${cost}. Would another number be better?`);
    setText(says, found && found.value !== null ? `${found.value > (found.was ?? 0) ? 'Up' : 'Down'} to ${formatNumber(found.value)}. ${verdict(found.cost_was, frame.detail.cost)}` : '');
    for (const button of [up, down]) button.disabled = why !== '';
    keep.disabled = why !== '' || found === null || isEnded(state);
    back.disabled = why !== '' || found === null;
    setText(note, why || keepingNote(state));
    history.show(state, frame);
  }
  return { node, show };
}
