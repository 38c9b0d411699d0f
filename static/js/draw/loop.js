/**
 * The drawing loop that sleeps: one animation frame is asked for when something changed, and none otherwise.
 * Knows: requestAnimationFrame. Does not know: what is painted.
 */

/**
 * @typedef {object} Loop
 * @property {() => void} markDirty ask for one frame
 * @property {() => void} flush paint now what would be painted with the next frame, so that it appears together with the page
 * @property {() => void} stop
 * @property {number} frames how many frames have been painted: a page at rest must not raise it
 */

/**
 * @param {(now: number) => boolean} paint returns true if it wants another frame
 * @param {(callback: (now: number) => void) => number} [request]
 * @param {(id: number) => void} [cancel]
 * @returns {Loop}
 */
export function createLoop(paint, request = (f) => requestAnimationFrame(f), cancel = (id) => cancelAnimationFrame(id)) {
  let waiting = 0;
  let painting = false;
  let stopped = false;

  const loop = { markDirty, flush, stop, frames: 0 };

  function markDirty() {
    // What changes while a frame is being prepared is in that frame already.
    if (waiting || painting || stopped) return;
    waiting = request(run);
  }

  /** @param {number} now */
  function run(now) {
    waiting = 0;
    painting = true;
    loop.frames++;
    let more = false;
    try {
      more = paint(now);
    } finally {
      painting = false;
    }
    if (more) markDirty();
  }

  function flush() {
    if (!waiting) return;
    cancel(waiting);
    run(performance.now());
  }

  function stop() {
    stopped = true;
    if (waiting) cancel(waiting);
    waiting = 0;
  }

  return loop;
}
