import assert from 'node:assert/strict';
import test from 'node:test';
import { createFocus } from '../../../static/js/draw/focus.js';
import { createLoop } from '../../../static/js/draw/loop.js';

/** A clock that is turned by hand. */
function clock() {
  const waiting = [];
  return { request: (f) => waiting.push(f), cancel: () => waiting.splice(0), waiting, tick: (now) => waiting.splice(0).forEach((f) => f(now)) };
}

test('many changes are one frame, and no change is no frame', () => {
  const c = clock();
  const loop = createLoop(() => false, c.request, c.cancel);
  assert.equal(c.waiting.length, 0);
  loop.markDirty();
  loop.markDirty();
  c.tick(0);
  assert.equal(loop.frames, 1);
  assert.equal(c.waiting.length, 0);
});

test('painting goes on as long as it asks for more', () => {
  const c = clock();
  let left = 3;
  const loop = createLoop(() => --left > 0, c.request, c.cancel);
  loop.markDirty();
  for (let i = 0; i < 9; i++) c.tick(i);
  assert.equal(loop.frames, 3);
});

test('a change made while preparing a frame is in that frame', () => {
  const c = clock();
  const loop = createLoop(() => { loop.markDirty(); return false; }, c.request, c.cancel);
  loop.markDirty();
  c.tick(0);
  c.tick(1);
  assert.equal(loop.frames, 1);
  loop.stop();
  loop.markDirty();
  assert.equal(c.waiting.length, 0);
});

test('focus comes in 400 ms, goes in 200 ms, and jumps under reduced motion', () => {
  const { focus, advance } = createFocus();
  let now = 0;
  const play = (wanted) => { let spent = 0; while (advance(wanted, now, false)) { now += 20; spent += 20; } return spent; };
  const coming = play({ layer: 2, to: 5 });
  assert.ok(coming >= 360 && coming <= 420, `${coming}`);
  assert.deepEqual(focus, { layer: 2, to: 5, amount: 1 });
  const going = play(null);
  assert.ok(going >= 160 && going <= 220, `${going}`);
  assert.equal(focus.layer, -1);
  assert.equal(advance({ layer: 1, to: 0 }, now, true), false);
  assert.equal(focus.amount, 1);
});
