import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frame.js';

const golden = (/** @type {string} */ ending) => readFileSync(new URL(`../../golden/moons-2-2-2.${ending}`, import.meta.url));

/** The bytes in a buffer of their own, as a WebSocket hands them over. */
const bytes = () => new Uint8Array(golden('frame')).buffer;

const { header, arrays } = JSON.parse(golden('json').toString());

test('the header of the golden frame is what its JSON says', () => {
  const frame = decodeFrame(bytes());
  for (const name of ['job', 'frame', 'step', 'epoch', 'phase', 'detail']) assert.deepEqual(frame[name], header[name], name);
  assert.deepEqual(frame.sizes, [2, 2, 2]);
});

test('every array of the golden frame is what its JSON says, to the bit', () => {
  const frame = decodeFrame(bytes());
  const found = new Set();
  for (const [name, expected] of Object.entries(arrays)) {
    const [, base, layer] = name === 'dC_da0' ? [name, name, undefined] : /^(.*?)(\d+)?$/.exec(name);
    const array = layer === undefined ? frame[base] : frame.layers[Number(layer) - 1][base];
    assert.ok(array instanceof Float32Array, `${name} is missing`);
    assert.deepEqual([...array], expected, name);
    found.add(name);
  }
  assert.equal(found.size, header.arrays.length);
});

test('what the frame does not carry is null', () => {
  const frame = decodeFrame(bytes());
  for (const layer of frame.layers) {
    for (const name of ['columns', 'update_columns']) assert.equal(layer[name] === null, !(`${name}${layer.layer}` in arrays));
  }
});

test('bytes that are no frame are refused with a reason', () => {
  const damages = [(b) => b.slice(0, 4), (b) => b.slice(0, b.byteLength - 4), (b) => { new Uint8Array(b)[3] = 50; return b; },
    (b) => { new DataView(b).setUint32(4, 2 ** 31, true); return b; }];
  for (const damage of damages) assert.throws(() => decodeFrame(damage(bytes())), Error);
});
