// The state: reducers, curves, the player's clock, readings, and links that hold everything or say what they cannot.
import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { decodeAddress, decodeTarget, decodeWatch, encodeAddress, encodeTarget, encodeWatch } from '../../static/js/state/address.js';
import { NO_CURVES, rewound, withMetric } from '../../static/js/state/curves.js';
import { commandsOf, countSteps, decodeHistory, encodeHistory, seedOf } from '../../static/js/state/history.js';
import { advanced, createPlayer, nextBoundary, previousBoundary } from '../../static/js/state/player.js';
import { columnOf, exists, gradientOf, updateOf, reached, strongestEdges } from '../../static/js/state/readings.js';
import { FIRST_STATE, isRunning, lastTau, reduce } from '../../static/js/state/reduce.js';
import { decodeParameters, decodeRows, encodeRows } from '../../static/js/state/inline.js';
import { datasetFields, differences, nestedOf, parseField } from '../../static/js/state/spec.js';
import { createStore } from '../../static/js/state/store.js';
import { frameBytes, job } from './fixtures.js';

const attached = (changes = {}) => reduce(FIRST_STATE, { type: 'attach', job: job(changes) });
const withFrame = (state = attached(), changes = {}) => reduce(state, { type: 'frame', frame: decodeFrame(frameBytes(changes)) });

/** @returns {any} */
const metric = (/** @type {number} */ step) => ({ type: 'event', seq: step, kind: 'metric', step, epoch: 0, samples: step * 10, cost: 1 / step, test_cost: null, test_accuracy: 0.5, gradient_norms: [1], dots: { step: [step - 1], cost: [0.3] } });

test('the store freezes its value and tells listeners only about changes', () => {
  const store = createStore((/** @type {{n: number}} */ state, /** @type {number} */ add) => (add ? { n: state.n + add } : state), { n: 0 });
  let calls = 0;
  const stop = store.subscribe(() => { calls += 1; });
  store.dispatch(0);
  store.dispatch(2);
  assert.equal(calls, 1);
  assert.ok(Object.isFrozen(store.get()));
  stop();
  store.dispatch(1);
  assert.equal(calls, 1);
});

test('a frame of another job is ignored', () => {
  assert.equal(withFrame(attached(), { job: 'other' }).frame, null);
  assert.equal(withFrame().frame?.step, 7);
});

test('while a run trains, tau rests before the update', () => {
  const running = reduce(withFrame(), { type: 'event', event: { type: 'event', seq: 1, kind: 'state', step: 7, epoch: 0, state: 'running', reason: null } });
  assert.ok(isRunning(running));
  assert.equal(running.view.tau, 5);
  assert.equal(lastTau(running), 6);
});

test('a divergence stays until the run is rewound', () => {
  const divergence = { step: 9, layer: 2, what: 'z', last_good_step: 4 };
  const failed = reduce(withFrame(), { type: 'event', event: { type: 'event', seq: 1, kind: 'state', step: 9, epoch: 0, state: 'failed', reason: 'diverged', divergence } });
  assert.deepEqual(failed.divergence, divergence);
  assert.equal(reduce(failed, { type: 'event', event: { type: 'event', seq: 2, kind: 'rewind', step: 4, epoch: 0 } }).divergence, null);
});

test('the pace follows what the server says', () => {
  const slow = reduce(attached(), { type: 'event', event: { type: 'event', seq: 1, kind: 'log', step: 0, epoch: 0, settings: { pace: 10 } } });
  assert.equal(slow.view.pace, 10);
});

test('metrics become columns, a rewind cuts them, an older metric is left out', () => {
  let curves = withMetric(withMetric(NO_CURVES, metric(10)), metric(20));
  assert.deepEqual(curves.samples, [100, 200]);
  assert.deepEqual(curves.dot_samples, [90, 190]);
  assert.equal(withMetric(curves, metric(5)), curves);
  curves = rewound(curves, 10);
  assert.deepEqual(curves.step, [10]);
  assert.deepEqual(curves.dot_step, [9]);
});

test('long curves are thinned and keep their last point', () => {
  let curves = NO_CURVES;
  for (let step = 1; step <= 3500; step += 1) curves = withMetric(curves, metric(step));
  assert.ok(curves.step.length <= 3000);
  assert.equal(curves.step.at(-1), 3500);
});

test('boundaries and motion', () => {
  assert.equal(nextBoundary(2, 8), 3);
  assert.equal(nextBoundary(2.4, 8), 3);
  assert.equal(nextBoundary(8, 8), 8);
  assert.equal(previousBoundary(2), 1);
  assert.equal(previousBoundary(2.4), 2);
  assert.equal(previousBoundary(0), 0);
  assert.equal(advanced(0, 1, 625, 1), 0.5);
  assert.equal(advanced(0, 1, 5000, 4), 1);
});

/** @param {boolean} reduced */
function player(reduced) {
  const store = createStore(reduce, withFrame());
  store.dispatch({ type: 'view', changes: { tau: 0 } });
  /** @type {((time: number) => void)[]} */
  let queue = [];
  let ends = 0;
  const moves = createPlayer({ store, requestFrame: (callback) => queue.push(callback), reducedMotion: () => reduced, onEnd: () => { ends += 1; } });
  let time = 0;
  const run = (/** @type {number} */ ms) => {
    for (const end = time + ms; time < end;) {
      time += 25;
      const now = queue;
      queue = [];
      now.forEach((callback) => callback(time));
    }
  };
  return { store, moves, run, ends: () => ends, queued: () => queue.length };
}

test('the player moves to a boundary and then asks for no more frames', () => {
  const { store, moves, run, queued } = player(false);
  moves.moveTo(1);
  run(650);
  assert.ok(Math.abs(store.get().view.tau - 0.5) < 0.05);
  run(700);
  assert.equal(store.get().view.tau, 1);
  run(50);
  assert.equal(queued(), 0);
});

test('playing ends once at the end of the update', () => {
  const { store, moves, run, ends } = player(false);
  moves.play();
  run(1250 * 6 + 200);
  assert.equal(store.get().view.tau, 6);
  assert.equal(ends(), 1);
});

test('with reduced motion phases jump to their ends', () => {
  const { store, moves, run } = player(true);
  moves.moveTo(1);
  run(50);
  assert.equal(store.get().view.tau, 1);
  moves.play();
  run(1000);
  assert.equal(store.get().view.tau, 1);
  run(400);
  assert.equal(store.get().view.tau, 2);
});

test('numbers are found among the columns, elsewhere they are 0', () => {
  const { layers } = decodeFrame(frameBytes());
  assert.equal(columnOf(layers[0].columns, 1), -1);
  assert.ok(Math.abs(gradientOf(layers[0], 1, 2) - -0.4) < 1e-6);
  assert.equal(gradientOf(layers[0], 1, 1), 0);
  assert.ok(Math.abs(updateOf(layers[1], 0, 1) - -0.2) < 1e-6);
});

test('the strongest edges of the layers that are known', () => {
  const frame = decodeFrame(frameBytes());
  const edges = strongestEdges(frame, 'dC_dW', () => true, 3);
  assert.deepEqual(edges.map(({ layer, to, from }) => [layer, to, from]), [[1, 1, 2], [1, 1, 0], [1, 0, 2]]);
  assert.equal(strongestEdges(frame, 'dC_dW', (layer) => layer === 2, 9).length, 2);
});

test('nothing counts as known before its phase', () => {
  const early = reached(4.2, 3);
  assert.ok(early.cost && early.forward(3) && !early.nudge(3));
  const late = reached(7, 3);
  assert.ok(late.nudge(1) && !late.update);
});

test('targets that the network does not have are refused', () => {
  const frame = decodeFrame(frameBytes());
  assert.ok(exists(frame, { kind: 'weight', layer: 1, to: 1, from: 2 }));
  assert.ok(!exists(frame, { kind: 'weight', layer: 1, to: 2, from: 0 }));
  assert.ok(!exists(frame, { kind: 'neuron', layer: 3, to: 0 }));
  assert.ok(!exists(frame, { kind: 'input', index: 3 }));
});

test('a specification is told by what differs from the defaults', () => {
  assert.deepEqual(differences(job().spec), {});
  const spec = structuredClone(job().spec);
  spec.network.activation = ['tanh', 'tanh'];
  spec.network.hidden = [8];
  spec.optimizer.learning_rate = 0.25;
  const found = differences(spec);
  assert.deepEqual(found, { 'network.hidden': [8], 'network.activation': 'tanh', 'optimizer.learning_rate': 0.25 });
  assert.deepEqual(nestedOf(found), { network: { hidden: [8], activation: 'tanh' }, optimizer: { learning_rate: 0.25 } });
});

test('an uploaded table is named by its id, and what is learnt of it stays told', () => {
  const table = { name: '0123456789abcdef-60x3x0', table: '0123456789abcdef-60x3x0', targets: 1 };
  const fields = datasetFields(table);
  assert.deepEqual(fields, { 'dataset.name': 'table', 'dataset.table': table.table, 'dataset.targets': 1 });
  assert.deepEqual(differences(nestedOf(fields)), fields);
  assert.deepEqual(datasetFields({ name: 'moons', table: null, targets: null }), { 'dataset.name': 'moons' });
  assert.equal(differences({ dataset: { name: 'moons', table: null } })['dataset.table'], undefined);
});

const EXAMPLE = {
  dataset: { name: 'table', seed: 0, rows: [['x1', 'x2', 'y'], [0.05, -1e-7, 1], [3, 1e21, 0]], targets: 1, scale: false, train: 2, test: 2 },
  network: { hidden: [2], activation: 'sigmoid', parameters: { weights: [[[0.15, 0.2], [0.25, -0.3]], [[0.4, 0.45]]], biases: [[0.35, 0], [0.6]] } },
};

test('a worked example goes through a link unchanged, and the link stays readable', () => {
  const state = { ...withFrame(), job: job({ spec: EXAMPLE }) };
  const text = encodeAddress(state, true);
  assert.ok(text.includes('net=0.15_0.2_0.35*0.25_-0.3_0**0.4_0.45_0.6'), text);
  assert.ok(text.includes('rows=x1_x2_y*0.05_-1e-7_1*3_'), text);
  const link = decodeAddress('#' + text);
  assert.deepEqual(link.wrong, []);
  assert.deepEqual(link.spec, differences(EXAMPLE));
  assert.deepEqual(nestedOf(link.spec).network.parameters, EXAMPLE.network.parameters);
  assert.deepEqual(nestedOf(link.spec).dataset, { name: 'table', rows: EXAMPLE.dataset.rows, targets: 1, scale: false, train: 2, test: 2 });
});

test('cells of any kind go through a link, and what is too long is named instead', () => {
  for (const rows of [[[0, 'a b'], [1, '3']], [['x', 'größe'], [1, '*']], [[1, '']]]) assert.deepEqual(decodeRows(encodeRows(rows)), rows);
  const long = Array.from({ length: 1000 }, (_, k) => [k, 1]);
  assert.equal(encodeRows(long), 'long');
  assert.deepEqual(decodeAddress('#data=table&rows=long&net=long').wrong, ['rows', 'net']);
  for (const text of ['', '1_x y', '[1]', '[[null]]', '[[1', '1__2', 'x'.repeat(20000)]) assert.equal(decodeRows(text), undefined, text.slice(0, 20));
  for (const text of ['', '1', '1_x', '1_2**', '1_2***3_4', 'Infinity_1']) assert.equal(decodeParameters(text), undefined, text);
});

test('field texts are read strictly', () => {
  assert.deepEqual(parseField('integers', '16, 16'), [16, 16]);
  assert.deepEqual(parseField('integers', ''), []);
  for (const [kind, text] of /** @type {const} */ ([['integers', '16, x'], ['integer', '-1'], ['integer', '1.5'], ['number', ''], ['number', 'NaN'], ['number', 'Infinity'], ['boolean', 'yes'], ['word', 'a b']])) {
    assert.equal(parseField(kind, text), undefined, kind + ' ' + text);
  }
});

test('a history goes through an address unchanged', () => {
  /** @type {import('../../static/js/state/history.js').History} */
  const history = [['batch', 120], ['sample', 1], ['set', { learning_rate: 0.25 }], ['edit', { parameter: { layer: 1, to: 0, source: null }, value: -1.5 }], ['learn', { strokes: [[[1.5, 2]]], target: 3 }], ['epoch', 2]];
  const text = encodeHistory(history);
  assert.ok(text.startsWith('b120.s1.('));
  assert.deepEqual(decodeHistory(text), history);
  assert.deepEqual(decodeHistory(new URLSearchParams(new URLSearchParams({ h: text }).toString()).get('h') ?? ''), history);
  assert.equal(countSteps(history), 124);
});

test('malformed histories are refused as a whole', () => {
  for (const text of ['b', 'b0', 'b-1', 'x12', 'b12.', 'b1..s1', '(', '()', '([1,2])', '(["play",{}])', '(["set"])', '({"a":1})', 'b1e9', 'b'.repeat(30000)]) assert.equal(decodeHistory(text), null, text.slice(0, 20));
  assert.deepEqual(decodeHistory(''), []);
});

test('a history is replayed by commands', () => {
  assert.deepEqual(commandsOf(['batch', 12]), [{ name: 'step', unit: 'batch', count: 12 }]);
  assert.deepEqual(commandsOf(['set', { learning_rate: 1 }]), [{ name: 'set', learning_rate: 1 }]);
  assert.deepEqual(commandsOf(['learn', { inputs: [1, 2], target: 0 }]), [{ name: 'watch', target: 0, input: [1, 2] }, { name: 'step', unit: 'sample', count: 1 }, { name: 'watch' }]);
  assert.deepEqual(commandsOf(['edit', { parameter: { layer: 2, to: 1, source: 4 }, value: 3 }]), [{ name: 'edit', parameter: { layer: 2, to: 1, from: 4 }, value: 3 }]);
  for (const entry of /** @type {[string, unknown][]} */ ([['set', 3], ['reset', { seed: 1 }], ['batch', {}], ['edit', null]])) assert.deepEqual(commandsOf(entry), []);
  assert.equal(seedOf([['reset', { seed: 4 }], ['batch', 2]]), 4);
  assert.equal(seedOf([['reset', { seed: -1 }]]), null);
});

test('targets and what is watched go through an address unchanged', () => {
  for (const target of /** @type {import('../../static/js/protocol/types.js').Target[]} */ ([{ kind: 'weight', layer: 2, to: 13, from: 2 }, { kind: 'bias', layer: 1, to: 0 }, { kind: 'neuron', layer: 3, to: 9 }, { kind: 'input', index: 103 }])) {
    assert.deepEqual(decodeTarget(encodeTarget(target)), target);
  }
  for (const text of ['', 'w1.2', 'w1.2.3.4', 'n1', 'p1.2', 'q1', 'w-1.0.0', 'w1.a.2']) assert.equal(decodeTarget(text), null, text);
  for (const watch of /** @type {import('../../static/js/state/shape.js').Watch[]} */ ([{ sample: 17 }, { sample: 17, target: 4 }, { input: [0.5, -1.25], target: 1 }, { strokes: [[[1.5, 2], [3.1, 28]], [[0, 0]]], target: 3 }])) {
    assert.deepEqual(decodeWatch(encodeWatch(watch)), watch);
  }
  for (const text of ['', 's', 's1.5', 'd1-2', 'd1_3', 'd1-2-3_1', 'i1,x_0', 'd' + '9'.repeat(20000) + '_1']) assert.equal(decodeWatch(text), null, text.slice(0, 20));
});

test('the address holds the state and is read back', () => {
  const state = { ...withFrame(), selection: /** @type {const} */ ({ kind: 'neuron', layer: 1, to: 1 }) };
  state.view = { ...state.view, tau: 3.25 };
  const link = decodeAddress('#' + encodeAddress(state, false));
  assert.equal(link.job, 'j1');
  assert.equal(link.step, 7);
  assert.deepEqual(link.history, [['batch', 7]]);
  assert.deepEqual(link.selection, state.selection);
  assert.equal(link.tau, 3.25);
  assert.deepEqual(link.wrong, []);
  assert.ok(!encodeAddress(state, true).includes('step'));
});

test('wrong parts of a link are named and left out, the rest is kept', () => {
  const link = decodeAddress('#job=../x&lr=fast&hidden=8&step=-1&h=b1.zz&sel=w1&tau=1e3&watch=s&foo=1&hidden%');
  assert.deepEqual(link.spec, { 'network.hidden': [8] });
  assert.equal(link.job, null);
  assert.equal(link.step, null);
  assert.deepEqual(link.history, []);
  for (const name of ['job', 'lr', 'step', 'h', 'sel', 'tau', 'watch', 'foo']) assert.ok(link.wrong.includes(name), name);
});
