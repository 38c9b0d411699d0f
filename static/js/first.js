/**
 * Knows that a first visit starts a run, and asks for it before the rest of the page has arrived.
 * Does not know what becomes of it.
 */

import { newJob } from './net/new_job.js';

/** The first visit's run, or null where the address says which to open. */
export const firstJob = location.hash.length > 1 ? null : newJob({}, 'running');
firstJob?.catch(() => {}); // the page says so when it opens the run
