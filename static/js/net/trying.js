/**
 * Knows how a value is tried, let go of, kept and undone: which commands that takes, and how often they may be sent.
 * Does not know the DOM. What is tried changes only the picture; what is kept is an edit of the run.
 */

import { encodeTarget } from '../state/address.js';
import { nudgedValue } from '../state/nudging.js';
import { restTau } from '../state/reduce.js';
import { sendLatest } from './latest.js';

/** @typedef {import('../state/shape.js').Attempt} Attempt */
/** @typedef {import('../protocol/types.js').Target} Target */
/** @typedef {import('../state/readings.js').Parameter} Parameter */

const TRY_INTERVAL_MS = 30;
const RETURN_MS = 200;
const CLOSE = 1e-6;

/** @param {Target} target @returns {{layer: number, to: number, from: number | null} | null} */
export const parameterOf = (target) => ('layer' in target ? { layer: target.layer, to: target.to, from: target.kind === 'weight' ? target.from : null } : null);

/** @param {number} one @param {number} other whether float32 could tell them apart */
const isClose = (one, other) => Math.abs(one - other) <= CLOSE * Math.max(1, Math.abs(other));

/**
 * @param {object} tools
 * @param {import('./session.js').PageStore} tools.store
 * @param {import('./session.js').Session} tools.session
 * @param {ReturnType<typeof import('../state/player.js').createPlayer>} tools.player
 * @param {(work: () => Promise<unknown>) => Promise<unknown>} tools.attempt
 */
export function createTrying({ store, session, player, attempt }) {
  /** Counts what was begun: a return that is under way ends when something else is tried. */
  let turn = 0;

  /** @param {{target: Parameter, value: number} | null} wish */
  const send = (wish) => attempt(() => session.command(wish ? { name: 'try', parameter: parameterOf(wish.target), value: wish.value } : { name: 'try' }));
  const sendLatestWish = sendLatest(send, TRY_INTERVAL_MS);

  /** Whoever tries asks what becomes of the cost: the picture goes to where everything is known. */
  function toRest() {
    const state = store.get();
    if (state.view.tau !== restTau(state) || state.view.goal !== null) player.jump(restTau(state));
  }

  /** @param {Parameter} target @param {number} value */
  function tryValue(target, value) {
    turn += 1;
    toRest();
    store.dispatch({ type: 'set', changes: { offered: { of: encodeTarget(target), step: store.get().frame?.step ?? 0, value } } });
    sendLatestWish({ target, value });
  }

  function letGo() {
    turn += 1;
    sendLatestWish(null);
  }

  /** Lets go of a handle: it returns within 200 ms, by true passes all the way. @param {Parameter} target @param {number} value @param {number} now */
  async function release(target, value, now) {
    turn += 1;
    const own = turn;
    const began = performance.now();
    for (let part = 0; part < 1 && !matchMedia('(prefers-reduced-motion: reduce)').matches; part = (performance.now() - began) / RETURN_MS) {
      sendLatestWish({ target, value: nudgedValue(now, (value - now) * (1 - part) ** 3) });
      await new Promise((resolve) => setTimeout(resolve, TRY_INTERVAL_MS));
      if (own !== turn) return;
    }
    letGo();
  }

  /** @param {Parameter} target @param {number} value */
  function write(target, value) {
    letGo(); // or a try that still waits would be sent after the edit
    return session.commandAndFrame({ name: 'edit', parameter: parameterOf(target), value, shown: true });
  }

  /** @param {Parameter} target @param {number} value */
  const edit = (target, value) => attempt(async () => {
    await write(target, value);
    const attempts = store.get().attempts.map((each) => (each.fate === 'tried' && isSame(each, target, value) ? { ...each, fate: /** @type {const} */ ('kept') } : each));
    store.dispatch({ type: 'set', changes: { attempts } });
  });

  /** One try that is written down, with the cost before and after. @param {Parameter} target @param {number} value */
  const tryOnce = (target, value) => attempt(async () => {
    const before = store.get().frame;
    tryValue(target, value);
    await session.until(({ frame }) => frame !== before && frame?.detail.tried !== undefined && isClose(frame.detail.tried.value ?? NaN, value));
    const { frame, attempts } = store.get();
    const tried = frame?.detail.tried;
    if (!frame || !tried || tried.was === null) return;
    /** @type {Attempt} */
    const made = { target, was: tried.was, value, before: tried.cost_was, after: frame.detail.cost, fate: 'tried' };
    store.dispatch({ type: 'set', changes: { attempts: [made, ...attempts.filter((each) => each.fate !== 'tried' || !isSame(each, target, value))] } });
  });

  /** @param {Attempt} kept */
  const undo = (kept) => attempt(async () => {
    await write(kept.target, kept.was);
    const attempts = store.get().attempts.map((each) => (each === kept ? { ...each, fate: /** @type {const} */ ('undone') } : each));
    store.dispatch({ type: 'set', changes: { attempts } });
  });

  return { tryValue, tryOnce, letGo, release, edit, undo };
}

/** @param {Attempt} made @param {Parameter} target @param {number} value */
const isSame = (made, target, value) => JSON.stringify(parameterOf(made.target)) === JSON.stringify(parameterOf(target)) && isClose(made.value, value);
