/**
 * Knows how a job's state, its reason, its remaining time and a run's failure are said in words (DESIGN section 11).
 * Does not know the page.
 */

import { isEnd, STATES } from '../../protocol/states.js';
import { formatCount, formatNumber } from '../../scene/format.js';

/** @typedef {import('./types.js').JobRow} JobRow */

/** @type {Record<string, string>} */
const STATE_WORDS = {
  queued: 'Queued', starting: 'Starting', running: 'Running', pausing: 'Pausing', paused: 'Paused',
  cancelling: 'Cancelling', succeeded: 'Done', failed: 'Failed', cancelled: 'Cancelled',
};

/** Tones of DESIGN section 8: z is well, C is broken, none is at rest. @type {Record<string, string>} */
const TONES = { running: 'z', pausing: 'z', paused: 'z', succeeded: 'z', failed: 'C' };

/** @type {Record<string, string>} */
const REASONS = {
  early_stopped: 'Stopped early, as asked.',
  user: 'Ended on request.',
  timeout: 'It took longer than a job may.',
  worker_lost: 'Its worker ended more than once. Start it again.',
  invalid: 'The specification cannot be trained.',
  server_restart: 'The server was started again.',
};

/** @param {string} state */
export const stateWord = (state) => STATE_WORDS[state] ?? state;
/** @param {string} state */
export const toneOf = (state) => TONES[state] ?? '';

/** @param {JobRow} job */
const epochsOf = (job) => Number(job.spec.epochs ?? 0);
/** @param {number} count @param {string} noun */
export const counted = (count, noun) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** @param {JobRow} job @returns {string} why the job is in its state, as a sentence */
export function reasonWords(job) {
  if (job.reason === 'diverged') return divergedWords(job);
  if (job.reason === 'completed') return `All ${counted(epochsOf(job), 'epoch')}, ${counted(job.step, 'step')}.`;
  if ((job.state === 'failed' || job.reason === 'early_stopped') && job.detail) return job.detail;
  if (isEnd(job.state)) return REASONS[job.reason ?? ''] ?? job.detail ?? '';
  return aliveWords(job);
}

/** @param {JobRow} job */
function aliveWords(job) {
  const again = job.attempt > 1 ? `Attempt ${job.attempt}. ` : '';
  if (job.state === 'queued') return again + 'Waits for a free worker.';
  if (job.state === 'starting') return again + 'Loads its data.';
  if (job.state === 'paused') return `${again}Waits at step ${formatCount(job.step)}.`;
  return `${again}Epoch ${formatCount(Math.min(job.epoch + 1, epochsOf(job)))} of ${formatCount(epochsOf(job))}.`;
}

/** @param {JobRow} job */
function divergedWords({ divergence }) {
  if (!divergence) return 'The cost is not a number. Lower the rate.';
  const where = divergence.layer === null ? '' : `, first in layer ${divergence.layer}`;
  return `Not a number since step ${formatCount(divergence.step)}${where}. Lower the rate.`;
}

/** @param {number | null} seconds @returns {string} 0:42, 3:07, 1:02:09 */
export function etaText(seconds) {
  if (seconds === null || !Number.isFinite(seconds)) return '';
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** @param {string} iso @param {Date} now @returns {string} the time today, else the day and the time */
export function createdText(iso, now) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === now.toDateString()) return time;
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }) + ', ' + time;
}

/** @type {Record<string, string>} */
const WHY = {
  diverged: 'Its cost stopped being a number. Lower the rate.',
  dead: 'No gradient reaches the first layer: nothing there changes any more.',
  saturated: 'Hardly any gradient reaches the first layer: its neurons sit on the flat ends of their curve.',
  slow: 'It still learns, but its test cost is over twice the median.',
};

/**
 * @param {import('./types.js').Why} why
 * @param {(number | null)[] | undefined} norms the last gradient length of each layer
 * @returns {string} a sentence, with the numbers it rests on
 */
export function whyWords(why, norms) {
  if (why === null) return '';
  const known = norms?.map((norm, index) => `layer ${index + 1} ${formatNumber(norm)}`).join(', ');
  const told = known && why !== 'slow' && why !== 'diverged' ? ` Gradient: ${known}.` : '';
  return (WHY[why] ?? why) + told;
}

/** @type {Record<string, string>} */
const FIELD_WORDS = { 'network.init.seed': 'seed', 'optimizer.learning_rate': 'rate η', 'network.hidden': 'hidden layers', batch_size: 'batch', 'network.init.scheme': 'start', 'network.init.scale': 'scale' };

/** @param {string} path of the specification @returns {string} */
export const fieldWord = (path) => FIELD_WORDS[path] ?? (path.split('.').pop() ?? path).replaceAll('_', ' ');

/** @param {Record<string, number>} counts @returns {string} 3 done, 2 running */
export function countsText(counts) {
  const known = STATES.filter((state) => counts[state]);
  return known.map((state) => `${formatCount(counts[state])} ${stateWord(state).toLowerCase()}`).join(', ');
}

/** @param {unknown} value that a grid gave a run @returns {string} */
export const valueText = (value) => (Array.isArray(value) ? value.join('–') || 'none' : String(value));
