// The doctor's page: what was brought becomes a question, a link to the lab, and squares of a picture.
import assert from 'node:assert/strict';
import test from 'node:test';
import { labLink } from '../../static/js/doctor/lab_link.js';
import { lookOf, shortRatio } from '../../static/js/doctor/heat.js';
import { questionOf, rolesQuestion, withFile } from '../../static/js/doctor/tensors.js';
import { decodeAddress } from '../../static/js/state/address.js';

const CHOICES = { activations: ['tanh'], cost: 'quadratic', rate: null };

/** @param {import('../../static/js/doctor/tensors.js').Role} role @param {number[]} shape */
const place = (role, shape, turned = false, note = '') => ({ role, layer: 1, shape, turned, note });

/** @param {string} name @param {number[]} shape @param {number[]} values */
const tensor = (name, shape, values) => ({ name, shape, values });

const ROWS = withFile([], 'a.npz', [
  tensor('kernel', [2, 3], [1, 2, 3, 4, 5, 6]), tensor('b', [3], [7, 8, 9]), tensor('dW', [3, 2], [0, 1, 2, 3, 4, 5]),
  tensor('db', [3], [1, 1, 1]), tensor('X', [2, 2], [1, 2, 3, 4]), tensor('labels', [2], [2, 0]),
]);
const ARRANGED = {
  tensors: [place('W', [3, 2], true), place('b', [3]), place('dW', [3, 2]), place('db', [3]), place('input', [2, 2]), place('target', [2], false, 'classes')],
  sizes: [2, 3], problems: [],
};

test('tensors are turned, laid out and written as the contract wants them', () => {
  assert.deepEqual(questionOf(ROWS, ARRANGED, CHOICES), {
    network: { activations: ['tanh'], weights: [[[1, 4], [2, 5], [3, 6]]], biases: [[7, 8, 9]] },
    cost: 'quadratic', input: [[1, 2], [3, 4]], target: [[0, 0, 1], [1, 0, 0]],
    gradients: { weights: [[[0, 1], [2, 3], [4, 5]]], biases: [[1, 1, 1]] },
  });
  assert.equal(questionOf(ROWS, ARRANGED, { ...CHOICES, rate: 0.5 }).learning_rate, 0.5);
});

test('layers stand in their order, whatever the order of the tensors', () => {
  const rows = withFile([], 'a', [tensor('W2', [1, 1], [2]), tensor('W1', [1, 1], [1])]);
  const arranged = { tensors: [{ ...place('W', [1, 1]), layer: 2 }, place('W', [1, 1])], sizes: [1, 1, 1], problems: [] };
  assert.deepEqual(questionOf(rows, arranged, CHOICES).network.weights, [[[1]], [[2]]]);
});

test('a file of the same name takes the place of the one before; what somebody chose is asked along', () => {
  const again = withFile(ROWS, 'a.npz', [tensor('W1', [1, 1], [1])]);
  assert.deepEqual(again.map(({ name }) => name), ['W1']);
  const [chosen] = rolesQuestion([{ ...again[0], role: 'dW', layer: 2 }]).tensors;
  assert.deepEqual(chosen, { name: 'W1', shape: [1, 1], file: 'a.npz', role: 'dW', layer: 2 });
  assert.deepEqual(rolesQuestion(again).tensors[0], { name: 'W1', shape: [1, 1], file: 'a.npz' });
});

test('a small network is a link that the lab reads back, with the parameter selected', () => {
  const question = questionOf(ROWS, ARRANGED, { ...CHOICES, rate: 0.25 });
  const link = /** @type {string} */ (labLink(question, { layer: 1, to: 2, from: 1 }));
  const { spec, selection, wrong } = decodeAddress(link.slice(2));
  assert.deepEqual(wrong, []);
  assert.deepEqual(selection, { kind: 'weight', layer: 1, to: 2, from: 1 });
  assert.deepEqual(spec['network.parameters'], { weights: question.network.weights, biases: question.network.biases });
  assert.deepEqual(spec['dataset.rows'], [['x1', 'x2', 'y1', 'y2', 'y3'], [1, 2, 0, 0, 1], [3, 4, 1, 0, 0]]);
  assert.deepEqual([spec['network.hidden'], spec['network.output_activation'], spec.batch_size, spec['optimizer.learning_rate']], [[], 'tanh', 2, 0.25]);
});

test('a large network has no link', () => {
  const wide = { network: { activations: ['tanh'], weights: [[Array(13).fill(0)]], biases: [[0]] }, cost: 'quadratic', input: Array(13).fill(1), target: [1] };
  assert.equal(labLink(wide, { layer: 1, to: 0, from: null }), null);
});

test('a ratio is as it should be, too large, too small, of the other sign, zero, or none', () => {
  assert.deepEqual([1, 2, 0.5, -1, 0, null].map((ratio) => lookOf(ratio).kind), ['even', 'up', 'down', 'against', 'zero', 'none']);
  assert.ok(lookOf(4).strength > lookOf(1.1).strength);
  assert.equal(lookOf(1000).strength, 1);
  assert.deepEqual([1, 4.1436, -0.5, 0, null, 1e6, 1e-9].map(shortRatio), ['1', '4.14', '−0.5', '0', '?', '≫', '≪']);
});
