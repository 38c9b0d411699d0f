// What is tried on a weight: which values are asked about, which ranges the lines have, what the ratios and the words say.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createProbing } from '../../static/js/net/probing.js';
import { createTrying } from '../../static/js/net/trying.js';
import { lineScale } from '../../static/js/panels/nudge/line_scale.js';
import { verdict } from '../../static/js/panels/nudge/plain.js';
import { narrate } from '../../static/js/panels/bottom/sentences.js';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { formatApart } from '../../static/js/scene/format.js';
import { decodeAddress, encodeAddress } from '../../static/js/state/address.js';
import { aimed, keepingNote, nudgedValue, probeQuestion, probeShown, rangeOf, ratios, triedOf, unmoved, valueNow, whyNot } from '../../static/js/state/nudging.js';
import { FIRST_STATE, reduce } from '../../static/js/state/reduce.js';
import { createStore } from '../../static/js/state/store.js';
import { frameBytes, job } from './fixtures.js';

/** @type {import('../../static/js/state/readings.js').Parameter} */
const DEEP = { kind: 'weight', layer: 1, to: 1, from: 2 };
const TRIED = { layer: 1, to: 1, from: 2, value: -0.5, was: -0.6, z: 0.25, z_was: 0.2, a: 0.56, a_was: 0.55, cost_was: 0.3, gradient_was: -0.4 };
const parameter = { layer: 1, to: 1, from: 2 };

/** @param {object} [detail] @param {number} [frame] @param {string} [phase] */
const frameOf = (detail = {}, frame = 1, phase = 'applied') => decodeFrame(frameBytes({ detail, frame, phase }));

/** A paused run of 3-2-1 neurons with a weight on its first layer selected. @param {object} [changes] @returns {any} */
function paused(changes = {}) {
  const attached = reduce({ ...FIRST_STATE, connection: { status: 'open', retryAt: null } }, { type: 'attach', job: job({ dataset: { name: 'pen', kind: 'image', inputs: 3, outputs: 1, classes: ['0', '1'] } }) });
  return { ...reduce(attached, { type: 'frame', frame: frameOf() }), selection: DEEP, tab: 'nudge', ...changes };
}

/** @param {number} count @returns {any} */
const probe = (count) => {
  const column = Array.from({ length: count }, (_, index) => index);
  return { values: column, z: column, a: column, slope: column, dC_da: column, gradient: column, cost: column };
};

test('values within reach on both sides are asked about, the present one in the middle', () => {
  const question = probeQuestion(paused());
  assert.equal(question?.values.length, 81);
  const now = valueNow(frameOf(), DEEP);
  assert.ok(Math.abs((question?.values[40] ?? 0) - now) < 1e-12);
  assert.deepEqual([question?.values[0], question?.values[80]].map((value) => Number(((value ?? 0) - now).toFixed(9))), [-2, 2]);
  assert.equal(unmoved(probe(81)).cost, 40);
});

test('nothing is asked but of a parameter, of a run that rests', () => {
  const state = paused();
  for (const changes of [{ selection: { kind: 'neuron', layer: 1, to: 0 } }, { selection: null }, { busy: 'Learning.' }, { job: { ...state.job, state: 'running' } },
    { connection: { status: 'lost', retryAt: null } }]) assert.equal(probeQuestion({ ...state, ...changes }), null);
  assert.match(whyNot({ ...state, job: { ...state.job, state: 'running' } }), /^Pause, and you can nudge it/);
  assert.equal(whyNot(state), '');
});

test('what is tried is no new moment, and the value is still the one the run has', () => {
  const state = paused();
  const trying = reduce(state, { type: 'frame', frame: frameOf({ tried: TRIED }, 2, 'preview') });
  assert.deepEqual(trying.moment, { frame: 1, phase: 'applied' });
  assert.equal(probeQuestion(trying)?.key, probeQuestion(state)?.key);
  assert.equal(valueNow(frameOf({ tried: TRIED }), DEEP), -0.6);
  assert.equal(triedOf(frameOf({ tried: TRIED }), { ...DEEP, from: 0 }), null);
  assert.equal(triedOf(frameOf({ tried: { ...TRIED, from: null } }), { kind: 'bias', layer: 1, to: 1 })?.value, -0.5);
  const back = reduce(trying, { type: 'frame', frame: frameOf({}, 3) });
  assert.notEqual(probeQuestion(back)?.key, probeQuestion(state)?.key);
  assert.match(keepingNote(trying), /before step 7: keeping a value takes that step back/);
});

test('it is asked once for each moment, and what was answered for another parameter is not shown', async () => {
  const store = createStore(reduce, paused({ selection: null }));
  /** @type {any[]} */
  const asked = [];
  const know = createProbing(store, async (command) => (asked.push(command), probe(81)));
  know();
  store.dispatch({ type: 'set', changes: { selection: DEEP } });
  for (let shows = 0; shows < 3; shows += 1) know();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(asked.map(({ name, parameter: of }) => [name, of]), [['probe', parameter]]);
  store.dispatch({ type: 'frame', frame: frameOf({ tried: TRIED }, 2) });
  know();
  await new Promise((resolve) => setTimeout(resolve, 70));
  assert.equal(asked.length, 1);
  assert.equal(probeShown(store.get())?.cost.length, 81);
  assert.equal(probeShown({ ...store.get(), selection: { ...DEEP, from: 0 } }), null);
});

test('a range holds every finite number, and one that stands still gets room', () => {
  const [low, high] = rangeOf([0.2, null, 0.8, 0.5]) ?? [0, 0];
  assert.ok(low < 0.2 && low > 0.1 && high > 0.8 && high < 0.9);
  assert.deepEqual(rangeOf([0, 0]), [-0.1, 0.1]);
  assert.equal(rangeOf([null]), null);
});

test('a line has round ticks within its bounds and holds what lies beyond them at its ends', () => {
  for (const range of /** @type {[number, number][]} */ ([[-1.3, 2.7], [0.8951, 0.9153], [0, 1], [-1200, 4000], [1e-7, 3e-7]])) {
    const scale = lineScale(range);
    assert.ok(scale.ticks.length >= 2 && scale.ticks.length <= 7, `${scale.ticks}`);
    assert.ok(scale.ticks.every((tick) => scale.place(tick) >= 0 && scale.place(tick) <= 1));
    assert.equal(new Set(scale.ticks.map(scale.label)).size, scale.ticks.length);
    assert.deepEqual([scale.place(range[0] - 1), scale.place(range[0]), scale.place(range[1]), scale.place(range[1] + 1)], [0, 0, 1, 1]);
  }
  assert.deepEqual(lineScale([-1, 1]).ticks.map(lineScale([-1, 1]).label), ['−1.0', '−0.5', '0', '0.5', '1.0']);
});

test('ratios are quotients of what the server answered, and their product is the secant', () => {
  const found = ratios(TRIED, 0.26);
  assert.ok(Math.abs((found.secant ?? 0) - -0.4) < 1e-9);
  assert.ok(Math.abs((found.dz_dw ?? 0) * (found.da_dz ?? 0) * (found.dC_da ?? 0) - (found.secant ?? 0)) < 1e-9);
  assert.ok(Math.abs((found.predicted ?? 0) - -0.04) < 1e-9);
  assert.deepEqual([ratios({ ...TRIED, value: -0.6 }, 0.3).secant, ratios(TRIED, null).dC, ratios({ ...TRIED, z: null }, 0.3).dz_dw], [null, null, null]);
});

test('a hand aims at hundredths within reach, and a value has no dust', () => {
  assert.deepEqual([aimed(0.1234), aimed(9), aimed(-9)], [0.12, 2, -2]);
  assert.equal(nudgedValue(0.1, 0.2), 0.3);
});

test('plain numbers say what a try did, with digits enough to see it', () => {
  assert.equal(verdict(0.776, 0.77), 'The cost falls from 0.776 to 0.770: that helped.');
  assert.equal(verdict(0.9027, 0.9029), 'The cost rises from 0.9027 to 0.9029: that did not help.');
  assert.deepEqual(formatApart(0.9027, 0.90274), ['0.90270', '0.90274']);
  assert.match(verdict(0.5, 0.5), /stays at 0.500/);
  assert.match(verdict(0.5, null), /not a number.*put it back/);
});

test('plain numbers are part of the link', () => {
  const state = paused({ plain: true });
  assert.match(encodeAddress(state, false), /plain=1/);
  assert.equal(decodeAddress('job=j1&plain=1').plain, true);
  assert.deepEqual(decodeAddress('job=j1&plain=2').wrong, ['plain']);
  assert.doesNotMatch(encodeAddress({ ...state, selection: null }, false), /plain/);
});

test('while something is tried the narration says so and offers to put it back', () => {
  const { title, detail, actions } = narrate({ ...paused(), frame: frameOf({ tried: TRIED, cost: 0.26 }) }, 0);
  assert.deepEqual([title, detail], ['Trying w = −0.500.', 'C₀ is 0.260, not 0.300. The run stays as it is.']);
  assert.deepEqual(actions, [{ label: 'Put it back', intent: 'letGo' }]);
});

/** The doings of a viewer, over a server that answers each command with the frame that follows. @param {any} [start] */
function trying(start = paused({ view: { ...paused().view, tau: 2 } })) {
  const store = createStore(reduce, start);
  /** @type {any[]} */
  const sent = [];
  let frame = 1;
  /** @param {any} wanted */
  async function command(wanted) {
    sent.push(wanted);
    const detail = wanted.name === 'try' && wanted.parameter ? { tried: { ...TRIED, value: wanted.value }, cost: 0.26 } : {};
    store.dispatch({ type: 'frame', frame: frameOf(detail, (frame += 1)) });
    return { state: 'paused', step: 7 };
  }
  const session = /** @type {any} */ ({ command, commandAndFrame: command, until: async () => {} });
  const player = /** @type {any} */ ({ jump: (/** @type {number} */ tau) => store.dispatch({ type: 'view', changes: { tau } }) });
  return { store, sent, commands: createTrying({ store, session, player, attempt: async (work) => void (await work()) }) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 90));

test('trying takes the picture to where everything is known', () => {
  const { store, commands, sent } = trying();
  commands.tryValue(DEEP, -0.5);
  assert.equal(store.get().view.tau, 5);
  assert.deepEqual(sent, [{ name: 'try', parameter, value: -0.5 }]);
});

test('of many values at once only the newest is sent, and letting go comes last', async () => {
  const { commands, sent } = trying();
  for (const value of [0.1, 0.2, 0.3]) commands.tryValue(DEEP, value);
  await settled();
  commands.letGo();
  await settled();
  assert.deepEqual(sent.map(({ value }) => value), [0.1, 0.3, undefined]);
});

test('an edit is never overtaken by a try that waited, and it edits what is shown', async () => {
  const { commands, sent } = trying();
  for (const value of [0.1, 0.2]) commands.tryValue(DEEP, value);
  await commands.edit(DEEP, 0.2);
  await settled();
  assert.deepEqual(sent.filter(({ name }) => name === 'edit'), [{ name: 'edit', parameter, value: 0.2, shown: true }]);
  assert.deepEqual(sent.filter(({ name, value }) => name === 'try' && value === 0.2), []);
});

test('what was tried in plain numbers is written down, kept and undone', async () => {
  const { store, commands, sent } = trying();
  await commands.tryOnce(DEEP, -0.5);
  const [made] = store.get().attempts;
  assert.deepEqual([made.was, made.value, made.before, made.after, made.fate], [-0.6, -0.5, 0.3, 0.26, 'tried']);
  await commands.edit(DEEP, -0.5);
  assert.equal(store.get().attempts[0].fate, 'kept');
  await commands.undo(store.get().attempts[0]);
  assert.equal(store.get().attempts[0].fate, 'undone');
  assert.deepEqual(sent.filter(({ name }) => name === 'edit').map(({ value }) => value), [-0.5, -0.6]);
});
