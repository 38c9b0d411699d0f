/**
 * Knows the strip above the stage in which the guided tour speaks: its stop, one thing to do, and the way on.
 * Does not know what the stops are about, nor how they are opened.
 */

import { STOPS } from '../../state/tour.js';
import { element, find, setText } from '../../page/dom.js';

/** @typedef {import('../../state/shape.js').State} State */

/**
 * @param {{go: (place: number) => unknown, leave: () => void}} acts
 * @returns {(state: State) => void}
 */
export function createTour({ go, leave }) {
  const root = find('#tour');
  const place = element('span', { class: 'tour-place' });
  const title = element('b');
  const text = element('span');
  const task = element('p', { class: 'tour-task' });
  const back = element('button', { type: 'button', class: 'button' }, 'Back');
  const next = element('button', { type: 'button', class: 'button primary' }, 'Go on');
  const end = element('button', { type: 'button', class: 'button', onclick: leave }, 'End the tour');
  root.append(element('div', { class: 'tour-words', 'aria-live': 'polite' }, element('p', {}, place, title, ' ', text), task), element('div', { class: 'tour-buttons' }, back, next, end));
  let now = 0;
  back.addEventListener('click', () => void go(now - 1));
  next.addEventListener('click', () => void go(now + 1));

  return (state) => {
    const stop = STOPS[state.tour ?? -1];
    root.hidden = !stop;
    document.body.classList.toggle('has-tour', Boolean(stop));
    if (!stop) return;
    now = state.tour ?? 0;
    setText(place, `${now + 1} of ${STOPS.length}`);
    setText(title, stop.title + '.');
    setText(text, state.rebuilding || !state.frame || state.job?.name !== stop.name ? 'A moment.' : stop.text(state.frame));
    setText(task, stop.task);
    back.disabled = now === 0;
    setText(next, now + 1 < STOPS.length ? 'Go on' : 'Done');
    next.title = now + 1 < STOPS.length ? 'Space' : '';
  };
}
