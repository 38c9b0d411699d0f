/**
 * Knows what each wish of the viewer means for the server and for tau: one function per wish, called by panels and keys.
 * Does not know the DOM. A refusal never throws out of here: it becomes a note that says what to do.
 */

import { ProblemError } from '../protocol/messages.js';
import { encodeTarget } from '../state/address.js';
import { nextBoundary, previousBoundary } from '../state/player.js';
import { isRunning, lastTau, restTau } from '../state/reduce.js';
import { differences } from '../state/spec.js';
import { forkJob } from './api.js';
import { sendLatest } from './latest.js';
import { newJob } from './new_job.js';
import { createProbing } from './probing.js';
import { createTrying, parameterOf } from './trying.js';

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {import('../state/shape.js').Watch} Watch */
/** @typedef {import('../protocol/types.js').Target} Target */

/**
 * @typedef {object} CommandsOptions
 * @property {import('./session.js').PageStore} store
 * @property {import('./session.js').Session} session
 * @property {ReturnType<typeof import('../state/player.js').createPlayer>} player
 */

const WATCH_INTERVAL_MS = 50;

/** @param {CommandsOptions} options */
export function createCommands({ store, session, player }) {
  /** @param {Partial<State>} changes */
  const set = (changes) => store.dispatch({ type: 'set', changes });

  /** @param {() => Promise<unknown>} work @returns {Promise<boolean>} whether it could be done */
  async function attempt(work) {
    try {
      await work();
      return true;
    } catch (error) {
      player.stop();
      const title = error instanceof ProblemError ? error.problem.title : 'That did not work';
      session.tell(title.replace(/[.!]?$/, '.'), error instanceof Error ? error.message : '');
      return false;
    }
  }

  /** Keys may come faster than the server answers: each is carried out after the one before. */
  let turn = Promise.resolve(true);
  /** @param {() => Promise<unknown>} work */
  const inTurn = (work) => (turn = turn.then(() => attempt(work)));

  async function ensurePaused() {
    if (!isRunning(store.get())) return;
    store.dispatch({ type: 'standing', standing: { state: 'pausing' } });
    await session.command({ name: 'pause' });
  }

  async function train() {
    set({ mode: 'train', note: null });
    await session.command({ name: 'play' });
  }

  /** A preview of the very next sample becomes real on the way: its own step is taken too, and the one after it is shown. */
  function stepsToNext() {
    const { frame } = store.get();
    if (!frame || frame.phase === 'applied' || frame.detail.sample.source !== 'order') return 1;
    return frame.detail.upcoming?.[0]?.index === frame.detail.sample.index ? 2 : 1;
  }

  /** @param {boolean} playOn */
  async function showNextSample(playOn) {
    await ensurePaused();
    const count = stepsToNext();
    if (store.get().watch) await follow();
    await session.commandAndFrame({ name: 'step', unit: 'sample', count });
    player.jump(0);
    if (playOn) player.play();
  }

  async function follow() {
    set({ watch: null, drawing: { strokes: [], active: false }, learnt: [] });
    await session.command({ name: 'watch' });
  }

  /** A second press completes the phase that is under way: no press is lost, and none has to wait. */
  function completePhase() {
    const state = store.get();
    const { tau, goal, playing } = state.view;
    if (goal !== null) player.jump(playing ? nextBoundary(tau, lastTau(state)) : goal);
  }

  async function forwardOnePhase() {
    await ensurePaused();
    completePhase();
    const state = store.get();
    const { tau } = state.view;
    if (tau < lastTau(state)) player.moveTo(nextBoundary(tau, lastTau(state)));
    else if (!state.watch) await showNextSample(false);
  }

  async function backOnePhase() {
    await ensurePaused();
    const { view } = store.get();
    if (view.tau > 0) player.jump(previousBoundary(view.tau));
    else await backOneStep();
  }

  async function backOneStep() {
    const { frame, watch } = store.get();
    if (!frame || frame.step === 0 || watch) return;
    await session.commandAndFrame({ name: 'seek', step: frame.step - 1 });
    player.jump(lastTau(store.get()));
  }

  /** @param {Watch} watch */
  const sendWatch = (watch) => attempt(() => session.command({ name: 'watch', ...watch }));
  const sendLatestWatch = sendLatest(sendWatch, WATCH_INTERVAL_MS);

  /** @param {Watch} watch */
  function pin(watch) {
    set({ watch, note: null });
    sendLatestWatch(watch);
    const state = store.get();
    if (!isRunning(state) && state.view.tau < restTau(state)) player.jump(restTau(state));
  }

  const { setTarget, learn, takeBack } = createPinned({ store, session, player, attempt, pin, ensurePaused, sendWatch });

  return {
    togglePlay: () => attempt(async () => {
      const state = store.get();
      if (isRunning(state)) await ensurePaused();
      else if (state.mode === 'train') await train();
      else if (state.view.playing) player.stop();
      else if (state.view.tau >= lastTau(state) && !state.watch) await showNextSample(true);
      else if (state.view.tau >= lastTau(state)) player.jump(0), player.play();
      else player.play();
    }),
    nextPhase: () => inTurn(forwardOnePhase),
    previousPhase: () => inTurn(backOnePhase),
    toStart: () => inTurn(async () => { await ensurePaused(); player.jump(0); }),
    toEnd: () => inTurn(async () => { await ensurePaused(); player.jump(lastTau(store.get())); }),
    /** @param {number} tau */
    scrub: (tau) => {
      void attempt(ensurePaused);
      player.jump(tau);
    },
    nextSample: () => attempt(() => showNextSample(false)),
    /** What playing does at the end of the update; something pinned is only learnt on demand. */
    continuePlaying: () => attempt(async () => (store.get().watch ? player.stop() : showNextSample(true))),
    nextEpoch: () => attempt(async () => {
      await ensurePaused();
      set({ busy: 'Learning on to the end of the epoch.', note: null });
      await session.commandAndFrame({ name: 'step', unit: 'epoch', count: 1 }).finally(() => set({ busy: null }));
      player.jump(restTau(store.get()));
    }),
    /** @param {number} speed phases, as a multiple of 1,250 ms */
    playPhasesAt: (speed) => attempt(async () => {
      store.dispatch({ type: 'view', changes: { speed } });
      set({ mode: 'phases' });
      await ensurePaused();
    }),
    /** @param {number | null} pace steps a second, null for full speed */
    trainAt: (pace) => attempt(async () => {
      store.dispatch({ type: 'view', changes: { pace } });
      set({ mode: 'train' });
      player.stop();
      await session.command({ name: 'set', pace });
    }),
    followTraining: () => attempt(follow),
    /** @param {number} sample */
    watchSample: (sample) => pin({ sample }),
    /** @param {number[][][]} strokes @param {number} target */
    watchDrawing: (strokes, target) => pin({ strokes, target }),
    /** @param {number[]} input @param {number} target */
    watchPoint: (input, target) => pin({ input, target }),
    setTarget,
    learn,
    takeBack,
    /** @param {{learning_rate?: number, batch_size?: number}} changes */
    setLive: (changes) => attempt(async () => {
      await session.command({ name: 'set', ...changes });
      set({ note: { title: 'Changed.', detail: 'The run goes on with the new setting.', actions: [] } });
    }),
    /** @param {boolean} keepInit */
    reset: (keepInit) => attempt(async () => {
      await ensurePaused();
      await session.commandAndFrame({ name: 'reset', keep_init: keepInit });
      set({ divergence: null, note: null, learnt: [] });
      player.jump(0);
    }),
    probe: createProbing(store, session.command),
    ...createTrying({ store, session, player, attempt }),
    /** @param {Target} target */
    verify: async (target) => {
      const key = encodeTarget(target);
      set({ verification: { key, running: true, result: null, problem: null } });
      try {
        const result = await session.command({ name: 'verify', parameter: parameterOf(target) });
        set({ verification: { key, running: false, result, problem: null } });
      } catch (error) {
        set({ verification: { key, running: false, result: null, problem: error instanceof Error ? error.message : '' } });
      }
    },
    lowerRate: () => attempt(async () => {
      const { job, divergence, frame } = store.get();
      if (!job || !divergence || !frame) return;
      const rate = frame.detail.learning_rate / 2;
      const spec = { optimizer: { learning_rate: rate } };
      session.attach(await forkJob(job.id, { step: divergence.last_good_step, spec, name: job.name, lifetime: 'while_watched' }));
      session.tell('Rate halved.', `A new run goes on from step ${divergence.last_good_step} with a rate of ${rate}. Press Train.`);
    }),
    /** @param {import('../state/spec.js').Differences} spec */
    start: async (spec) => {
      set({ specErrors: [] });
      try {
        session.attach(await newJob(spec, 'running'));
        set({ panel: null, tour: null, mode: 'train' });
      } catch (error) {
        const problem = error instanceof ProblemError ? error.problem : { title: 'That did not work', detail: String(error) };
        set({ specErrors: problem.errors ?? [{ pointer: '', detail: problem.detail ?? problem.title }] });
      }
    },
    /** A worked example, or numbers of one's own, paused before the first step. @param {Pick<import('../state/shape.js').Preset, 'title' | 'spec'>} preset */
    openPreset: ({ title, spec }) => attempt(async () => {
      session.attach(await newJob(differences(spec), 'paused', title));
      set({ panel: null, tour: null });
      await session.until((state) => state.frame !== null && !isRunning(state)); // until then it counts as a run that trains
      set({ mode: 'phases' });
      player.jump(0);
    }),
    restart: () => attempt(async () => {
      const { job } = store.get();
      if (job) session.attach(await newJob(differences(job.spec), 'running'));
    }),
    /** The same network on the digits that need no download. */
    usePen: () => attempt(async () => {
      const { job } = store.get();
      if (job) session.attach(await newJob({ ...differences(job.spec), 'dataset.name': 'pen' }, 'running'));
    }),
    retryNow: session.retryNow,
    dismiss: () => set({ note: null }),
  };
}

/**
 * What can be done with something pinned: wish another answer of it, learn from it, take that back.
 * @param {CommandsOptions & {attempt: (work: () => Promise<unknown>) => Promise<boolean>, pin: (watch: Watch) => void,
 *         ensurePaused: () => Promise<void>, sendWatch: (watch: Watch) => Promise<unknown>}} tools
 */
function createPinned({ store, session, player, attempt, pin, ensurePaused, sendWatch }) {
  return {
    /** @param {number} target */
    setTarget: (target) => {
      const { watch, frame } = store.get();
      if (watch) pin({ ...watch, target });
      else if (frame && frame.detail.sample.index !== null) pin({ sample: frame.detail.sample.index, target });
    },
    learn: () => attempt(async () => {
      await ensurePaused();
      const { frame, learnt } = store.get();
      if (!frame) return;
      await session.commandAndFrame({ name: 'step', unit: 'sample', count: 1 });
      store.dispatch({ type: 'set', changes: { learnt: [...learnt, frame.step] } });
      player.jump(restTau(store.get()));
      player.moveTo(lastTau(store.get()));
    }),
    takeBack: () => attempt(async () => {
      const { learnt, watch } = store.get();
      if (learnt.length === 0) return;
      await ensurePaused();
      await session.commandAndFrame({ name: 'seek', step: learnt[learnt.length - 1] });
      store.dispatch({ type: 'set', changes: { learnt: learnt.slice(0, -1) } });
      // The seek may have let go of what was pinned.
      if (watch) await sendWatch(watch);
      player.jump(restTau(store.get()));
    }),
  };
}

/** @typedef {ReturnType<typeof createCommands>} Commands */
