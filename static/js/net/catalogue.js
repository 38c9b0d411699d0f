/**
 * Knows when the list of data sets must be asked for again: when it is wanted, and while one of them is being fetched.
 * Does not know who shows it.
 */

import { listDatasets } from './api.js';

/** @typedef {import('./session.js').PageStore} PageStore */

const POLL_MS = 1500;

/** @param {import('../state/shape.js').State} state */
const isWanted = (state) => state.panel === 'settings' || (state.job !== null && state.frame === null);

/** @param {PageStore} store */
export function followDatasets(store) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let wanted = false;

  async function ask() {
    timer = undefined;
    try {
      store.dispatch({ type: 'set', changes: { datasets: await listDatasets() } });
    } catch {
      // The page works without the list; the form then offers the present data set only.
    }
    const moving = store.get().datasets.some(({ availability }) => availability === 'downloading');
    if (moving && wanted) timer = setTimeout(ask, POLL_MS);
  }

  store.subscribe((state) => {
    const now = isWanted(state);
    if (now && !wanted && timer === undefined) timer = setTimeout(ask, 0);
    wanted = now;
  });
}
