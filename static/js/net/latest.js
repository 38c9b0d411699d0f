/**
 * Knows how to send only the newest of many wishes: one in flight, at most one waiting, never faster than an interval.
 * Does not know what is sent. It keeps a drawing hand from filling the server's queue.
 */

/**
 * @template T
 * @param {(value: T) => Promise<unknown>} send
 * @param {number} intervalMs
 * @returns {(value: T) => void}
 */
export function sendLatest(send, intervalMs) {
  /** @type {{value: T} | null} */
  let waiting = null;
  let busy = false;

  async function drain() {
    busy = true;
    while (waiting) {
      const { value } = waiting;
      waiting = null;
      const pause = new Promise((resolve) => setTimeout(resolve, intervalMs));
      await send(value);
      await pause;
    }
    busy = false;
  }

  return (value) => {
    waiting = { value };
    if (!busy) void drain();
  };
}
