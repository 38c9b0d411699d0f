/**
 * Knows the narration line: sentence, formula, actions, and what is read out. The words come from sentences.js.
 * Does not know the timeline below it. It keeps the only clock of the page, for the countdown of a lost connection.
 */

import { phaseAt } from '../../scene/phases.js';
import { isRunning } from '../../state/reduce.js';
import { element, find, setText } from '../../page/dom.js';
import { phaseFormula } from './formulas.js';
import { narrate, spokenNumber } from './sentences.js';

/** @typedef {import('../../state/shape.js').State} State */

const COUNTDOWN_MS = 500;

/**
 * @param {() => State} get
 * @param {(intent: string) => void} act
 * @returns {(state: State) => void}
 */
export function createNarration(get, act) {
  const sentence = find('#sentence');
  const title = element('b');
  const detail = document.createTextNode('');
  sentence.append(title, ' ', detail);
  const formula = find('#formula');
  const actions = find('#narration-actions');
  const announcer = find('#announcer');
  let shownActions = '';
  let shownFormula = '';
  let announced = '';
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let countdown;

  /** @param {{label: string, intent: string}[]} wanted */
  function showActions(wanted) {
    const key = JSON.stringify(wanted);
    if (key === shownActions) return;
    shownActions = key;
    actions.replaceChildren(...wanted.map(({ label, intent }) => element('button', { type: 'button', class: 'button', onclick: () => act(intent) }, label)));
  }

  /** @param {State} state @param {boolean} phase */
  function showFormula(state, phase) {
    const { frame } = state;
    const shown = frame && phase ? phaseAt(state.view.tau, frame.layers.length) : null;
    const key = shown && frame ? [shown.index, frame.detail.cost_name, frame.detail.activations].join() : '';
    if (key === shownFormula) return;
    shownFormula = key;
    formula.replaceChildren(...(shown && frame ? [phaseFormula(shown, frame.detail)] : []));
  }

  /** One message per phase, one when training begins, none while the run or the play moves on by itself. @param {State} state @param {string} text */
  function announce(state, text) {
    const { view, frame } = state;
    const restless = isRunning(state) || state.drawing.active || frame?.detail.tried !== undefined || (view.playing && view.speed > 1) || state.connection.status === 'lost';
    const running = isRunning(state) && frame !== null && state.note === null;
    if ((restless || view.goal !== null) && !running) return;
    const message = running ? 'Training.' : frame ? text + ' ' + spokenNumber(state, frame) : text;
    if (message === announced) return;
    announced = message;
    announcer.textContent = message;
  }

  /** @param {State} state */
  function show(state) {
    const now = narrate(state, Date.now());
    setText(title, now.title);
    setText(detail, now.detail);
    showActions(now.actions);
    showFormula(state, now.phase);
    announce(state, now.title + ' ' + now.detail);
    const lost = state.connection.status === 'lost';
    if (lost) countdown ??= setInterval(() => show(get()), COUNTDOWN_MS);
    else countdown = void clearInterval(countdown);
  }
  return show;
}
