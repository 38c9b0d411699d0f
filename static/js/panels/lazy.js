/**
 * Knows how the code of a drawer or panel is fetched when it is first wanted, and that no change of the state is lost meanwhile.
 * Does not know any of them, nor how the viewer is told that one could not be fetched.
 */

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {(state: State, previous: State) => void} Show */

/**
 * What is opened by a click costs nothing until then.
 * @param {object} options
 * @param {(state: State) => boolean} options.isWanted
 * @param {() => Promise<Show>} options.load imports its module and creates it
 * @param {() => void} options.failed called when it could not be fetched; it must take the wish back: wanted again, it is fetched again
 * @returns {Show}
 */
export function createLazily({ isWanted, load, failed }) {
  /** @type {Show | null} */
  let show = null;
  let loading = false;
  /** @type {State} */
  let newest;

  /** @param {State} before the state that it takes for the previous one when it is first shown */
  async function open(before) {
    loading = true;
    try {
      show = await load();
    } catch {
      failed();
    }
    loading = false;
    show?.(newest, before);
  }

  return (state, previous) => {
    newest = state;
    if (show) show(state, previous);
    else if (isWanted(state) && !loading) void open(previous);
  };
}
