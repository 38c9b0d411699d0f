/**
 * Knows the curves that were fetched, and fetches again those whose job has moved on: one at a time, so that a table of fifty jobs costs little.
 * Does not know who draws them.
 */

/** @typedef {import('../model/types.js').Columns} Columns */
/** @typedef {{id: string, step: number, state: string}} Wanted */
/** @typedef {{want: (jobs: Wanted[]) => void, get: (id: string) => Columns | undefined}} CurveCache */

const BREATH_MS = 60;
/** A curve that could not be had is asked for again after this. */
const PATIENCE_MS = 3000;

/**
 * @param {(id: string) => Promise<Columns>} load
 * @param {(id: string) => void} changed
 * @returns {CurveCache}
 */
export function createCurveCache(load, changed) {
  /** @type {Map<string, {mark: string, columns: Columns}>} */
  const kept = new Map();
  /** @type {Map<string, number>} when a failed one may be tried again */
  const refused = new Map();
  /** @type {Wanted[]} */
  let wanted = [];
  let busy = false;

  /** The end of a job may bring a last point without another step. @param {Wanted} job */
  const markOf = (job) => job.step + job.state;
  /** @param {Wanted} job */
  const isDue = (job) => kept.get(job.id)?.mark !== markOf(job) && (refused.get(job.id) ?? 0) < Date.now();

  /** Those never seen come before those that only moved on. */
  const next = () => wanted.find((job) => !kept.has(job.id) && isDue(job)) ?? wanted.find(isDue);

  async function drain() {
    busy = true;
    for (let job = next(); job; job = next()) {
      try {
        kept.set(job.id, { mark: markOf(job), columns: await load(job.id) });
        changed(job.id);
      } catch {
        refused.set(job.id, Date.now() + PATIENCE_MS);
      }
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    }
    busy = false;
  }

  return {
    want(jobs) {
      wanted = jobs;
      if (!busy) void drain();
    },
    get: (id) => kept.get(id)?.columns,
  };
}
