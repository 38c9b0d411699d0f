/**
 * Knows how a link becomes a run on the screen: attach to its job if it still stands there, else build it again and replay its history.
 * Does not know the browser's location, the panels or the picture.
 */

import { getJob, listPresets } from './api.js';
import { newJob } from './new_job.js';
import { isRunning, lastTau } from '../state/reduce.js';
import { commandsOf, countSteps, seedOf } from '../state/history.js';
import { exists } from '../state/readings.js';
import { differences } from '../state/spec.js';

/** @typedef {import('../state/address.js').Link} Link */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./session.js').PageStore} PageStore */
/** @typedef {import('../state/shape.js').Job} Job */
/** @typedef {import('../first.js').FirstRun} FirstRun */

/** Long replays are cut so that the page can say how far they are. */
const REPLAY_CHUNK = 500;
const REPLAY_PATIENCE_MS = 600000;
const GIVEN_UP = ['cancelled', 'cancelling'];

/** @param {Link} link @returns {Promise<Job | null>} the link's job, if it can still be where the link says */
async function standingJob(link) {
  if (link.job === null) return null;
  try {
    const job = await getJob(link.job);
    const mayBeThere = link.step === null || job.state !== 'running';
    return mayBeThere && !GIVEN_UP.includes(job.state) ? job : null;
  } catch {
    return null; // the server has forgotten it: the link holds enough to build it again
  }
}

/** @param {Link} link */
const isAMoment = (link) => (link.step ?? 0) > 0 || link.history.length > 0 || link.tau !== null;

/** @param {Record<string, unknown>} command @returns {Record<string, unknown>[]} */
function inChunks(command) {
  const count = Number(command.count);
  if (command.name !== 'step' || count <= REPLAY_CHUNK) return [command];
  const whole = Array.from({ length: Math.floor(count / REPLAY_CHUNK) }, () => ({ ...command, count: REPLAY_CHUNK }));
  return count % REPLAY_CHUNK ? [...whole, { ...command, count: count % REPLAY_CHUNK }] : whole;
}

/** What was learnt last stays pinned if the link watches it: then the picture is that very step. @param {Link} link */
function replayCommands(link) {
  const commands = link.history.flatMap(commandsOf).flatMap(inChunks);
  const last = commands[commands.length - 1];
  const letsGo = last?.name === 'watch' && Object.keys(last).length === 1;
  return link.watch && letsGo ? commands.slice(0, -1) : commands;
}

/** @param {Link} link @param {Session} session @param {PageStore} store */
async function replay(link, session, store) {
  const total = link.step ?? countSteps(link.history);
  store.dispatch({ type: 'set', changes: { rebuilding: { step: 0, total } } });
  try {
    for (const command of replayCommands(link)) {
      const ok = await session.command(command);
      store.dispatch({ type: 'set', changes: { rebuilding: { step: Number(ok.step ?? 0), total } } });
    }
    const step = store.get().job?.step ?? 0;
    await session.until(({ frame }) => frame !== null && frame.step === step);
    if (link.step !== null && step !== link.step) missed(session, link.step, step);
  } finally {
    store.dispatch({ type: 'set', changes: { rebuilding: null } });
  }
}

/** @param {Session} session @param {number} wanted @param {number} got */
function missed(session, wanted, got) {
  session.tell('The link could not be rebuilt in full.', `It asks for step ${wanted}; its history leads to step ${got}, which is shown.`);
}

/** The worked example that a link names, if there is one of that name. @param {Link} link @returns {Promise<import('../state/shape.js').Preset | undefined>} */
async function presetOf(link) {
  if (link.preset === null) return undefined;
  const found = (await listPresets()).find(({ name }) => name === link.preset);
  if (!found) link.wrong.push('preset');
  return found;
}

/** What of the link is no run: the sample, the selection, the phase. @param {Link} link @param {Session} session @param {PageStore} store */
export async function applyView(link, session, store) {
  await session.until(({ frame }) => frame !== null, REPLAY_PATIENCE_MS);
  if (link.watch) await applyWatch(link.watch, session, store);
  const { frame } = store.get();
  const wrong = [...link.wrong];
  if (link.selection && !exists(frame, link.selection)) wrong.push('sel');
  else if (link.selection) store.dispatch({ type: 'set', changes: { selection: link.selection, tab: link.tab ?? store.get().tab, plain: link.plain ?? store.get().plain } });
  if (link.panel !== null) store.dispatch({ type: 'set', changes: { panel: link.panel } });
  const state = store.get();
  if (link.tau !== null && !isRunning(state)) store.dispatch({ type: 'view', changes: { tau: Math.min(link.tau, lastTau(state)), goal: null } });
  if (link.tau !== null && !isRunning(state)) store.dispatch({ type: 'set', changes: { mode: 'phases' } });
  if (wrong.length > 0) session.tell('Part of the link was not understood.', `Left out: ${wrong.join(', ')}. The rest of it is shown.`);
}

/** @param {import('../state/shape.js').Watch} watch @param {import('../protocol/types.js').FrameSample} sample */
function isShown(watch, sample) {
  const source = 'strokes' in watch ? 'drawing' : 'input' in watch ? 'input' : 'sample';
  const sameIndex = !('sample' in watch) || watch.sample === sample.index;
  return sample.source === source && sameIndex && (watch.target === undefined || watch.target === sample.target);
}

/** @param {import('../state/shape.js').Watch} watch @param {Session} session @param {PageStore} store */
async function applyWatch(watch, session, store) {
  const drawing = 'strokes' in watch ? { strokes: watch.strokes, active: false } : store.get().drawing;
  const before = store.get().frame;
  const learnt = before && before.phase === 'applied' && isShown(watch, before.detail.sample) ? [before.step - 1] : [];
  store.dispatch({ type: 'set', changes: { watch, drawing, learnt } });
  if (before && isShown(watch, before.detail.sample)) return;
  await session.command({ name: 'watch', ...watch });
  await session.until(({ frame }) => frame !== before);
}

/** @param {Link} link @param {Session} session @param {PageStore} store @returns {Promise<boolean>} whether the link's own job stands at its step */
async function attachStanding(link, session, store) {
  const job = await standingJob(link);
  if (!job) return false;
  session.attach(job);
  if (link.step === null) return true;
  await session.until(({ frame }) => frame !== null);
  return store.get().frame?.step === link.step;
}

/**
 * @param {Link} link @param {Session} session @param {PageStore} store
 * @param {Promise<FirstRun> | null} first a run that was asked for already
 * @param {string} [title] what to call a new run
 */
async function build(link, session, store, first, title) {
  const seed = seedOf(link.history);
  const preset = await presetOf(link);
  const given = { ...(preset ? differences(preset.spec) : {}), ...link.spec };
  const { 'network.parameters': _, ...others } = given; // given numbers, which a new random start has replaced
  const spec = seed === null ? given : { ...others, 'network.init.seed': seed };
  const rests = isAMoment(link);
  const { job, early } = first ? await first : { job: await newJob(spec, rests ? 'paused' : 'running', title ?? preset?.title) };
  session.attach(job, early);
  // A run that starts paused counts as running until the server has said that it rests: no moment could be shown yet.
  await session.until((state) => state.connection.status === 'open' && state.frame !== null && !(rests && isRunning(state)), REPLAY_PATIENCE_MS);
  if (link.history.length > 0) await replay(link, session, store);
}

/**
 * @param {Link} link
 * @param {Session} session
 * @param {PageStore} store
 * @param {Promise<FirstRun> | null} [first] the run of a first visit, asked for already
 * @param {string} [title] what to call the run, if it is made anew
 */
export async function openLink(link, session, store, first = null, title = undefined) {
  if (!(await attachStanding(link, session, store))) await build(link, session, store, first, title);
  await applyView(link, session, store);
}
