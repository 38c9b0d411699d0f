/**
 * Knows that a first visit starts a run, and asks for it and its first frame before the rest of the page has arrived.
 * Does not know what becomes of them.
 */

import { openEarly } from './net/early.js';
import { newJob } from './net/new_job.js';

/** @typedef {{job: import('./state/shape.js').Job, early?: import('./net/early.js').EarlySocket}} FirstRun */

/** @returns {Promise<FirstRun>} */
async function begin() {
  const job = await newJob({}, 'running');
  return { job, early: openEarly(job.id) };
}

/** The first visit's run, or null where the address says which to open. */
export const firstRun = location.hash.length > 1 ? null : begin();
firstRun?.catch(() => {}); // the page says so when it opens the run
