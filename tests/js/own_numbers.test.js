// A network of one's own: typed cells, sizes that change, blocks from a spreadsheet, and the specification they make.
import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { blockOf, cellsOf, firstCells, missing, numberIn, pasted, resized, sizesIn, sizesOf, specOf } from '../../static/js/state/own_numbers.js';
import { frameBytes } from './fixtures.js';

const CHOICES = { activation: 'sigmoid', output: 'identity', cost: 'half_quadratic', rate: '0,25' };

test('numbers are read as people write them', () => {
  assert.deepEqual(['0.5', ' −2 ', '1,5', '1e-3', '', 'x', 'Infinity'].map(numberIn), [0.5, -2, 1.5, 0.001, null, null, null]);
});

test('layers are whole numbers within what can be typed', () => {
  assert.deepEqual(sizesIn('2, 3, 1').sizes, [2, 3, 1]);
  assert.deepEqual(sizesIn('2-3-1').sizes, [2, 3, 1]);
  for (const [text, why] of [['2', /such as/], ['2, x', /such as/], ['2, 7', /1 to 6/], ['0, 1', /1 to 6/], ['1,1,1,1,1,1,1,1', /At most 6 layers/]]) {
    const { sizes, problem } = sizesIn(/** @type {string} */ (text));
    assert.deepEqual(sizes, []);
    assert.match(problem, /** @type {RegExp} */ (why));
  }
});

test('another size keeps what has a place: weights, the bias of each neuron, inputs and targets of each sample', () => {
  const more = resized(firstCells(), [3, 2, 2, 1]);
  assert.deepEqual(sizesOf(more), [3, 2, 2, 1]);
  assert.deepEqual(more.layers[0], [['1', '-2', '', '-0.4'], ['0.5', '3', '', '0']]);
  assert.deepEqual(more.layers[1], [['1', '-1', '0.5'], ['', '', '']]);
  assert.deepEqual(more.samples, [['0.8', '0.2', '', '1']]);
  assert.deepEqual(resized(more, [2, 2, 1]), firstCells());
});

test('empty cells are counted', () => {
  assert.equal(missing(firstCells()), 0);
  assert.equal(missing(resized(firstCells(), [3, 2, 1])), 3);
});

test('a block from a spreadsheet is laid over the cells, and what reaches beyond them is left out', () => {
  assert.deepEqual(blockOf('1\t2\n3\t4\n'), [['1', '2'], ['3', '4']]);
  assert.deepEqual(blockOf('1 2;3'), [['1', '2', '3']]);
  assert.deepEqual(pasted([['a', 'b'], ['c', 'd']], [['1', '2'], ['3', '4']], 1, 1), [['a', 'b'], ['c', '1']]);
});

test('the specification holds every number where the contract wants it', () => {
  const spec = specOf(firstCells(), CHOICES);
  assert.deepEqual(spec.dataset, { name: 'table', rows: [['x1', 'x2', 'y'], [0.8, 0.2, 1]], targets: 1, scale: false });
  assert.deepEqual(spec.network, {
    hidden: [2], activation: 'sigmoid', output_activation: 'identity',
    parameters: { weights: [[[1, -2], [0.5, 3]], [[1, -1]]], biases: [[-0.4, 0], [0.5]] },
  });
  assert.equal(spec.optimizer.learning_rate, 0.25);
});

test('the network on the picture can be typed over where it is small', () => {
  const frame = decodeFrame(frameBytes());
  const cells = cellsOf(frame);
  assert.deepEqual(cells && sizesOf(cells), frame.sizes);
  assert.equal(cells && Number(cells.layers[0][0][0]), Number(frame.layers[0].W[0].toPrecision(6)));
  assert.equal(cellsOf({ ...frame, sizes: [7, 1] }), null);
  assert.equal(cellsOf(null), null);
});
