/**
 * Knows when to ask again: a second after the last answer, at once when something was done, never while the page is hidden, later and later
 * while the server does not answer.
 * Does not know what is asked.
 */

const EVERY_MS = 1000;
const LATEST_MS = 15000;

/** @typedef {{now: () => void, retryAt: () => number | null}} Poll */

/**
 * @param {() => Promise<void>} ask throws when the server does not answer
 * @param {(error: unknown | null) => void} told after every answer; null: all is well
 * @returns {Poll}
 */
export function startPoll(ask, told) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {number | null} */
  let retryAt = null;
  let failures = 0;
  let busy = false;
  let again = false;

  /** @param {number} wait */
  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(tick, wait);
  }

  async function tick() {
    if (document.hidden) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const error = await ask().then(() => null, (/** @type {unknown} */ reason) => reason);
    busy = false;
    failures = error === null ? 0 : failures + 1;
    const wait = again ? 0 : Math.min(LATEST_MS, EVERY_MS * 2 ** Math.max(0, failures - 1));
    again = false;
    retryAt = error === null ? null : Date.now() + wait;
    told(error);
    later(wait);
  }

  document.addEventListener('visibilitychange', () => { if (!document.hidden) later(0); });
  later(0);
  return { now: () => later(0), retryAt: () => retryAt };
}
