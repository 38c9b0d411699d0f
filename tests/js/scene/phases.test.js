import assert from 'node:assert/strict';
import test from 'node:test';
import { phaseAt, phaseCount, phaseList, phases } from '../../../static/js/scene/phases.js';

test('a step of L layers has 2 L + 2 phases in order', () => {
  for (let layers = 1; layers <= 8; layers++) {
    const list = phaseList(layers);
    assert.equal(list.length, phaseCount(layers));
    assert.equal(list.filter((p) => p.kind === 'forward').length, layers);
    assert.equal(list[layers].kind, 'cost');
    assert.equal(list[layers + 1].layer, layers);
    assert.equal(list[2 * layers].layer, 1);
    assert.equal(list[2 * layers + 1].kind, 'update');
  }
});

test('a boundary belongs to the phase it completes', () => {
  assert.equal(phaseAt(0, 3).index, 0);
  assert.equal(phaseAt(3, 3).index, 2);
  assert.equal(phaseAt(3, 3).position, 1);
  assert.equal(phaseAt(3.01, 3).kind, 'cost');
  assert.equal(phaseAt(8, 3).kind, 'update');
  assert.equal(phaseAt(6.5, 3).name, 'Backward, layer 1');
});

test('nothing is shown before it is known, and everything once it is', () => {
  for (const layers of [1, 2, 3, 8]) {
    const start = phases(0, layers);
    assert.deepEqual([...start.front, ...start.fill, ...start.back, ...start.delta, start.wish, start.squares], Array(4 * layers + 2).fill(0));
    const cost = phases(layers + 1, layers);
    assert.deepEqual([...cost.front, ...cost.fill, cost.wish, cost.squares], Array(2 * layers + 2).fill(1));
    assert.deepEqual([...cost.back, ...cost.delta], Array(2 * layers).fill(0));
    const end = phases(2 * layers + 2, layers);
    assert.deepEqual([...end.back, ...end.delta, end.update, end.after], Array(2 * layers + 2).fill(1));
  }
});

test('the landmarks of DESIGN section 5 for three layers', () => {
  assert.equal(phases(0.72, 3).front[0], 1);
  assert.equal(phases(0.5, 3).fill[0], 0);
  assert.equal(phases(4.25, 3).back[2], 0);
  assert.ok(phases(4.3, 3).back[2] > 0);
  assert.equal(phases(4.34, 3).delta[2], 1);
  assert.equal(phases(4, 3).backward, false);
  assert.equal(phases(7.5, 3).after, 0);
  assert.ok(Math.abs(phases(4, 3).dim - 0.34) < 1e-9);
});
