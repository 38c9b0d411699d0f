// The museum of bugs: what two measured curves say, and how a bug stands in a link.
import assert from 'node:assert/strict';
import test from 'node:test';
import { bugLabel, bugRows, bugWords } from '../../static/js/panels/bug_note.js';
import { narrate } from '../../static/js/panels/bottom/sentences.js';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { decodeAddress, encodeAddress } from '../../static/js/state/address.js';
import { experimentsOf, judge, ratiosOf, verdictOf } from '../../static/js/state/museum.js';
import { gradientBy, madeBy, rightly } from '../../static/js/state/readings.js';
import { FIRST_STATE, reduce } from '../../static/js/state/reduce.js';
import { frameBytes, job } from './fixtures.js';

/** @param {(number | null)[]} y @param {object} [changes] @returns {any} */
const course = (y, changes = {}) => ({ x: y.map((_, at) => at * 100), y, ratios: [], angles: [], ended: true, diverged: false, progress: 1, ...changes });
const RIGHT = course([1, 0.5, 0.2, 0.1]);

test('a curve is judged by what was measured, next to that of the right run', () => {
  assert.equal(judge(RIGHT, RIGHT).found, 'same');
  assert.equal(judge(RIGHT, RIGHT).share, 1);
  assert.equal(judge(RIGHT, course([1, 0.2, 0.1, 0.1])).found, 'same');
  assert.equal(judge(RIGHT, course([1, 0.9, 0.7, 0.6])).found, 'slower');
  assert.equal(judge(RIGHT, course([1, 1, 0.99, 0.98])).found, 'not');
  assert.equal(judge(RIGHT, course([1, 1.5, 2, 3])).found, 'grows');
  assert.equal(judge(RIGHT, course([1, 0.5, null], { diverged: true })).found, 'grows');
});

test('a run that gets down as far, only later, is slower', () => {
  assert.equal(judge(RIGHT, course([1, 0.95, 0.9, 0.1])).found, 'slower');
});

test('the verdict says what was measured and what had been predicted', () => {
  const [found, measured] = verdictOf('grows', RIGHT, course([1, 0.9, 0.7, 0.6]), 'points');
  assert.match(found, /more slowly\. You predicted: no, it grows\./);
  assert.match(measured, /over 300 points: from 1\.000 to 0\.100 without the bug, to 0\.600 with it/);
  assert.match(verdictOf('slower', RIGHT, course([1, 0.9, 0.7, 0.6]), 'points')[0], /That is what you predicted/);
});

test('ratios are told for the first and the last measurement, the last layer first', () => {
  const rows = ratiosOf(course([1, 1], { ratios: [[], [2, 1], [4, 1]], angles: [30, null] }));
  assert.deepEqual(rows, [{ layer: 2, first: 1, last: 1, angle: null }, { layer: 1, first: 2, last: 4, angle: 30 }]);
  assert.deepEqual(ratiosOf(RIGHT), []);
});

test('worked examples come before the larger networks, each as long as it needs', () => {
  const found = experimentsOf([{ name: 'mazur', title: 'M', note: '', spec: { epochs: 1 } }, { name: 'chain', title: 'C', note: '', spec: {} }]);
  assert.deepEqual(found.map(({ title }) => title), ['M', 'Two moons', 'Digits']);
  assert.equal(found[0].spec.epochs, 10000);
});

test('the bugs of a run stand in its link, one or several, and come back as a list', () => {
  for (const bugs of [['updated-weights-used'], ['updated-weights-used', 'bias-not-updated']]) {
    const state = { ...FIRST_STATE, job: job({ spec: { ...job().spec, bugs } }) };
    const address = encodeAddress(state, true);
    assert.match(address, /bug=updated-weights-used/);
    const link = decodeAddress(address);
    assert.deepEqual(link.spec.bugs, bugs);
    assert.deepEqual(link.wrong, []);
  }
  assert.doesNotMatch(encodeAddress({ ...FIRST_STATE, job: job() }, true), /bug/);
});

const DETAIL = { bugs: [{ name: 'missing-hidden-slope', label: 'the hidden deltas lack the slope' }], bug_ratios: [4, 1], bug_angles: [12.34, null] };
const buggyFrame = () => decodeFrame(frameBytes({ detail: DETAIL, right: true }));

test('a frame of a run with a bug keeps what it computes apart from the right numbers', () => {
  const frame = buggyFrame();
  /** @type {any} */
  const weight = { kind: 'weight', layer: 1, to: 0, from: 0 };
  assert.equal(madeBy(frame, weight), gradientBy(frame, weight));
  assert.notEqual(gradientBy(rightly(frame), weight), madeBy(frame, weight));
  assert.equal(madeBy(frame, { kind: 'bias', layer: 1, to: 0 }), 0, 'its own dC/db, not delta');
  const plain = decodeFrame(frameBytes());
  assert.equal(rightly(plain), plain);
  assert.equal(plain.right, null);
});

test('a bug is named wherever its numbers are told, and nowhere else', () => {
  const frame = buggyFrame();
  assert.equal(bugLabel(frame), 'the hidden deltas lack the slope');
  assert.equal(bugWords(decodeFrame(frameBytes())), '');
  assert.deepEqual(bugRows(frame), [{ layer: 2, ratio: '× 1.000', angle: '–' }, { layer: 1, ratio: '× 4.000', angle: '12.3°' }]);
  const attached = reduce(FIRST_STATE, { type: 'attach', job: job() });
  const state = { ...reduce(attached, { type: 'frame', frame }), connection: { status: /** @type {const} */ ('open'), retryAt: null } };
  const at = (/** @type {number} */ tau) => narrate({ ...state, view: { ...state.view, tau } }, 0).detail;
  assert.match(at(4.9), /^With a bug: the hidden deltas lack the slope\./);
  assert.doesNotMatch(at(0.5), /bug/);
});
