/**
 * Knows what the narration line says in every state of the page (DESIGN sections 8 and 11). Pure: a state gives words.
 * Does not know the DOM, the formula beside it or who reads it out.
 */

import { formatApart, formatCount, formatFixed, formatNumber } from '../../scene/format.js';
import { phaseAt } from '../../scene/phases.js';
import { seedOf } from '../../state/history.js';
import { bySize } from '../../state/readings.js';
import { isEnded, isRunning, layerCount } from '../../state/reduce.js';
import { bugWords } from '../bug_note.js';
import { answersOf, capital, className, countWord, learnsNumbers, numbersText, sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */

/**
 * @typedef {object} Narration
 * @property {string} title
 * @property {string} detail
 * @property {{label: string, intent: string}[]} actions
 * @property {boolean} phase whether the sentence is that of a phase, with its formula
 */

/** @param {string} title @param {string} detail @param {{label: string, intent: string}[]} [actions] @returns {Narration} */
const say = (title, detail, actions = []) => ({ title, detail, actions, phase: false });

/** @type {Record<string, string>} */
const SQUASH = { relu: 'cuts the sum off below zero', leaky_relu: 'damps the sum below zero', softplus: 'bends the sum above zero', identity: 'passes the sum on' };

/** @param {State} state @param {Frame} frame */
function blamed(state, frame) {
  if (state.job?.dataset.kind === 'image') return `the ${frame.detail.lit} lit pixels`;
  return frame.sizes[0] === 1 ? 'the one input' : `the ${frame.sizes[0]} inputs`;
}

/** @param {State} state @param {Frame} frame @param {number} layer */
function forwardSentence(state, frame, layer) {
  const { outputs, inputs, activation } = frame.layers[layer - 1];
  if (layer === frame.layers.length) {
    const { a } = frame.layers[layer - 1];
    if (learnsNumbers(state)) return `${capital(countWord(outputs))} answer${outputs === 1 ? '' : 's'}: ${numbersText(state, a)}.`;
    const { before, strength } = answersOf(frame);
    const says = outputs === 1 ? 'One answer. It says' : `${capital(countWord(outputs))} answers. The strongest says`;
    return `${says} ${className(state, before)}, with ${formatFixed(strength, 2)}.`;
  }
  if (layer > 1) return `The same again: ${formatCount(outputs * inputs)} weights, ${outputs} sums, ${outputs} activations.`;
  return `Each of ${outputs} neurons weighs ${blamed(state, frame)} and ${SQUASH[activation] ?? 'squashes the sum'}.`;
}

/** @param {State} state @param {Frame} frame */
function costSentence(state, frame) {
  const { cost, cost_name: name, sample } = frame.detail;
  const should = sample.target === null ? '' : `It should have said ${className(state, sample.target)}. `;
  const outputs = frame.target.length;
  const squares = outputs === 1 ? 'Square the miss' : `Square each miss, add the ${countWord(outputs)} squares`;
  if (name === 'quadratic') return `${should}${squares}: ${formatNumber(cost)}.`;
  if (name === 'half_quadratic') return `${should}${squares}, halve: ${formatNumber(cost)}.`;
  return `${should}The less an answer believed it, the more it pays: ${formatNumber(cost)}.`;
}

/** A run with a bug does not follow the rule. @param {State} state @param {Frame} frame @param {number} layer */
const backwardSentence = (state, frame, layer) => bugWords(frame) || backwardRule(state, frame, layer);

/** @param {State} state @param {Frame} frame @param {number} layer */
function backwardRule(state, frame, layer) {
  if (layer === frame.layers.length) return 'Each output reports its miss, scaled by how well it listens.';
  if (layer > 1) return 'Each neuron adds up the complaints of the layer after it.';
  const place = state.job?.dataset.kind === 'image' ? 'image' : 'inputs';
  return `The complaints reach the ${place}. Only ${blamed(state, frame)} can be blamed.`;
}

/** @param {State} state @param {Frame} frame */
function updateSentence(state, frame) {
  const { cost, cost_after: after, update_size: size } = frame.detail;
  const noun = sampleNoun(state);
  const verb = Number(after) <= Number(cost) ? 'falls' : 'rises';
  const numbers = `from ${formatNumber(cost)} to ${formatNumber(after)}`;
  if (frame.phase === 'preview') return `Not applied yet. One step on this ${noun} would take its cost ${numbers}.`;
  if (size > 1) return `Every weight takes the mean of ${size} nudges. The cost of this ${noun} ${verb} ${numbers}.`;
  return `Every weight takes its small step. The cost of this ${noun} ${verb} ${numbers}.`;
}

/** Whether the run started from numbers that somebody chose. @param {State} state @param {Frame} frame */
const isGiven = (state, frame) => Boolean(state.job?.spec.network.parameters) && seedOf(frame.detail.history ?? []) === null;

/** Space trains or plays, as the button says; the arrow always takes one phase. @param {State} state @param {Frame} frame @returns {Narration} */
function readySentence(state, frame) {
  const noun = sampleNoun(state);
  const space = state.mode === 'train' ? 'train' : 'play through';
  if (frame.step === 0) return say('Ready.', `The weights are ${isGiven(state, frame) ? 'given' : 'random'}; nothing has been learnt. Press → to send the first ${noun} through, Space to ${space}.`);
  return say('Ready.', `A new ${noun} is on the pad. Press → to send it through, Space to ${space}.`);
}

/** @param {State} state @param {Frame} frame @returns {Narration} */
export function phaseSentence(state, frame) {
  if (state.view.tau < 0.0005) return readySentence(state, frame);
  const { kind, layer, name } = phaseAt(state.view.tau, frame.layers.length);
  const sentences = {
    forward: () => forwardSentence(state, frame, layer ?? 1),
    cost: () => costSentence(state, frame),
    backward: () => backwardSentence(state, frame, layer ?? 1),
    update: () => updateSentence(state, frame),
  };
  return { title: name + '.', detail: sentences[kind](), actions: [], phase: true };
}

/** @param {State} state @returns {Narration} */
function trainingSentence(state) {
  const noun = sampleNoun(state);
  const seen = state.frame ? `${formatCount(state.frame.detail.samples_seen)} ${noun}s seen.` : '';
  const last = state.curves.step.length - 1;
  const cost = last < 0 ? null : (state.curves.test_cost[last] ?? state.curves.cost[last]);
  const accuracy = last < 0 ? null : state.curves.test_accuracy[last];
  const average = cost === null ? '' : ` Average cost ${formatNumber(cost)}.`;
  const right = accuracy === null ? '' : ` It reads ${formatFixed(accuracy * 100, 1)} % of the test ${noun}s right.`;
  return say(bugWords(state.frame) ? 'Training with a bug.' : 'Training.', seen + average + right);
}

/** @param {State} state @param {Frame} frame @returns {Narration} */
function readingSentence(state, frame) {
  const { before, strength } = answersOf(frame);
  return say('Reading along.', `It reads ${className(state, before)}, with ${formatFixed(strength, 2)}. Lift the pen, then step through what it would learn.`);
}

/** @param {State} state @returns {Narration} */
function divergedSentence(state) {
  const found = state.divergence;
  if (!found) return say('The numbers blew up.', 'The cost is not a number any more. Reset the run or lower the rate.');
  const where = found.layer === null ? '' : `, first in layer ${found.layer}`;
  const label = `Go back to step ${formatCount(found.last_good_step)} and lower the rate`;
  return say('The numbers blew up.', `Cost is not a number since step ${formatCount(found.step)}${where}.`, [{ label, intent: 'lowerRate' }]);
}

/** @param {State} state @returns {Narration} */
function endedSentence(state) {
  const again = [{ label: 'Start again', intent: 'restart' }];
  if (state.job?.reason === 'early_stopped') return say('Stopped early.', `${state.job.detail ?? 'It was asked to.'} The last step stays on the picture.`, again);
  if (state.job?.state === 'succeeded') return say('Finished.', 'All epochs are done. The last step stays on the picture.', again);
  if (state.job?.state === 'cancelled') return say('This run was stopped.', 'The picture shows its last step.', again);
  const elsewhere = state.job?.dataset.name === 'mnist' ? [{ label: 'Use pen digits', intent: 'usePen' }] : [];
  if (state.job?.detail) return say('This run failed.', state.job.detail, [...again, ...elsewhere]);
  return say('This run failed.', `The server gives the reason ${(state.job?.reason ?? 'unknown').replaceAll('_', ' ')}.`, again);
}

/** @param {State} state @returns {Narration} */
function loadingSentence(state) {
  const dataset = state.datasets.find(({ name }) => name === state.job?.dataset.name);
  if (dataset?.availability === 'downloading') return say('Fetching.', `${dataset.title}: ${Math.round((dataset.progress ?? 0) * 100)} % is here.`);
  if (state.job?.state === 'queued') return say('Waiting.', 'Other runs have the processors; this one starts as soon as one is free.');
  return say('Loading.', 'The network is being set up; the first digit is ready in a moment.');
}

/** @param {Frame} frame @param {import('../../protocol/types.js').Tried} tried @returns {Narration} */
function triedSentence({ detail }, { from, value, cost_was: before }) {
  const [now, was] = formatApart(detail.cost, before);
  return say(`Trying ${from === null ? 'b' : 'w'} = ${formatNumber(value)}.`, `C₀ is ${now}, not ${was}. The run stays as it is.`, [{ label: 'Put it back', intent: 'letGo' }]);
}

/** @param {State} state @param {number} now ms @returns {Narration} */
function lostSentence(state, now) {
  const { retryAt } = state.connection;
  if (retryAt === null) return say('The run is gone.', 'The server was restarted without it. The address still holds how to build it again.', [{ label: 'Build it again', intent: 'rebuild' }]);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return say('Connection lost.', `The picture shows the last step the server sent. Trying again in ${seconds} s.`, [{ label: 'Try now', intent: 'retryNow' }]);
}

/**
 * @param {State} state
 * @param {number} now ms since 1970, for the countdown
 * @returns {Narration}
 */
export function narrate(state, now) {
  const { frame, rebuilding, note } = state;
  if (state.connection.status === 'lost') return lostSentence(state, now);
  if (rebuilding) return say(`Rebuilding step ${formatCount(rebuilding.total)}.`, `The run is repeated exactly; it stands at step ${formatCount(rebuilding.step)}.`);
  if (note) return say(note.title, note.detail, [...note.actions, { label: 'Dismiss', intent: 'dismiss' }]);
  if (state.divergence) return divergedSentence(state);
  if (state.busy) return say('Working.', state.busy);
  if (!frame) return isEnded(state) ? endedSentence(state) : loadingSentence(state);
  if (state.drawing.active) return readingSentence(state, frame);
  if (isRunning(state)) return trainingSentence(state);
  if (frame.detail.tried) return triedSentence(frame, frame.detail.tried);
  return isEnded(state) && state.view.tau >= 2 * layerCount(state) + 1 ? endedSentence(state) : phaseSentence(state, frame);
}

/**
 * What is read out after the sentence of a phase: its one number that matters.
 * @param {State} state
 * @param {Frame} frame
 */
export function spokenNumber(state, frame) {
  const { kind, layer } = phaseAt(state.view.tau, frame.layers.length);
  if (kind === 'backward' && layer !== null) {
    const { delta } = frame.layers[layer - 1];
    const [largest] = bySize(delta);
    return `Largest: neuron ${largest}, ${formatNumber(Math.abs(delta[largest]))}, ${delta[largest] < 0 ? 'raise' : 'lower'}.`;
  }
  const { before, after } = answersOf(frame);
  return kind === 'update' && before !== after && !learnsNumbers(state) ? `Answer changed from ${className(state, before)} to ${className(state, after)}.` : '';
}

/** The short state in the top bar. @param {State} state @returns {{tone: string, text: string}} */
export function statusOf(state) {
  if (state.connection.status === 'lost') return { tone: 'down', text: 'Disconnected' };
  if (state.divergence) return { tone: 'C', text: 'Stopped, not a number' };
  if (state.job?.state === 'failed') return { tone: 'C', text: 'Failed' };
  if (!state.frame || state.rebuilding) return { tone: '', text: 'Loading' };
  const { epoch, step } = state.frame;
  const place = step === 0 ? 'at step 0' : `epoch ${formatCount(epoch + 1)}, step ${formatCount(step)}`;
  if (isRunning(state)) return { tone: 'z', text: `Training, epoch ${formatCount(epoch + 1)}` };
  if (state.job?.state === 'pausing') return { tone: 'z', text: 'Pausing' };
  if (isEnded(state)) return { tone: '', text: 'Ended, ' + place };
  return { tone: 'z', text: `${state.view.playing ? 'Playing' : state.view.goal !== null ? 'Stepping' : 'Paused'}, ${place}` };
}
