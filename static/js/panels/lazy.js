/**
 * Knows how the code of a drawer is fetched when the drawer is first opened, and that no change of the state is lost meanwhile.
 * Does not know any drawer, nor how the viewer is told that one could not be fetched.
 */

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {(state: State, previous: State) => void} Show */

/**
 * What is opened by a click costs nothing until then.
 * @param {Exclude<State['panel'], null>} name the panel that opens it
 * @param {() => Promise<Show>} load imports its module and creates it
 * @param {(name: State['panel']) => void} failed called when it could not be fetched, and must close the panel: opened again, it is fetched again
 * @returns {Show}
 */
export function createLazily(name, load, failed) {
  /** @type {Show | null} */
  let show = null;
  let loading = false;
  /** @type {State} */
  let newest;

  /** @param {State} before the state that the drawer takes for the previous one when it is first shown */
  async function open(before) {
    loading = true;
    try {
      show = await load();
    } catch {
      failed(name);
    }
    loading = false;
    show?.(newest, before);
  }

  return (state, previous) => {
    newest = state;
    if (show) show(state, previous);
    else if (state.panel === name && !loading) void open(previous);
  };
}
