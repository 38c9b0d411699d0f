/**
 * Knows how the guided tour goes from stop to stop: a stop on the same run only turns the view, another opens its run.
 * Does not know what the stops say.
 */

import { decodeAddress } from '../state/address.js';
import { STOPS } from '../state/tour.js';
import { applyView, openLink } from './opening.js';

/** @typedef {import('./session.js').PageStore} PageStore */

/** @param {import('./session.js').Session} session @param {PageStore} store */
export function createTouring(session, store) {
  /** The run that was opened last, and where it stood. @type {{run: string, job: string, step: number} | null} */
  let opened = null;

  /** @param {string} run whether that run is still on the picture, as the tour left it */
  function stands(run) {
    const { job, frame, watch } = store.get();
    return opened !== null && opened.run === run && job?.id === opened.job && frame?.step === opened.step && watch === null;
  }

  const leave = () => store.dispatch({ type: 'set', changes: { tour: null } });

  /** Beyond the last stop the tour is over. @param {number} place */
  async function go(place) {
    const stop = STOPS[place];
    if (!stop) return leave();
    const link = decodeAddress(stop.run + '&' + stop.view);
    store.dispatch({ type: 'set', changes: { tour: place, panel: null, note: null, selection: null, lit: null, highlight: null } });
    if (stands(stop.run)) return applyView(link, session, store);
    await openLink(link, session, store, null, stop.name);
    const { job, frame } = store.get();
    opened = job && frame ? { run: stop.run, job: job.id, step: frame.step } : null;
  }

  return { go };
}
