// Frames and messages of nudge.v1: what is read, and that nonsense is refused with a reason.
import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../static/js/protocol/frame.js';
import { ProblemError, parseMessage } from '../../static/js/protocol/messages.js';
import { frameBytes } from './fixtures.js';

test('a frame is decoded into views of its own buffer', () => {
  const buffer = frameBytes();
  const frame = decodeFrame(buffer);
  assert.equal(frame.step, 7);
  assert.deepEqual(frame.sizes, [3, 2, 1]);
  assert.equal(frame.layers.length, 2);
  assert.equal(frame.layers[0].W.length, 6);
  assert.equal(frame.layers[0].W.buffer, buffer);
  assert.deepEqual([.../** @type {Float32Array} */ (frame.layers[0].columns)], [0, 2]);
  assert.equal(frame.layers[1].columns, null);
  assert.equal(frame.upcoming, null);
});

test('bytes that are no frame are refused with a reason', () => {
  assert.throws(() => decodeFrame(new ArrayBuffer(3)), /too short/);
  assert.throws(() => decodeFrame(new ArrayBuffer(64)), /NDG1/);
  const cut = frameBytes();
  assert.throws(() => decodeFrame(cut.slice(0, cut.byteLength - 8)), /past the end/);
  const long = frameBytes();
  new DataView(long).setUint32(4, 1 << 20, true);
  assert.throws(() => decodeFrame(long), /does not fit/);
  assert.throws(() => decodeFrame(frameBytes({ without: 'delta1' })), /delta1/);
});

test('only the three known messages are understood', () => {
  assert.equal(parseMessage('{"type":"event","seq":1,"kind":"state","step":0,"epoch":0}')?.type, 'event');
  assert.equal(parseMessage('{"type":"result","id":3,"ok":{}}')?.type, 'result');
  assert.equal(parseMessage('{"type":"problem","problem":{"title":"x"}}')?.type, 'problem');
  for (const text of ['', 'null', '[]', '{"type":"event"}', '{"type":"event","seq":-1,"kind":"x"}', '{"type":"result","id":1}', '{"type":"problem","problem":{}}', '{"type":"other"}']) {
    assert.equal(parseMessage(text), null, text);
  }
});

test('a problem error says the detail', () => {
  assert.equal(new ProblemError({ title: 'Too large', detail: 'Send less.' }).message, 'Send less.');
  assert.equal(new ProblemError({ title: 'Too large' }).message, 'Too large');
});
