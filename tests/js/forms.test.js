// A derivative in three forms: when it is asked for, where its numbers stand, what is lit, how it is said.
import assert from 'node:assert/strict';
import test from 'node:test';
import { follow } from '../../static/js/net/following.js';
import { askedLine, codeText, foldedLines, indexSentence, shapeText, termName } from '../../static/js/panels/forms/form_words.js';
import { sheetsOf } from '../../static/js/panels/forms/heat.js';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { themeFrom } from '../../static/js/scene/colors.js';
import { heatCell, heatPixels, heatSize } from '../../static/js/scene/heat.js';
import { firstChoice, formsQuestion, formsShown, isKnown, lettersAt, numbersOf, readingOf, regionOf, termsAt } from '../../static/js/state/forms.js';
import { FIRST_STATE, reduce } from '../../static/js/state/reduce.js';
import { createStore } from '../../static/js/state/store.js';
import { frameBytes, job } from './fixtures.js';

/** @typedef {import('../../static/js/state/shape.js').FormTerm} FormTerm */

/** @param {FormTerm['quantity']} quantity @param {number} layer @param {any} names @param {(number | string)[]} indices @param {(number | 'n')[]} shape @returns {FormTerm} */
const term = (quantity, layer, names, indices, shape) => ({ id: quantity + layer, quantity, layer, role: 'a', names: { layer, to: null, from: null, ...names }, indices, shape });

/** The first weight of a 3-2-1 network, as far as it is looked at here. @returns {any} */
const answer = () => ({
  selected: { kind: 'weight', layer: 1, to: 1, from: 2 },
  indices: [{ letter: 'j', layer: 1, count: 2, value: 1 }, { letter: 'k', layer: 0, count: 3, value: 2 }, { letter: 'i', layer: 2, count: 4, value: null }],
  terms: [
    term('dC_dW', 1, { kind: 'edge', to: 1, from: 2 }, [1, 2], [2, 3]), term('delta', 1, { kind: 'neuron', to: 1 }, [1], [2]),
    term('a', 0, { kind: 'input', to: 2 }, [2], [3]), term('W', 2, { kind: 'edge', from: 1 }, ['i', 1], [4, 2]), term('delta', 2, { kind: 'neuron' }, ['i'], [4]),
    term('Delta', 1, { kind: 'neuron', to: 1 }, ['s', 1], ['n', 2]),
  ],
  lines: [
    { left: 'dC_dW1', layer: 1, code: [{ text: 'dC_dW1', term: 'dC_dW1' }, { text: ' = x', term: null }] },
    { left: 'delta1', layer: 1, code: [{ text: 'delta1 = y', term: null }] },
  ],
  pick: [{ text: 'derivative = ', term: null }, { text: 'dC_dW1', term: 'dC_dW1' }, { text: '[1, 2]', term: null }],
  batch: null,
});
/** @param {string} id @returns {FormTerm} */
const named = (id) => answer().terms.find((/** @type {FormTerm} */ one) => one.id === id);

/** @param {object} [changes] @returns {any} */
function paused(changes = {}) {
  const attached = reduce(FIRST_STATE, { type: 'attach', job: job() });
  return { ...reduce(attached, { type: 'frame', frame: decodeFrame(frameBytes()) }), selection: { kind: 'weight', layer: 1, to: 1, from: 2 }, ...changes };
}

test('it is asked about once for a selection, whatever the moment, and also while the run trains', async () => {
  const store = createStore(reduce, paused({ selection: null }));
  /** @type {any[]} */
  const asked = [];
  follow(store, 'forms', formsQuestion, async (question) => (asked.push(question), answer()));
  const settle = () => new Promise((resolve) => setTimeout(resolve, 70));
  const select = (/** @type {any} */ selection) => store.dispatch({ type: 'set', changes: { selection } });
  select({ kind: 'input', index: 0 });
  assert.deepEqual(asked, []);
  select({ kind: 'weight', layer: 1, to: 1, from: 2 });
  store.dispatch({ type: 'standing', standing: { state: 'running' } });
  store.dispatch({ type: 'frame', frame: decodeFrame(frameBytes({ step: 8, frame: 2 })) });
  await settle();
  assert.equal(asked.length, 1);
  assert.ok(formsShown(store.get())?.answer);
  select({ kind: 'neuron', layer: 2, to: 0 });
  assert.equal(formsShown(store.get()), null);
  await settle();
  assert.equal(asked.length, 2);
});

test('what the server refuses is told, and an answer about another selection is dropped', async () => {
  const store = createStore(reduce, paused({ selection: null }));
  follow(store, 'forms', formsQuestion, async () => { throw new Error('No room.'); });
  store.dispatch({ type: 'set', changes: { selection: { kind: 'bias', layer: 1, to: 0 } } });
  store.dispatch({ type: 'set', changes: { selection: { kind: 'bias', layer: 1, to: 1 } } });
  await new Promise((resolve) => setTimeout(resolve, 120));
  const { forms } = store.get().answers;
  assert.deepEqual([forms?.problem, forms?.of], ['No room.', formsQuestion(store.get())?.of]);
});

test('the number of a term is the frame\'s', () => {
  const frame = decodeFrame(frameBytes());
  const [first, second] = frame.layers;
  assert.equal(readingOf(frame, named('a0'), [2]), 0.5);
  assert.equal(readingOf(frame, named('delta1'), [1]), first.delta[1]);
  assert.equal(readingOf(frame, named('W2'), [0, 1]), second.W[1]);
  assert.equal(readingOf(frame, named('dC_dW1'), [1, 2]), first.dC_dW[3]); // input 1 is 0: its column was not sent
  assert.equal(readingOf(frame, named('dC_dW1'), [1, 1]), 0);
  assert.equal(readingOf(frame, term('y', 2, {}, [0], [1]), [0]), 1);
  assert.equal(readingOf(frame, term('dC_db', 1, {}, [1], [2]), [1]), first.delta[1]);
  assert.equal(readingOf(frame, named('Delta1'), [0, 1]), null);
});

test('no number is seen before its phase', () => {
  const seen = (/** @type {number} */ tau) => ['a0', 'W2', 'delta2', 'delta1', 'dC_dW1'].filter((id) => isKnown(tau, 2, named(id)));
  assert.deepEqual(seen(0), ['a0', 'W2']);
  assert.deepEqual(seen(3.5), ['a0', 'W2', 'delta2']);
  assert.deepEqual(seen(5), ['a0', 'W2', 'delta2', 'delta1', 'dC_dW1']);
  const miss = term('dC_da', 2, {}, [0], [1]);
  assert.deepEqual([2, 2.5].map((tau) => isKnown(tau, 2, miss)), [false, true]);
});

test('a term names a neuron, an input, an edge, a row of edges, a layer, or all its edges', () => {
  assert.deepEqual(regionOf(named('delta1'), [1]), { kind: 'neuron', layer: 1, to: 1 });
  assert.deepEqual(regionOf(named('a0'), [2]), { kind: 'input', index: 2 });
  assert.deepEqual(regionOf(named('dC_dW1'), [1, 2]), { kind: 'weight', layer: 1, to: 1, from: 2 });
  assert.deepEqual(regionOf(named('W2'), ['i', 1]), { kind: 'edges', layer: 2, to: null, from: 1 });
  assert.deepEqual(regionOf(named('delta2'), ['i']), { kind: 'layer', layer: 2 });
  assert.deepEqual(regionOf(named('W2'), []), { kind: 'edges', layer: 2, to: null, from: null });
  assert.deepEqual(regionOf(named('Delta1'), ['s', 1]), { kind: 'neuron', layer: 1, to: 1 });
});

test('a place of the picture lights the terms that name it, and gives its number to the index that runs there', () => {
  const lit = (/** @type {any} */ target) => termsAt(answer(), target);
  assert.deepEqual(lit(null), []);
  assert.deepEqual(lit({ kind: 'neuron', layer: 1, to: 1 }), ['delta1', 'Delta1']);
  assert.deepEqual(lit({ kind: 'neuron', layer: 1, to: 0 }), []);
  assert.deepEqual(lit({ kind: 'neuron', layer: 2, to: 3 }), ['delta2']);
  assert.deepEqual(lit({ kind: 'input', index: 2 }), ['a0']);
  assert.deepEqual(lit({ kind: 'weight', layer: 2, to: 3, from: 1 }), ['W2']);
  assert.deepEqual(lit({ kind: 'weight', layer: 2, to: 3, from: 0 }), []);
  assert.deepEqual(lettersAt(answer(), { kind: 'neuron', layer: 2, to: 3 }), ['i']);
  assert.deepEqual(lettersAt(answer(), { kind: 'neuron', layer: 1, to: 0 }), []);
});

test('an index that runs starts where delta is largest, and letters become numbers', () => {
  const frame = decodeFrame(frameBytes());
  const alone = { ...answer(), indices: [{ letter: 'i', layer: 1, count: 2, value: null }], selected: { kind: 'weight', layer: 2, to: 0, from: 1 } };
  assert.deepEqual([...firstChoice(alone, frame)], [['i', 1]]); // 0.1 and -0.2
  assert.deepEqual(numbersOf(['i', 4], new Map([['i', 2]])), [2, 4]);
});

test('indices and terms are said in words', () => {
  const chosen = new Map([['i', 3]]);
  assert.equal(indexSentence(answer(), 'j', chosen), 'j runs over the 2 neurons of layer 1 (rows of W of layer 1). This one is j = 1.');
  assert.equal(indexSentence(answer(), 'k', chosen), 'k runs over the 3 inputs (columns of W of layer 1). This one is k = 2.');
  assert.match(indexSentence(answer(), 'i', chosen), /^i runs over the 4 neurons of layer 2 \(rows of W of layer 2\); the sum adds them up\. .* i = 3\.$/);
  assert.match(indexSentence(answer(), 's', chosen), /samples of a batch/);
  assert.equal(termName(named('delta1'), [1]), 'delta of neuron 1 of layer 1');
  assert.equal(termName(named('a0'), [2]), 'activation of input 2');
  assert.equal(termName(named('W2'), [3, 1]), 'weight into neuron 3 of layer 2 from neuron 1');
  assert.equal(termName(named('W2'), []), 'weight, all of layer 2');
  assert.deepEqual(['delta1', 'W2', 'Delta1'].map((id) => shapeText(named(id))), ['2 × 1', '4 × 2', '2 × 1']);
});

test('the code runs from the last line to the first, and then picks the number', () => {
  assert.equal(codeText(answer()), 'delta1 = y\ndC_dW1 = x\nderivative = dC_dW1[1, 2]\n');
  assert.equal(askedLine(answer()).left, 'dC_dW1');
});

test('of many layers those between the second and the last are folded', () => {
  const lines = (/** @type {number[]} */ layers) => layers.map((layer) => /** @type {any} */ ({ layer }));
  assert.deepEqual([...foldedLines(lines([1, 1, 2, 3, 3, 4, 5]))].map(({ layer }) => layer), [3, 3, 4]);
  assert.equal(foldedLines(lines([1, 1, 2, 3])).size, 0);
});

test('a weight is drawn as delta times a row, of an image as images, a neuron as weights times delta', () => {
  const drawn = (/** @type {any[]} */ sheets) => sheets.map((one) => (typeof one === 'string' ? one : `${one.term.id} ${one.rows}x${one.columns}`));
  assert.deepEqual(drawn(sheetsOf(answer(), false)), ['dC_dW1 2x3', '=', 'delta1 2x1', '×', 'a0 1x3']);
  const wide = answer();
  wide.terms[0].shape = [2, 784];
  wide.selected.from = 406;
  const [left, , , , input] = /** @type {any[]} */ (sheetsOf(wide, true));
  assert.deepEqual(drawn([left, input]), ['dC_dW1 28x28', 'a0 28x28']);
  assert.deepEqual([left.marked, left.at(14, 14), input.at(14, 14)], [[14, 14], [1, 406], [406]]);
  const neuron = { ...answer(), selected: { kind: 'neuron', layer: 1, to: 1, from: null } };
  const sheets = /** @type {any[]} */ (sheetsOf(/** @type {any} */ (neuron), false));
  assert.deepEqual(drawn(sheets.slice(1)), ['=', 'W2 2x4', '×', 'delta2 4x1']);
  assert.deepEqual(sheets[2].at(1, 3), [3, 1]); // transposed
});

test('the picture of numbers uses the scales of the network: its sign is its hue, its size its strength', () => {
  const token = Object.fromEntries(['bg', 'bg1', 'up', 'down', 'w', 'a'].map((name, index) => [name, `#0${index}0000`]));
  const theme = themeFrom({ ...token, up: '#0000ff', down: '#ff0000' }, 'dark', { ui: '', math: '' });
  const values = [1, -1, 0, NaN];
  const pixels = heatPixels(2, 2, (row, column) => values[2 * row + column], theme, 'gradient');
  const pixel = (/** @type {number} */ index) => [...pixels.slice(4 * index, 4 * index + 4)];
  assert.deepEqual(pixel(0), [255, 0, 0, 255]);
  assert.deepEqual(pixel(1), [0, 0, 255, 255]);
  assert.deepEqual(pixel(2), [...theme.empty, 255]);
  assert.deepEqual(pixel(3), [...theme.empty, 255]);
  assert.equal(heatCell(2, 3), 6);
  assert.ok(784 * heatCell(16, 784) <= 112.001);
  assert.deepEqual(heatSize(16, 1, 6), { width: 9, height: 96 });
});
