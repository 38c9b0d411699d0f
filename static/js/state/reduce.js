/**
 * Knows the first state and every change of it, as pure functions.
 * Does not know the DOM, the clock or the server; what an action should cause there is decided in net/commands.js.
 */

import { isEnd } from '../protocol/states.js';
import { NO_CURVES, rewound, withMetric } from './curves.js';

/** @typedef {import('./shape.js').State} State */
/** @typedef {import('./shape.js').View} View */
/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/messages.js').EventMessage} EventMessage */

/**
 * @typedef {{type: 'attach', job: import('./shape.js').Job}
 *         | {type: 'standing', standing: {state?: string, step?: number, epoch?: number, reason?: string | null, detail?: string | null}}
 *         | {type: 'frame', frame: Frame}
 *         | {type: 'answer', about: keyof import('./shape.js').Answers, found: import('./shape.js').Answered<any>}
 *         | {type: 'event', event: EventMessage}
 *         | {type: 'view', changes: Partial<View>}
 *         | {type: 'set', changes: Partial<State>}} Action
 */

/** @type {import('./shape.js').Answers} */
const NO_ANSWERS = Object.freeze({ factors: null, forms: null, update: null, directions: null, closedForm: null, graph: null });

/** @type {State} */
const FIRST = {
  connection: { status: 'connecting', retryAt: null },
  job: null,
  divergence: null,
  frame: null,
  moment: { frame: 0, phase: 'preview' },
  view: { tau: 0, goal: null, playing: false, speed: 1, wishes: false, pace: null },
  mode: 'train',
  selection: null,
  tab: 'forms',
  plain: false,
  probe: null,
  attempts: [],
  offered: null,
  hover: null,
  highlight: null,
  answers: NO_ANSWERS,
  lit: null,
  curves: NO_CURVES,
  chart: { log: false, what: 'cost' },
  drawing: { strokes: [], active: false },
  watch: null,
  learnt: [],
  panel: null,
  tour: null,
  note: null,
  verification: null,
  rebuilding: null,
  busy: null,
  datasets: [],
  specErrors: [],
  theme: 'dark',
};

export const FIRST_STATE = Object.freeze(FIRST);

/** @param {State} state */
export const isRunning = (state) => state.job !== null && (state.job.state === 'running' || state.job.state === 'starting');

/** @param {State} state */
export const isEnded = (state) => state.job !== null && isEnd(state.job.state);

/** @param {State} state how many layers with weights; the default network's before the first frame */
export const layerCount = (state) => (state.frame ? state.frame.layers.length : 3);

/** @param {State} state the end of the update */
export const lastTau = (state) => 2 * layerCount(state) + 2;

/** @param {State} state where tau rests while the run trains: all nudges are known, none is applied yet */
export const restTau = (state) => 2 * layerCount(state) + 1;

/** @param {State} state */
const atRest = (state) => ({ ...state, view: { ...state.view, tau: restTau(state), goal: null, playing: false } });

/** A run that has learnt nothing begins with its first sample on the pad, before the first phase. @param {State} state */
const atStart = (state) => ({ ...state, view: { ...state.view, tau: 0, goal: null, playing: false } });

/** @param {State} state @param {import('./shape.js').Job} job @returns {State} */
function attach(state, job) {
  return {
    ...state, job, frame: null, divergence: null, curves: NO_CURVES, learnt: [], note: null, verification: null, hover: null,
    highlight: null, answers: NO_ANSWERS, lit: null, probe: null, attempts: [], offered: null, selection: null, watch: null, drawing: FIRST_STATE.drawing, busy: null, specErrors: [],
    view: { ...state.view, goal: null, playing: false, pace: null },
  };
}

/** @param {State} state @param {Frame} frame @returns {State} */
function withFrame(state, frame) {
  if (!state.job || frame.job !== state.job.id) return state;
  const sameShape = state.frame !== null && state.frame.sizes.join() === frame.sizes.join();
  const moment = frame.detail.tried ? state.moment : { frame: frame.frame, phase: frame.phase };
  const next = { ...state, frame, moment, job: { ...state.job, step: frame.step, epoch: frame.epoch } };
  if (!sameShape && state.frame) next.selection = null;
  if (isRunning(next)) return atRest(next);
  if (state.frame === null) return frame.step === 0 ? atStart(next) : atRest(next);
  const tau = Math.min(next.view.tau, lastTau(next));
  return tau === next.view.tau ? next : { ...next, view: { ...next.view, tau } };
}

/**
 * @param {State} state
 * @param {{state?: string, step?: number, epoch?: number, reason?: string | null, detail?: string | null}} standing
 * @returns {State}
 */
function withStanding(state, standing) {
  if (!state.job) return state;
  const known = Object.fromEntries(Object.entries(standing).filter(([, value]) => value !== undefined));
  const next = { ...state, job: { ...state.job, ...known } };
  if (!isRunning(next)) return next;
  return atRest({ ...next, mode: 'train', divergence: null });
}

/** @param {State} state @param {EventMessage} event @returns {State} */
function withStateEvent(state, event) {
  const next = withStanding(state, { state: event.state, reason: event.reason ?? null, detail: event.detail ?? null });
  return event.divergence ? { ...next, divergence: event.divergence, note: null } : next;
}

/** @param {State} state @param {EventMessage} event @returns {State} */
function withEvent(state, event) {
  switch (event.kind) {
    case 'state':
      return withStateEvent(state, event);
    case 'metric':
      return { ...state, curves: withMetric(state.curves, event) };
    case 'rewind':
      return { ...state, divergence: null, curves: rewound(state.curves, event.step), learnt: state.learnt.filter((step) => step < event.step) };
    case 'log':
      return event.settings ? { ...state, view: { ...state.view, pace: event.settings.pace ?? null } } : state;
    default:
      return state;
  }
}

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  switch (action.type) {
    case 'attach':
      return attach(state, action.job);
    case 'standing':
      return withStanding(state, action.standing);
    case 'frame':
      return withFrame(state, action.frame);
    case 'event':
      return withEvent(state, action.event);
    case 'answer':
      return { ...state, answers: { ...state.answers, [action.about]: action.found } };
    case 'view':
      return { ...state, view: { ...state.view, ...action.changes } };
    case 'set':
      return { ...state, ...action.changes };
  }
}
