/**
 * Knows how to hold one frozen state, replace it through a reducer, and tell listeners.
 * Does not know what is in the state, the DOM or the server.
 */

/**
 * @template S, A
 * @typedef {{get: () => S, dispatch: (action: A) => void, subscribe: (listener: (state: S, previous: S) => void) => () => void}} Store
 */

/**
 * @template {object} S
 * @template A
 * @param {(state: S, action: A) => S} reduce pure; returns the same object when nothing changed
 * @param {S} initial
 * @returns {Store<S, A>}
 */
export function createStore(reduce, initial) {
  let state = Object.freeze(initial);
  /** @type {Set<(state: S, previous: S) => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    dispatch(action) {
      const previous = state;
      state = Object.freeze(reduce(state, action));
      if (state !== previous) for (const listener of [...listeners]) listener(state, previous);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
