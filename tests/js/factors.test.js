// Where a derivative comes from: which question is asked, which answers count, what the lists say, which edges are lit.
import assert from 'node:assert/strict';
import test from 'node:test';
import { follow } from '../../static/js/net/following.js';
import { complaintShares, directionOf, moreText, pathShares, rowCount, shortName, targetSentence, wayCount, waysSentence } from '../../static/js/panels/ways/shares.js';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { columnFormat } from '../../static/js/scene/format.js';
import { directionsQuestion, parameterQuestion, updateQuestion } from '../../static/js/state/asking.js';
import { factorsShown, litWay } from '../../static/js/state/factors.js';
import { FIRST_STATE, reduce } from '../../static/js/state/reduce.js';
import { createStore } from '../../static/js/state/store.js';
import { frameBytes, job } from './fixtures.js';

/** @typedef {import('../../static/js/protocol/types.js').Target} Target */

/** @type {Target} */
const DEEP = { kind: 'weight', layer: 1, to: 1, from: 2 };

/** @param {number} count @returns {import('../../static/js/state/shape.js').FactorsAnswer} */
const answer = (count = 1) => ({
  derivative: 0.25, dC_da: 0.1, complaints: Array.from({ length: count }, (_, neuron) => ({ neuron, weight: -1, delta: 0.5 / (neuron + 1), wish: -0.5 / (neuron + 1) })),
  paths: [{ neurons: [1, 0], product: 0.3 }], path_count: 161, rest: -0.05,
});

/** A paused run of 3-2-1 neurons at its rest. @param {object} [changes] @returns {any} */
function paused(changes = {}) {
  const attached = reduce(FIRST_STATE, { type: 'attach', job: job({ dataset: { name: 'pen', kind: 'image', inputs: 3, outputs: 1, classes: ['0', '1'] } }) });
  const state = reduce(attached, { type: 'frame', frame: decodeFrame(frameBytes()) });
  return { ...state, view: { ...state.view, tau: 5 }, selection: DEEP, ...changes };
}

/** @param {any} state @returns {any} */
const answered = (state, found = answer()) => ({ ...state, answers: { ...state.answers, factors: { ...parameterQuestion(state), answer: found, problem: null } } });

test('a weight is asked about by itself, a neuron by its bias, an input not at all', () => {
  assert.deepEqual(parameterQuestion(paused()), { job: 'j1', key: 'j1 w1.1.2 7 1', of: 'j1 w1.1.2', layer: 1, to: 1, from: 2 });
  assert.equal(parameterQuestion(paused({ selection: { kind: 'neuron', layer: 2, to: 0 } }))?.from, null);
  for (const selection of [null, { kind: 'input', index: 1 }, { kind: 'neuron', layer: 2, to: 9 }]) assert.equal(parameterQuestion(paused({ selection })), null);
});

test('nothing is asked while the run trains, is rebuilt, is busy, or the pen is down', () => {
  const state = paused();
  assert.equal(parameterQuestion({ ...state, job: { ...state.job, state: 'running' } }), null);
  assert.equal(parameterQuestion({ ...state, rebuilding: { step: 1, total: 2 } }), null);
  assert.equal(parameterQuestion({ ...state, busy: 'Learning.' }), null);
  assert.equal(parameterQuestion({ ...state, drawing: { strokes: [], active: true } }), null);
});

test('what the step does is asked only where it is shown, and the directions of gradients not for each weight anew', () => {
  const state = paused();
  assert.deepEqual([updateQuestion(state), directionsQuestion(state)], [null, null]);
  const shown = { ...state, tab: 'step' };
  assert.equal(updateQuestion(shown)?.key, 'j1 w1.1.2 7 1');
  assert.equal(directionsQuestion(shown)?.key, directionsQuestion({ ...shown, selection: { ...DEEP, from: 0 } })?.key);
  assert.equal(updateQuestion({ ...shown, selection: { kind: 'neuron', layer: 1, to: 0 } }), null);
});

test('an answer about the moment before is old, one about something else is none', () => {
  const state = answered(paused());
  assert.equal(factorsShown(state)?.old, false);
  assert.equal(factorsShown({ ...state, frame: { ...state.frame, step: 8 } })?.old, true);
  assert.equal(factorsShown({ ...state, selection: { ...DEEP, from: 0 } }), null);
});

test('the strongest way is lit, and the row under the pointer stands alone', () => {
  const state = answered(paused());
  const strongest = litWay(state);
  assert.deepEqual(strongest?.edges, [{ layer: 2, to: 0, from: 1 }]);
  assert.deepEqual(strongest?.neurons, [{ layer: 0, to: 2 }, { layer: 1, to: 1 }, { layer: 2, to: 0 }]);
  assert.deepEqual([strongest?.value, strongest?.alone], [0.3, false]);
  const complaint = litWay({ ...state, lit: { list: 'complaints', index: 0 } });
  assert.deepEqual([complaint?.edges, complaint?.value, complaint?.alone], [[{ layer: 2, to: 0, from: 1 }], -0.5, true]);
  assert.equal(litWay({ ...state, lit: { list: 'paths', index: 5 } }), null);
});

test('no way is lit before the complaints have come back', () => {
  const state = answered(paused());
  assert.equal(litWay({ ...state, view: { ...state.view, tau: 3 } }), null);
  assert.equal(litWay({ ...state, view: { ...state.view, tau: 3 }, lit: { list: 'complaints', index: 0 } }), null);
});

test('six complaints have a row, the others are one number', () => {
  assert.deepEqual([1, 6, 7, 8, 16].map((count) => rowCount(count)), [1, 6, 7, 6, 6]);
  const list = complaintShares(paused(), answer(16), 1);
  assert.equal(list.shares.length, 6);
  assert.deepEqual(list.shares[1], { label: 'output', means: '−1.000 × 0.250', value: -0.25, text: '−0.2500' });
  assert.equal(moreText(list.more), 'and 10 more');
  const wishes = answer(16).complaints.slice(6).reduce((sum, { wish }) => sum + (wish ?? 0), 0);
  assert.ok(Math.abs((list.restValue ?? 0) - wishes) < 1e-12);
  assert.deepEqual([list.sum, list.sumValue], ['0.1000', 0.1]);
});

test('ways carry the names of their neurons, and the rest of all of them', () => {
  const list = pathShares(paused(), answer(), 1);
  assert.deepEqual(list.shares, [{ label: '1 → output', means: '', value: 0.3, text: '0.3000' }]);
  assert.deepEqual([list.more, list.rest, list.sum], [160, '−0.0500', '0.2500']);
  assert.equal(wayCount([784, 16, 16, 10], 1), 160);
  assert.equal(wayCount([784, 16, 16, 10], 3), 1);
  assert.match(waysSentence(160), /^160 ways\./);
  assert.match(waysSentence(1), /^One way only/);
  assert.equal(shortName(paused(), 1, 1), '1');
});

test('numbers that do not exist are said so and do not break a sum', () => {
  const broken = { ...answer(16), dC_da: null };
  broken.complaints[9].wish = null;
  const list = complaintShares(paused(), broken, 1);
  assert.deepEqual([list.rest, list.restValue, list.sum], ['not a number', null, 'not a number']);
  assert.deepEqual([-1, 1, 0, null].map(directionOf), ['raise', 'lower', null, null]);
});

test('a hidden neuron has no target, an output has one', () => {
  const { frame } = paused();
  assert.match(targetSentence(frame, 1), /desired value for a hidden neuron\? No: only a wish/);
  assert.match(targetSentence(frame, 2), /its complaint is the cost itself/);
});

test('a column is written with as many decimals for each number, very small ones with one power', () => {
  const write = columnFormat([0.0235, -0.0002, null]);
  assert.deepEqual([0.0235, -0.0002, 0, null].map(write), ['0.02350', '−0.00020', '0.00000', 'not a number']);
  assert.deepEqual([12.5, -0.25].map(columnFormat([12.5, -0.25])), ['12.500', '−0.250']);
  assert.deepEqual([3.1e-9, -4e-11].map(columnFormat([3.1e-9, -4e-11])), ['3.100·10⁻⁹', '−0.040·10⁻⁹']);
  assert.equal(columnFormat([0, null])(0), '0');
});

test('each moment is asked about once, and an answer that is late is dropped', async () => {
  const store = createStore(reduce, paused({ selection: null }));
  /** @type {[any, (found: any) => void, (error: Error) => void][]} */
  const asked = [];
  follow(store, 'factors', parameterQuestion, (question) => new Promise((resolve, reject) => asked.push([question, resolve, reject])));
  const settle = () => new Promise((resolve) => setTimeout(resolve, 70));
  const select = (/** @type {Target} */ selection) => store.dispatch({ type: 'set', changes: { selection } });
  select(DEEP);
  store.dispatch({ type: 'view', changes: { tau: 4 } });
  assert.equal(asked.length, 1);
  select({ ...DEEP, from: 0 });
  asked[0][1](answer());
  await settle();
  assert.equal(store.get().answers.factors, null);
  assert.equal(asked[1][0].from, 0);
  asked[1][2](new Error('The run is busy.'));
  await settle();
  assert.deepEqual([store.get().answers.factors?.of, store.get().answers.factors?.problem], ['j1 w1.1.0', 'The run is busy.']);
  store.dispatch({ type: 'frame', frame: decodeFrame(frameBytes({ step: 8, frame: 2 })) });
  await settle();
  asked[2][1](answer());
  await settle();
  assert.equal(store.get().answers.factors?.answer?.derivative, 0.25);
  assert.equal(asked.length, 3);
});
