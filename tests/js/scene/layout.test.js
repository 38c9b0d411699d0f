import assert from 'node:assert/strict';
import test from 'node:test';
import { inputKind, layout, padPoint } from '../../../static/js/scene/layout.js';

const STAGES = [{ width: 1068, height: 684 }, { width: 1024, height: 552 }, { width: 390, height: 610 }, { width: 1450, height: 818 }];
const SHAPES = [
  { sizes: [784, 16, 16, 10], input: 'image' }, { sizes: [784, 10], input: 'image' }, { sizes: [784, 128, 64, 10], input: 'image' },
  { sizes: [2, 4, 1], input: 'plane' }, { sizes: [2, 2, 2], input: 'column' }, { sizes: [64, 8, 10], input: 'image' },
  { sizes: [13, 20, 20, 20, 20, 20, 20, 20, 3], input: 'column' }, { sizes: [30, 24, 40], input: 'column' },
];

function insideStage(place, name) {
  for (const column of place.columns) {
    if (!column) continue;
    for (let i = 0; i < column.neurons.length; i++) {
      const r = column.radius;
      assert.ok(column.x[i] - r >= 0 && column.x[i] + r <= place.width, `${name} layer ${column.layer} x`);
      assert.ok(column.y[i] - r >= 0 && column.y[i] + r <= place.height - 20, `${name} layer ${column.layer} y`);
    }
    assert.ok(column.neurons.length <= 24);
    assert.ok(column.neurons.length === 1 || column.spacing >= 2 * column.radius - 0.01, `${name} layer ${column.layer} neurons overlap`);
  }
}

test('every neuron stands inside the stage and beside its neighbours, for all shapes and stages', () => {
  for (const size of STAGES) for (const shape of SHAPES) insideStage(layout(shape, size), `${shape.sizes} at ${size.width}`);
});

test('the reference stage has the places of DESIGN section 2', () => {
  const place = layout(SHAPES[0], STAGES[0]);
  assert.deepEqual({ x: place.pad.x, cell: place.pad.cell, size: place.pad.size }, { x: 22, cell: 10, size: 280 });
  const last = place.columns[3].x[0];
  assert.ok(Math.abs((place.columns[1].x[0] - place.edge) / (last - place.edge) - 0.41) < 0.003);
  assert.ok(Math.abs((place.columns[2].x[0] - place.edge) / (last - place.edge) - 0.705) < 0.003);
  assert.ok(Object.isFrozen(place));
});

test('layers run to the right in landscape and downwards in portrait', () => {
  for (const shape of SHAPES) {
    const wide = layout(shape, STAGES[0]).columns.filter(Boolean).map((c) => c.x[0]);
    const tall = layout(shape, STAGES[2]).columns.filter(Boolean).map((c) => c.y[0]);
    for (const list of [wide, tall]) assert.deepEqual(list, [...list].sort((a, b) => a - b));
  }
});

test('a large layer is abridged, and the selected neuron joins without moving the others', () => {
  const plain = layout(SHAPES[2], STAGES[0]).columns[1];
  assert.equal(plain.neurons.length, 22);
  assert.equal(plain.ellipsis.count, 106);
  const chosen = layout({ ...SHAPES[2], extra: [{ layer: 1, to: 50 }] }, STAGES[0]).columns[1];
  assert.equal(chosen.neurons.length, 23);
  assert.ok(chosen.slot[50] >= 0);
  assert.equal(chosen.y[chosen.slot[127]], plain.y[plain.slot[127]]);
});

test('pad points are in pen units', () => {
  const place = layout(SHAPES[0], STAGES[0]);
  assert.deepEqual(padPoint(place, place.pad.x + place.pad.size / 2, place.pad.y), [14, 0]);
  assert.equal(padPoint(place, place.pad.x - 1, place.pad.y), null);
  assert.equal(inputKind(784), 'image');
  assert.equal(inputKind(16), 'column');
  assert.equal(inputKind(30), 'column');
});

test('few inputs stand level with the other layers, inside the room of the pad', () => {
  for (const size of [{ width: 1040, height: 660 }, { width: 1024, height: 550 }, { width: 390, height: 600 }]) {
    const chain = layout({ sizes: [1, 1, 1, 1], input: 'column' }, size);
    const along = chain.columns.map((column) => (column ? (chain.portrait ? column.x[0] : column.y[0]) : NaN));
    assert.ok(Math.max(...along) - Math.min(...along) < 1, along.join());
    const many = layout({ sizes: [20, 2], input: 'column' }, size);
    const column = many.columns[0];
    const start = many.portrait ? many.pad.x : many.pad.y;
    for (const place of (many.portrait ? column?.x : column?.y) ?? []) assert.ok(place >= start && place <= start + many.pad.size + 0.5, String(place));
  }
});
