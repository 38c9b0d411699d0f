/**
 * Knows how tau moves through time: towards a goal, phase by phase, or not at all. The clock is given.
 * Does not know what a phase shows, nor the server; at the end of the update it calls `onEnd`.
 */

import { lastTau } from './reduce.js';

/** @typedef {import('./shape.js').State} State */

export const PHASE_MS = 1250;
const NEAR = 1e-6;

/**
 * @typedef {object} PlayerOptions
 * @property {import('./store.js').Store<State, import('./reduce.js').Action>} store
 * @property {(callback: (time: number) => void) => unknown} requestFrame
 * @property {() => boolean} reducedMotion
 * @property {() => void} onEnd called when playing has reached the end of the update
 */

/** @param {number} tau @param {number} last the boundary after tau */
export const nextBoundary = (tau, last) => Math.min(last, Math.floor(tau + NEAR) + 1);

/** @param {number} tau the boundary before tau */
export const previousBoundary = (tau) => Math.max(0, Math.ceil(tau - NEAR) - 1);

/**
 * @param {number} tau
 * @param {number} goal
 * @param {number} elapsed ms
 * @param {number} speed
 */
export const advanced = (tau, goal, elapsed, speed) => Math.min(goal, tau + (elapsed * speed) / PHASE_MS);

/** @param {PlayerOptions} options */
export function createPlayer({ store, requestFrame, reducedMotion, onEnd }) {
  let ticking = false;
  /** @type {number | null} */
  let before = null;

  /** With reduced motion a phase is shown at its end, for as long as its motion would have taken.
   * @param {number} elapsed @param {State['view']} view */
  function moved(elapsed, view) {
    const goal = view.goal ?? view.tau;
    if (!reducedMotion()) return advanced(view.tau, goal, elapsed, view.speed);
    if (!view.playing) return goal;
    return elapsed * view.speed >= PHASE_MS ? nextBoundary(view.tau, goal) : view.tau;
  }

  /** @param {number} time */
  function tick(time) {
    const { view } = store.get();
    if (view.goal === null) {
      ticking = false;
      before = null;
      return;
    }
    requestFrame(tick);
    if (before === null) before = time;
    const tau = moved(time - before, view);
    if (reducedMotion() && tau === view.tau && tau < view.goal) return;
    before = time;
    if (tau < view.goal) store.dispatch({ type: 'view', changes: { tau } });
    else arrive(tau, view.playing);
  }

  /** @param {number} tau @param {boolean} playing */
  function arrive(tau, playing) {
    store.dispatch({ type: 'view', changes: { tau, goal: null } });
    if (playing && tau >= lastTau(store.get())) onEnd();
  }

  /** @param {number} goal @param {boolean} playing */
  function go(goal, playing) {
    store.dispatch({ type: 'view', changes: { goal: Math.max(0, Math.min(lastTau(store.get()), goal)), playing } });
    if (ticking) return;
    ticking = true;
    requestFrame(tick);
  }

  return {
    /** Moves to a boundary and stops there. @param {number} goal */
    moveTo: (goal) => go(goal, false),
    /** Plays on to the end of the update. */
    play: () => go(lastTau(store.get()), true),
    /** Puts tau somewhere at once. @param {number} tau */
    jump: (tau) => store.dispatch({ type: 'view', changes: { tau: Math.max(0, Math.min(lastTau(store.get()), tau)), goal: null, playing: false } }),
    stop: () => store.dispatch({ type: 'view', changes: { goal: null, playing: false } }),
  };
}
