/**
 * Knows the one line in which the jobs page speaks: what it holds, what it waits for, what went wrong (DESIGN section 8).
 * Does not know the page.
 */

import { formatCount } from '../../scene/format.js';
import { counted } from './words.js';

/** @typedef {{loaded: boolean, lost: {retryAt: number | null, answered: boolean, detail: string} | null, note: string, jobs: import('./types.js').JobRow[], more: boolean, filtered: boolean, sweep: boolean}} Standing */

/** @param {Standing} standing @param {number} now @returns {{tone: string, text: string}} */
export function saying({ loaded, lost, note, jobs, more, filtered, sweep }, now) {
  if (lost) {
    const rest = loaded ? 'The page shows what it said last. ' : '';
    const again = `Trying again in ${Math.max(0, Math.ceil(((lost.retryAt ?? now) - now) / 1000))} s.`;
    return { tone: 'down', text: `${lost.answered ? lost.detail : 'The server does not answer.'} ${rest}${again}` };
  }
  if (note) return { tone: 'w', text: note };
  if (!loaded) return { tone: '', text: sweep ? 'Fetching the sweep.' : 'Fetching the jobs.' };
  if (sweep) return { tone: 'z', text: 'Shade is the middle half of the runs, the thick line their median.' };
  if (jobs.length === 0) return { tone: '', text: filtered ? 'No job matches. Change the filter.' : 'No jobs yet. Start one here, or open the lab.' };
  const running = jobs.filter(({ state }) => state === 'running').length;
  const amount = `${counted(jobs.length, 'job')}${more ? ' shown' : ''}, ${formatCount(running)} running.`;
  return { tone: 'z', text: amount + (jobs.length > 1 ? ' Tick some to compare their curves.' : '') };
}
