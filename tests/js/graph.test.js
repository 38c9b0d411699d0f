// When the computation graph is asked for, around what, and what of it may be seen.
import assert from 'node:assert/strict';
import test from 'node:test';
import { follow } from '../../static/js/net/following.js';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { graphQuestion, graphShown, knownNodes, targetOf } from '../../static/js/state/graph.js';
import { FIRST_STATE, reduce } from '../../static/js/state/reduce.js';
import { createStore } from '../../static/js/state/store.js';
import { frameBytes, job } from './fixtures.js';

const WEIGHT = { kind: 'weight', layer: 1, to: 1, from: 2 };
const PLACE = { layer: 1, to: 1, from: 2 };

/** A paused run of 3-2-1 neurons at its rest, the graph open. @param {object} [changes] @returns {any} */
function open(changes = {}) {
  const attached = reduce(FIRST_STATE, { type: 'attach', job: job({ dataset: { name: 'pen', kind: 'image', inputs: 3, outputs: 1, classes: ['0', '1'] } }) });
  const state = reduce(attached, { type: 'frame', frame: decodeFrame(frameBytes()) });
  return { ...state, view: { ...state.view, tau: 6 }, panel: 'graph', ...changes };
}

/** @param {any} answer @returns {any} */
const answered = (answer) => ({ of: 'j1 graph', key: 'old', problem: null, answer });

test('the graph is asked for while it is open, and about a resting moment', () => {
  assert.deepEqual(graphQuestion(open()), { job: 'j1', of: 'j1 graph', key: 'j1 graph 7 1 ', parameter: null });
  const state = open();
  for (const changes of [{ panel: null }, { job: { ...state.job, state: 'running' } }, { rebuilding: { step: 1, total: 2 } }, { busy: 'Learning.' }]) {
    assert.equal(graphQuestion({ ...state, ...changes }), null);
  }
});

test('it is asked around the selection, unless it is shown whole', () => {
  assert.deepEqual(graphQuestion(open({ selection: WEIGHT }))?.parameter, PLACE);
  assert.deepEqual(graphQuestion(open({ selection: { kind: 'neuron', layer: 2, to: 0 } }))?.parameter, { layer: 2, to: 0, from: null });
  assert.equal(graphQuestion(open({ selection: WEIGHT, answers: { graph: answered({ whole: true }) } }))?.parameter, null);
  assert.deepEqual(graphQuestion(open({ selection: WEIGHT, answers: { graph: answered({ whole: false }) } }))?.parameter, PLACE);
});

test('selecting an input leaves a graph where it is', () => {
  const selection = { kind: 'input', index: 1 };
  assert.deepEqual(graphQuestion(open({ selection, answers: { graph: answered({ whole: false, parameter: PLACE }) } }))?.parameter, PLACE);
  assert.equal(graphQuestion(open({ selection }))?.parameter, null);
});

test('an answer about the moment before is old, one about another run is none', () => {
  const state = open();
  const graph = { ...answered({ whole: true }), key: graphQuestion(state)?.key };
  assert.equal(graphShown({ ...state, answers: { graph } })?.old, false);
  assert.equal(graphShown({ ...state, answers: { graph }, frame: { ...state.frame, step: 8 } })?.old, true);
  assert.equal(graphShown({ ...state, answers: { graph: { ...graph, of: 'other graph' } } }), null);
});

test('nothing is known before its phase has brought it', () => {
  const node = (kind, layer) => ({ kind, layer });
  const at = (tau) => knownNodes(tau, 2);
  assert.deepEqual([at(0).value(node('weight', 1)), at(0).value(node('add', 1)), at(1).value(node('add', 1)), at(1).value(node('add', 2))], [true, false, true, false]);
  assert.deepEqual([at(2).value(node('sum', null)), at(3).value(node('sum', null)), at(3).gradient(node('sum', null))], [false, true, false]);
  assert.deepEqual([at(4).gradient(node('sum', null)), at(4).gradient(node('add', 2)), at(4).gradient(node('weight', 1)), at(5).gradient(node('input', 0))], [true, true, false, true]);
});

test('a node is the weight, the bias, the neuron or the input that it carries', () => {
  const symbol = (name, layer, to, from = null) => ({ kind: '', id: '', symbol: { name, layer, to, from } });
  assert.deepEqual(targetOf(symbol('w', 1, 1, 2)), WEIGHT);
  assert.deepEqual(targetOf({ kind: 'multiply', id: 'm1.1.2', symbol: null }), WEIGHT);
  assert.deepEqual(targetOf(symbol('b', 2, 0)), { kind: 'bias', layer: 2, to: 0 });
  assert.deepEqual(targetOf(symbol('z', 2, 0)), { kind: 'neuron', layer: 2, to: 0 });
  assert.deepEqual(targetOf(symbol('a', 0, 3)), { kind: 'input', index: 3 });
  assert.equal(targetOf(symbol('C', null, null)), null);
});

test('only the newest question counts, and a refusal is kept as what it says', async () => {
  const store = createStore(reduce, open());
  const replies = [];
  follow(store, 'graph', graphQuestion, ({ parameter }) => new Promise((resolve, reject) => replies.push({ parameter, resolve, reject })));
  await Promise.resolve();
  assert.equal(replies.length, 1);
  store.dispatch({ type: 'set', changes: { selection: WEIGHT } });
  replies[0].resolve({ whole: false, nodes: [] });
  await new Promise((resolve) => setTimeout(resolve, 80));
  assert.equal(store.get().answers.graph, null);
  assert.deepEqual(replies[1].parameter, PLACE);
  replies[1].reject(new Error('No run.'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(store.get().answers.graph?.problem, 'No run.');
});
