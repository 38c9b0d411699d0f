/**
 * Focus on one neuron, coming in 400 ms and going in 200 ms.
 * Knows: the time between two frames. Does not know: what focus looks like.
 */

const COMING = 400;
const GOING = 200;

/**
 * @typedef {{layer: number, to: number, amount: number}} Focus layer below zero: none
 */

export function createFocus() {
  /** @type {Focus} */
  const focus = { layer: -1, to: 0, amount: 0 };
  let last = 0;

  /**
   * Moves the focus on; true while it has not arrived.
   * @param {{layer: number, to: number} | null} wanted
   * @param {number} now ms
   * @param {boolean} still reduced motion: jump
   */
  function advance(wanted, now, still) {
    const passed = last ? Math.min(100, now - last) : 16;
    if (wanted) {
      // From one neuron straight to the next the picture stays focused.
      focus.layer = wanted.layer;
      focus.to = wanted.to;
    }
    const goal = wanted ? 1 : 0;
    const step = passed / (wanted ? COMING : GOING);
    focus.amount = still ? goal : wanted ? Math.min(1, focus.amount + step) : Math.max(0, focus.amount - step);
    if (focus.amount === 0) focus.layer = -1;
    const more = focus.amount !== goal;
    last = more ? now : 0;
    return more;
  }

  return { focus, advance };
}
