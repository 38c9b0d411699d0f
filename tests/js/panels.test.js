// The parts of the panels that need no page: sentences, formats of fields, the timeline's magnet, the chart's scales.
import assert from 'node:assert/strict';
import test from 'node:test';
import { linearScale, logScale, roundUp, scaleFor, spreadApart } from '../../static/js/charts/chart_scale.js';
import { selectedByKey } from '../../static/js/panels/keyboard.js';
import { narrate, phaseSentence, spokenNumber, statusOf } from '../../static/js/panels/bottom/sentences.js';
import { pathOfPointer, readSetting, SETTING_FIELDS } from '../../static/js/panels/drawers/settings_fields.js';
import { magnetic } from '../../static/js/panels/bottom/timeline.js';
import { tipPieces } from '../../static/js/panels/stage/tooltip.js';
import { speedValue } from '../../static/js/panels/bottom/transport.js';
import { inputName, outputNames } from '../../static/js/panels/words.js';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { FIRST_STATE, reduce } from '../../static/js/state/reduce.js';
import { frameBytes, job } from './fixtures.js';

/** @param {number} tau @param {object} [changes] @returns {any} */
function stateAt(tau, changes = {}) {
  const attached = reduce(FIRST_STATE, { type: 'attach', job: job({ dataset: { name: 'pen', kind: 'image', inputs: 3, outputs: 1, classes: ['0', '1'] } }) });
  const state = reduce(attached, { type: 'frame', frame: decodeFrame(frameBytes(changes)) });
  return { ...state, connection: { status: 'open', retryAt: null }, view: { ...state.view, tau } };
}

/** @param {number} tau @param {object} [changes] */
const sentence = (tau, changes) => {
  const state = stateAt(tau, changes);
  const { title, detail } = phaseSentence(state, state.frame);
  return title + ' ' + detail;
};

test('every phase has its sentence with numbers of the frame', () => {
  assert.equal(sentence(0), 'Ready. A new digit is on the pad. Press → to send it through, Space to train.');
  assert.match(sentence(0, { step: 0 }), /nothing has been learnt. Press → to send the first digit through/);
  assert.equal(sentence(1), 'Forward, layer 1. Each of 2 neurons weighs the 2 lit pixels and squashes the sum.');
  assert.equal(sentence(2), 'Forward, layer 2. One answer. It says 0, with 0.10.');
  assert.equal(sentence(3), 'Cost. It should have said 1. Square the miss: 0.250.');
  assert.equal(sentence(4), 'Backward, layer 2. Each output reports its miss, scaled by how well it listens.');
  assert.equal(sentence(5), 'Backward, layer 1. The complaints reach the image. Only the 2 lit pixels can be blamed.');
  assert.equal(sentence(6), 'Update. Every weight takes its small step. The cost of this digit falls from 0.250 to 0.200.');
});

test('numbers that are learnt are told by their columns and not compared with each other', () => {
  const dataset = { name: 'table', kind: /** @type {const} */ ('table'), inputs: 3, outputs: 1, classes: [], columns: ['age', 'size', 'weight', 'height'] };
  const state = { ...stateAt(2), job: job({ dataset }) };
  assert.equal(phaseSentence(state, state.frame).detail, 'One answer: height 0.10.');
  assert.match(phaseSentence({ ...state, view: { ...state.view, tau: 1 } }, state.frame).detail, /weighs the 3 inputs/);
  assert.equal(inputName(state, 1), 'input size');
  assert.deepEqual(outputNames({ ...dataset, classes: ['a', 'b'] }), ['a', 'b']);
});

test('the update says when it rises, when it is a mean, when nothing was applied', () => {
  assert.match(sentence(6, { detail: { cost_after: 0.3 } }), /rises from 0.250 to 0.300/);
  assert.match(sentence(6, { detail: { update_size: 10 } }), /mean of 10 nudges/);
  assert.match(sentence(6, { phase: 'preview' }), /Not applied yet/);
});

test('what is read out names the largest complaint', () => {
  const state = stateAt(5);
  assert.equal(spokenNumber(state, state.frame), 'Largest: neuron 1, 0.200, raise.');
});

test('states speak before phases, a lost connection before all', () => {
  const state = stateAt(5);
  assert.equal(narrate({ ...state, busy: 'Learning.' }, 0).title, 'Working.');
  const noted = { ...state, note: { title: 'Note.', detail: '', actions: [] } };
  assert.deepEqual(narrate(noted, 0).actions.map(({ intent }) => intent), ['dismiss']);
  const lost = { ...noted, connection: { status: /** @type {const} */ ('lost'), retryAt: 4000 } };
  assert.match(narrate(lost, 500).detail, /Trying again in 4 s/);
  assert.equal(statusOf(lost).text, 'Disconnected');
  const diverged = { ...state, divergence: { step: 5310, layer: 2, what: 'z', last_good_step: 5000 } };
  assert.match(narrate(diverged, 0).detail, /since step 5,310, first in layer 2/);
  assert.equal(narrate(diverged, 0).actions[0].label, 'Go back to step 5,000 and lower the rate');
  assert.equal(narrate({ ...state, frame: null }, 0).title, 'Loading.');
});

test('the tip says not yet before its phase', () => {
  const state = stateAt(3);
  const target = /** @type {const} */ ({ kind: 'weight', layer: 2, to: 0, from: 1 });
  assert.deepEqual(tipPieces(state, state.frame, target).map(([, text]) => text), ['w −0.200', 'nudge not yet']);
  const later = stateAt(5);
  assert.deepEqual(tipPieces(later, later.frame, target).map(([role, text]) => role + ' ' + text), ['w w −0.200', 'up nudge −0.200']);
});

/** @param {string} key @param {boolean} [shiftKey] @returns {any} */
const press = (key, shiftKey = false) => ({ key, shiftKey });

test('keys on the picture walk neurons, layers and edges', () => {
  const { frame } = stateAt(5);
  const neuron = /** @type {const} */ ({ kind: 'neuron', layer: 1, to: 1 });
  assert.deepEqual(selectedByKey(press('Enter'), frame, null), { kind: 'neuron', layer: 2, to: 0 });
  assert.deepEqual(selectedByKey(press('ArrowDown'), frame, neuron), { kind: 'neuron', layer: 1, to: 0 });
  assert.deepEqual(selectedByKey(press('ArrowRight', true), frame, neuron), { kind: 'neuron', layer: 2, to: 0 });
  assert.deepEqual(selectedByKey(press(']'), frame, neuron), { kind: 'weight', layer: 1, to: 1, from: 2 });
  assert.deepEqual(selectedByKey(press('['), frame, { kind: 'weight', layer: 1, to: 1, from: 2 }), { kind: 'weight', layer: 1, to: 1, from: 0 });
  assert.equal(selectedByKey(press('ArrowRight'), frame, neuron), null);
});

test('settings are read with a reason, pointers find their field', () => {
  const [, hidden] = SETTING_FIELDS;
  assert.deepEqual(readSetting(hidden, '16, 8'), { value: [16, 8], problem: '' });
  assert.match(readSetting(hidden, '16, x').problem, /whole numbers/);
  assert.match(readSetting(hidden, '0').problem, /at least 1/);
  assert.equal(pathOfPointer('/network/hidden/0'), 'network.hidden');
  assert.equal(pathOfPointer('/optimizer/learning_rate'), 'optimizer.learning_rate');
  assert.equal(pathOfPointer('/dataset/rows'), '');
});

test('the timeline is magnetic at boundaries only', () => {
  assert.equal(magnetic(2.97), 3);
  assert.equal(magnetic(2.9), 2.9);
});

test('the speed choice says the mode', () => {
  const state = stateAt(5);
  assert.equal(speedValue({ ...state, mode: 'phases' }), 'phases:1');
  assert.equal(speedValue({ ...state, mode: 'train' }), 'train:full');
});

test('chart scales are round, and clamp what lies outside', () => {
  assert.deepEqual([0.27, 1, 1.2, 34, 0].map(roundUp).map((value) => Number(value.toPrecision(3))), [0.3, 1, 1.5, 50, 1]);
  assert.equal(linearScale(2).place(3), 1);
  const log = logScale(0.02, 3);
  assert.equal(log.low, 0.01);
  assert.equal(log.place(0), 0);
  assert.ok(Math.abs(log.place(0.1) - 1 / 3) < 1e-9);
  assert.equal(scaleFor([[null, Infinity, 0.4]], false).high, 0.5);
});

test('labels keep their distance and stay inside', () => {
  assert.deepEqual(spreadApart([10, 12, 50], 15, 100), [10, 25, 50]);
  assert.deepEqual(spreadApart([98, 99], 15, 100), [85, 100]);
});
