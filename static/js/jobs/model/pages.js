/**
 * Knows how pages of a list that moves are kept in one: the newest page is asked for again and again, older ones seldom.
 * Does not know the server nor the table.
 */

/** @typedef {import('./types.js').JobRow} JobRow */

/** @param {JobRow[]} jobs */
const idsOf = (jobs) => new Set(jobs.map(({ id }) => id));

/**
 * What the newest page no longer holds, because newer jobs came, belongs to the page after it; what is missing from its middle is gone.
 * @param {readonly JobRow[][]} pages newest first
 * @param {JobRow[]} newest the first page as it is now
 * @param {boolean} more whether there are jobs after it
 * @returns {JobRow[][]}
 */
export function withNewest(pages, newest, more) {
  if (!more) return [newest];
  const [first = [], ...older] = pages;
  if (older.length === 0) return [newest];
  const now = idsOf(newest);
  const end = newest[newest.length - 1].created_at;
  const pushed = first.filter((job) => !now.has(job.id) && job.created_at <= end);
  return [newest, [...pushed, ...older[0]], ...older.slice(1)];
}

/** @param {readonly JobRow[][]} pages @param {number} index @param {JobRow[]} page @returns {JobRow[][]} */
export function withPage(pages, index, page) {
  return [...pages.slice(0, index), page, ...pages.slice(index + 1)].filter((jobs, at) => at === 0 || jobs.length > 0);
}

/** @param {readonly JobRow[][]} pages @returns {JobRow[]} each job once, newest first */
export function rowsOf(pages) {
  /** @type {Map<string, JobRow>} */
  const rows = new Map();
  for (const job of pages.flat()) if (!rows.has(job.id)) rows.set(job.id, job);
  return [...rows.values()];
}
