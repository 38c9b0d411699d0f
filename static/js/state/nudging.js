/**
 * Knows what is tried on a weight or a bias: which values the server is asked about, over which ranges they run, how far each number moved.
 * Does not know the server nor the DOM. It subtracts and divides numbers of the server; z, a, cost and derivatives are all its own.
 */

import { encodeTarget } from './address.js';
import { exists, movementOf } from './readings.js';
import { isEnded, isRunning } from './reduce.js';

/** @typedef {import('./shape.js').State} State */
/** @typedef {import('./shape.js').Probe} Probe */
/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/types.js').Tried} Tried */
/** @typedef {import('../protocol/types.js').Target} Target */
/** @typedef {import('./readings.js').Parameter} Parameter */
/** @typedef {[low: number, high: number]} Range */

/** How far from its value a parameter can be moved. */
export const REACH = 2;
const PROBES = 81;
const MIDDLE = (PROBES - 1) / 2;
const FINEST = 1e-6;

/** @param {Target | null} target @returns {target is Parameter} */
export const isParameter = (target) => target !== null && (target.kind === 'weight' || target.kind === 'bias');

/** What is tried of this parameter, if it is the one. @param {Frame} frame @param {Parameter} target @returns {Tried | null} */
export function triedOf(frame, target) {
  const { tried } = frame.detail;
  const same = tried && tried.layer === target.layer && tried.to === target.to && tried.from === (target.kind === 'weight' ? target.from : null);
  return same ? tried : null;
}

/** The parameter as the run has it. @param {Frame} frame @param {Parameter} target */
export const valueNow = (frame, target) => triedOf(frame, target)?.was ?? movementOf(frame, target)[0];

/** A value to try, without the dust of subtraction. @param {number} now @param {number} nudge */
export const nudgedValue = (now, nudge) => Number((now + nudge).toFixed(6));

/** @param {number} nudge within reach, in steps that a hand can aim at */
export const aimed = (nudge) => Math.max(-REACH, Math.min(REACH, Math.round(nudge * 100) / 100));

/** Why nothing can be tried at the moment; empty when it can. @param {State} state */
export function whyNot(state) {
  if (state.connection.status !== 'open') return 'Not while the connection is lost: what follows comes from the server.';
  if (isRunning(state)) return 'Pause, and you can nudge it: the numbers belong to one moment of the run.';
  return state.busy !== null || state.rebuilding || state.drawing.active ? 'In a moment: the server is busy with something else.' : '';
}

/** What keeping a value costs, or why none can be kept; empty where it simply can. @param {State} state */
export function keepingNote(state) {
  if (isEnded(state)) return 'This run has ended: fork it to keep a value.';
  return state.moment.phase === 'applied' ? `The picture shows the network before step ${state.frame?.step}: keeping a value takes that step back.` : '';
}

/** The value that can be kept, if any: the last one tried, or what somebody else tries. @param {State} state @param {Frame} frame @param {Parameter} target */
export function offeredOf({ offered }, frame, target) {
  const own = offered && offered.of === encodeTarget(target) && offered.step === frame.step;
  return own ? offered.value : (triedOf(frame, target)?.value ?? null);
}

/**
 * The values around the present one that the server is asked about, once for each moment of the run. What is tried is no new moment.
 * @param {State} state
 * @returns {{job: string, key: string, of: string, target: Parameter, values: number[]} | null}
 */
export function probeQuestion(state) {
  const { frame, job, selection, moment } = state;
  if (!job || !frame || !isParameter(selection) || !exists(frame, selection) || whyNot(state) !== '') return null;
  const of = `${job.id} ${encodeTarget(selection)}`;
  const now = valueNow(frame, selection);
  if (!Number.isFinite(now)) return null;
  const values = Array.from({ length: PROBES }, (_, index) => now + ((index - MIDDLE) * REACH) / MIDDLE);
  return { job: job.id, key: `${of} ${frame.step} ${moment.frame}`, of, target: selection, values };
}

/** What is known of the selection, perhaps of the moment before: lines stay until the new ones are there. @param {State} state @returns {Probe | null} */
export function probeShown(state) {
  const question = probeQuestion(state);
  return question && state.probe?.of === question.of ? state.probe.answer : null;
}

/** The numbers without any nudge, in the middle of what was asked. @param {Probe} probe */
export function unmoved({ z, a, slope, dC_da, gradient, cost }) {
  return { z: z[MIDDLE], a: a[MIDDLE], slope: slope[MIDDLE], dC_da: dC_da[MIDDLE], gradient: gradient[MIDDLE], cost: cost[MIDDLE] };
}

/** From the smallest to the largest number there is, with some air; around a number that stands still, a little room. @param {(number | null)[]} values @returns {Range | null} */
export function rangeOf(values) {
  const there = values.filter((value) => value !== null);
  if (there.length === 0) return null;
  const low = Math.min(...there);
  const high = Math.max(...there);
  const air = high - low > FINEST ? (high - low) * 0.06 : Math.max(0.1, Math.abs(high) * 0.1);
  return [low - air, high + air];
}

/** @param {number | null | undefined} after @param {number | null | undefined} before null where one of them is not finite */
const moved = (after, before) => (after === null || after === undefined || before === null || before === undefined ? null : after - before);

/** @param {number | null} far @param {number | null} by null where nothing moved that could be compared with */
const times = (far, by) => (far === null || by === null || by === 0 ? null : far / by);

/**
 * How far a nudge moved each number, and how many times as far as the one before it: the chain rule with real numbers.
 * @param {Tried} tried
 * @param {number | null} cost C0 with what is tried
 */
export function ratios(tried, cost) {
  const dw = moved(tried.value, tried.was);
  const dz = moved(tried.z, tried.z_was);
  const da = moved(tried.a, tried.a_was);
  const dC = moved(cost, tried.cost_was);
  const predicted = tried.gradient_was === null || dw === null ? null : tried.gradient_was * dw;
  return { dw, dz, da, dC, dz_dw: times(dz, dw), da_dz: times(da, dz), dC_da: times(dC, da), dC_dz: times(dC, dz), secant: times(dC, dw), predicted };
}
