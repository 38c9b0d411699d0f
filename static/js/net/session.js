/**
 * Knows the one job the page looks at: opens its socket, hands its events and frames to the store, and sends commands.
 * Does not know what the viewer wants nor what is drawn.
 */

import { ProblemError } from '../protocol/messages.js';
import { getJob } from './api.js';
import { liveUrl } from './early.js';
import { openSocket } from './socket.js';
import { isRunning } from '../state/reduce.js';

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {import('../state/shape.js').Job} Job */
/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../state/store.js').Store<State, import('../state/reduce.js').Action>} PageStore */

/** While training, ten pictures a second are as many as an eye can tell apart. */
const TRAINING_FRAME_MS = 100;
const FRAME_PATIENCE_MS = 4000;

/** @param {PageStore} store */
function createFrameGate(store) {
  /** @type {Frame | null} */
  let held = null;
  let shownAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function show() {
    clearTimeout(timer);
    timer = undefined;
    const frame = held;
    held = null;
    if (!frame) return;
    shownAt = performance.now();
    store.dispatch({ type: 'frame', frame });
  }

  /** @param {Frame} frame */
  return (frame) => {
    held = frame;
    const state = store.get();
    const wait = isRunning(state) && !state.drawing.active ? shownAt + TRAINING_FRAME_MS - performance.now() : 0;
    if (wait <= 0) show();
    else timer ??= setTimeout(show, wait);
  };
}

/** @param {PageStore} store */
export function createSession(store) {
  /** @type {import('./socket.js').LiveSocket | null} */
  let socket = null;

  /** @param {Job} job @param {import('./early.js').EarlySocket} [early] a connection to it that is there already */
  function attach(job, early) {
    socket?.close();
    store.dispatch({ type: 'attach', job });
    socket = openSocket({
      url: liveUrl(job.id),
      early,
      onFrame: createFrameGate(store),
      onEvent: (event) => store.dispatch({ type: 'event', event }),
      onProblem: (problem) => tell(problem.title, problem.detail ?? ''),
      onStatus: (status, retryAt) => {
        store.dispatch({ type: 'set', changes: { connection: { status, retryAt } } });
        if (status === 'lost') void giveUpIfGone(job.id);
      },
    });
  }

  /** A server that was restarted may not know the run any more: then waiting for it would be in vain. @param {string} id */
  async function giveUpIfGone(id) {
    try {
      await getJob(id);
    } catch (error) {
      const gone = error instanceof ProblemError && error.problem.status === 404 && store.get().job?.id === id;
      if (!gone) return;
      socket?.close();
      store.dispatch({ type: 'set', changes: { connection: { status: 'lost', retryAt: null } } });
    }
  }

  /** @param {string} title @param {string} detail */
  const tell = (title, detail) => store.dispatch({ type: 'set', changes: { note: { title, detail, actions: [] } } });

  /**
   * Resolves when the state satisfies the test, or when patience ends: the caller then goes on with what there is.
   * @param {(state: State) => boolean} test
   * @param {number} [patience] ms
   * @returns {Promise<void>}
   */
  function until(test, patience = FRAME_PATIENCE_MS) {
    if (test(store.get())) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(finish, patience);
      const stop = store.subscribe((state) => {
        if (test(state)) finish();
      });
      function finish() {
        clearTimeout(timer);
        stop();
        resolve();
      }
    });
  }

  /** @param {Record<string, unknown>} command @returns {Promise<Record<string, any>>} */
  async function command(command) {
    if (!socket) throw new Error('No run is open yet. Wait a moment, then try again.');
    const ok = await socket.command(command);
    if (typeof ok.state === 'string') store.dispatch({ type: 'standing', standing: { state: ok.state, step: ok.step, epoch: ok.epoch } });
    return ok;
  }

  /**
   * Sends a command that leads to a new picture and waits until that picture is in the store.
   * @param {Record<string, unknown>} wanted
   */
  async function commandAndFrame(wanted) {
    const before = store.get().frame;
    const ok = await command(wanted);
    await until(({ frame }) => frame !== null && frame !== before && frame.step === ok.step);
    return ok;
  }

  return { attach, command, commandAndFrame, until, tell, retryNow: () => socket?.retryNow() };
}

/** @typedef {ReturnType<typeof createSession>} Session */
