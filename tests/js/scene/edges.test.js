import assert from 'node:assert/strict';
import test from 'node:test';
import { bend, along, cut } from '../../../static/js/scene/curves.js';
import { zeroContour } from '../../../static/js/scene/contour.js';
import { layout } from '../../../static/js/scene/layout.js';
import { pick, stubOf, stubRoom } from '../../../static/js/scene/pick.js';
import { flagStrongest, orderByStrength } from '../../../static/js/scene/rank.js';
import { CROWDED, FLOW_STRONG, NUDGE_MISSING, NUDGE_STRONG, STRONGEST, createScene, curveOf, fillRest, fillScene, nudgeOf } from '../../../static/js/scene/scene.js';
import { gradientScale } from '../../../static/js/scene/scales.js';
import { makeFrame, randomNumbers } from '../fixtures/make_frame.js';

const STAGE = { width: 1068, height: 684 };

function sceneOf(sizes, input, backward = true, frame = makeFrame(sizes)) {
  const scene = createScene(layout({ sizes, input }, STAGE));
  fillScene(scene, frame, backward);
  fillRest(scene, frame);
  return { scene, frame };
}

const edgesOf = (scene, layer) => {
  const list = [];
  for (let e = scene.start[layer - 1]; e < scene.start[layer]; e++) list.push(e);
  return list;
};

test('top k is exactly what a naive sort gives', () => {
  const random = randomNumbers(4);
  const n = 5000;
  const values = Float32Array.from({ length: n }, () => (random() - 0.5) * 10 ** -Math.floor(random() * 9));
  const order = new Uint32Array(n);
  orderByStrength(values, n, new Float64Array(n), order);
  const naive = [...values.keys()].sort((p, q) => Math.abs(values[p]) - Math.abs(values[q]) || p - q);
  assert.deepEqual([...order], naive);
  const flags = new Uint8Array(n);
  const sum = flagStrongest(values, order, n, 600, flags, 2);
  const strongest = naive.slice(-600);
  assert.equal(flags.filter(Boolean).length, 600);
  assert.ok(strongest.every((i) => flags[i] === 2));
  assert.ok(Math.abs(sum - strongest.reduce((s, i) => s + Math.abs(values[i]), 0)) < 1e-9);
});

test('a crowded layer draws 600 strongly and states their share of the whole layer', () => {
  const { scene, frame } = sceneOf([784, 16, 16, 10], 'image');
  const sizes = [...frame.layers[0].dC_dW].map(Math.abs).sort((a, b) => b - a);
  const share = sizes.slice(0, STRONGEST).reduce((a, b) => a + b, 0) / sizes.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(scene.nudgeShare[0] - share) < 1e-6);
  assert.equal(scene.nudgeShare[1], 1);
  const strong = edgesOf(scene, 1).filter((e) => scene.edges.values[4 * e + 3] & NUDGE_STRONG);
  assert.equal(strong.length, STRONGEST);
  assert.ok(edgesOf(scene, 2).every((e) => scene.edges.values[4 * e + 3] & NUDGE_STRONG));
});

test('only lit inputs of a crowded layer are filled; the rest is in the texture', () => {
  const { scene, frame } = sceneOf([784, 16, 16, 10], 'image');
  assert.equal(edgesOf(scene, 1).length, 16 * frame.layers[0].columns.length);
  assert.equal(edgesOf(scene, 2).length, 256);
  assert.equal(scene.rest.count, 784 * 16);
  assert.equal(scene.edges.marks[3] & CROWDED, CROWDED);
});

test('edges carry their own values and are painted weak before strong inside a layer', () => {
  for (const backward of [true, false]) {
    const { scene, frame } = sceneOf([784, 16, 16, 10], 'image', backward);
    for (let layer = 1; layer <= 3; layer++) {
      let before = 0;
      for (const e of edgesOf(scene, layer)) {
        const at = 4 * e;
        const strength = Math.abs(scene.edges.values[at + (backward ? 1 : 0)]);
        assert.ok(strength >= before - 1e-6);
        before = strength;
        const g = nudgeOf(frame.layers[layer - 1], scene.edges.marks[at + 1], scene.edges.marks[at + 2]);
        assert.ok(Math.abs(Math.abs(scene.edges.values[at + 1]) - gradientScale(g)) < 1e-6);
      }
    }
  }
});

test('buffers are kept from frame to frame', () => {
  const { scene, frame } = sceneOf([784, 16, 16, 10], 'image');
  const { ends, values, marks } = scene.edges;
  fillScene(scene, frame, false);
  assert.ok(scene.edges.ends === ends && scene.edges.values === values && scene.edges.marks === marks);
});

test('abridged layers: edges of hidden neurons are not drawn, and the share says so', () => {
  const { scene } = sceneOf([784, 128, 64, 10], 'image');
  assert.equal(scene.start[2] - scene.start[1], 22 * 22);
  assert.ok(scene.nudgeShare[1] < 1);
});

test('edges without a value are flagged and have no strength', () => {
  const frame = makeFrame([2, 2, 2]);
  frame.layers[1].dC_dW[3] = NaN;
  const { scene } = sceneOf([2, 2, 2], 'column', true, frame);
  const bad = edgesOf(scene, 2).filter((e) => scene.edges.values[4 * e + 3] & NUDGE_MISSING);
  assert.equal(bad.length, 1);
  assert.equal(scene.edges.values[4 * bad[0] + 1], 0);
  assert.ok(Number.isNaN(scene.nudgeShare[1]));
});

test('a cut curve lies on the whole curve', () => {
  const curve = new Float32Array(8);
  const piece = new Float32Array(8);
  bend(false, 300, true, Float32Array.of(50, 90, 480, 300), 0, curve);
  cut(curve, 0.25, 0.75, piece);
  for (const axis of [0, 1]) {
    assert.ok(Math.abs(along(piece, axis, 0) - along(curve, axis, 0.25)) < 1e-3);
    assert.ok(Math.abs(along(piece, axis, 0.5) - along(curve, axis, 0.5)) < 1e-3);
    assert.ok(Math.abs(along(piece, axis, 1) - along(curve, axis, 0.75)) < 1e-3);
  }
});

test('pick finds the neurons, biases, inputs and pixels that are drawn', () => {
  for (const [sizes, input] of [[[784, 16, 16, 10], 'image'], [[2, 4, 1], 'plane'], [[2, 2, 2], 'column']]) {
    const { scene } = sceneOf(sizes, input);
    for (const column of scene.layout.columns) {
      if (!column) continue;
      for (let i = 0; i < column.neurons.length; i++) {
        const to = column.neurons[i];
        const found = column.layer === 0 ? { kind: 'input', index: to } : { kind: 'neuron', layer: column.layer, to };
        assert.deepEqual(pick(scene, column.x[i], column.y[i]), found);
        if (column.layer === 0) continue;
        const stub = stubOf(scene.layout, column.x[i], column.y[i], column.radius, stubRoom(column));
        assert.deepEqual(pick(scene, (stub.x0 + stub.x1) / 2, (stub.y0 + stub.y1) / 2), { kind: 'bias', layer: column.layer, to });
      }
    }
  }
  const { scene } = sceneOf([784, 16, 16, 10], 'image');
  const { pad } = scene.layout;
  assert.deepEqual(pick(scene, pad.x + 3.5 * pad.cell, pad.y + 2.5 * pad.cell), { kind: 'input', index: 2 * 28 + 3 });
  assert.equal(pick(scene, 5, 5), null);
});

test('pick finds an edge on its own curve', () => {
  const { scene } = sceneOf([2, 2, 2], 'column');
  for (const [layer, to, from] of [[2, 1, 0], [2, 0, 0], [1, 0, 1]]) {
    const curve = curveOf(scene.layout, layer, to, from);
    assert.deepEqual(pick(scene, along(curve, 0, 0.3), along(curve, 1, 0.3)), { kind: 'weight', layer, to, from });
  }
});

test('of a crowded layer only the strong edges can be picked', () => {
  const { scene } = sceneOf([784, 16, 16, 10], 'image', false);
  const { edge } = scene.layout;
  for (let y = 100; y < 560; y += 9) {
    const found = pick(scene, edge + 40, y);
    if (!found || found.kind !== 'weight') continue;
    const e = edgesOf(scene, found.layer).find((i) => scene.edges.marks[4 * i + 1] === found.to && scene.edges.marks[4 * i + 2] === found.from);
    assert.ok(scene.edges.values[4 * e + 3] & FLOW_STRONG);
  }
});

test('the zero contour of a slope is a straight line', () => {
  const g = 8;
  const pieces = zeroContour((i) => (i % g) - 3.5, g);
  assert.equal(pieces.length / 4, g - 1);
  for (let i = 0; i < pieces.length; i += 2) assert.ok(Math.abs(pieces[i] - 0.5) < 1e-6);
});
