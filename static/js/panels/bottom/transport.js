/**
 * Knows the transport buttons and the speed choice.
 * Does not know how a step is made: it calls commands.
 */

import { isRunning } from '../../state/reduce.js';
import { find, findButton, setText } from '../../page/dom.js';

/** @typedef {import('../../state/shape.js').State} State */

/** @param {State} state the value of the speed choice */
export function speedValue({ mode, view }) {
  if (mode === 'phases') return 'phases:' + view.speed;
  return 'train:' + (view.pace === null ? 'full' : view.pace);
}

/**
 * @param {string} value
 * @param {import('../../net/commands.js').Commands} commands
 */
function chooseSpeed(value, commands) {
  const [mode, amount] = value.split(':');
  if (mode === 'phases') void commands.playPhasesAt(Number(amount));
  else void commands.trainAt(amount === 'full' ? null : Number(amount));
}

/**
 * @param {import('../../net/commands.js').Commands} commands
 * @returns {(state: State) => void}
 */
export function createTransport(commands) {
  const play = findButton('#play');
  const label = find('span', play);
  const select = /** @type {HTMLSelectElement} */ (find('#speed'));
  const others = ['#previous-phase', '#next-phase', '#next-sample', '#next-epoch'].map(findButton);
  play.addEventListener('click', () => void commands.togglePlay());
  others[0].addEventListener('click', () => void commands.previousPhase());
  others[1].addEventListener('click', () => void commands.nextPhase());
  others[2].addEventListener('click', () => void commands.nextSample());
  others[3].addEventListener('click', () => void commands.nextEpoch());
  select.addEventListener('change', () => chooseSpeed(select.value, commands));

  return (state) => {
    const moving = isRunning(state) || state.view.playing;
    play.dataset.playing = String(moving);
    setText(label, moving ? 'Pause' : state.mode === 'train' ? 'Train' : 'Play');
    const blocked = state.connection.status !== 'open' || state.rebuilding !== null || state.frame === null;
    for (const button of [play, ...others]) button.disabled = blocked;
    select.disabled = blocked;
    const value = speedValue(state);
    if (select.value !== value) select.value = value;
  };
}
