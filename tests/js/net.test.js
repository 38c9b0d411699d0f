// The live socket: hello, acks, commands, reconnection, and that no event is lost or told twice.
import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { sendLatest } from '../../static/js/net/latest.js';
import { openSocket, retryDelay } from '../../static/js/net/socket.js';
import { FakeSocket, frameBytes } from './fixtures.js';

/** @param {import('../../static/js/net/early.js').EarlySocket} [early] */
function open(early) {
  /** @type {FakeSocket[]} */
  const sockets = [];
  const log = { frames: /** @type {number[]} */ ([]), events: /** @type {number[]} */ ([]), status: /** @type {string[]} */ ([]), problems: 0 };
  const live = openSocket({
    url: 'ws://x', now: () => 1000, early,
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return /** @type {any} */ (socket);
    },
    onFrame: (frame) => log.frames.push(frame.step),
    onEvent: (event) => log.events.push(event.seq),
    onProblem: () => { log.problems += 1; },
    onStatus: (status) => log.status.push(status),
  });
  sockets[0]?.onopen();
  return { live, sockets, log };
}

const event = (/** @type {number} */ seq) => ({ type: 'event', seq, kind: 'metric', step: seq, epoch: 0 });

test('hello asks for everything after the last event seen', () => {
  const { sockets, log } = open();
  assert.equal(sockets[0].sent[0], '{"type":"hello","after":0}');
  sockets[0].receive(event(1));
  sockets[0].receive(event(2));
  sockets[0].receive(event(2));
  assert.deepEqual(log.events, [1, 2]);
});

test('a connection begun early is gone on with: one hello, and nothing that came meanwhile is lost', () => {
  const socket = new FakeSocket();
  const heard = [JSON.stringify(event(1)), frameBytes({ frame: 5 })];
  const { sockets, log } = open({ socket: /** @type {any} */ (socket), heard });
  socket.receive(event(2));
  assert.deepEqual(socket.sent, ['{"type":"ack","frame":5}']);
  assert.deepEqual([log.events, log.frames, log.status], [[1, 2], [7], ['connecting', 'open']]);
  assert.equal(sockets.length, 0);
});

test('a connection begun early that is not open yet says hello when it is; one that was lost is told as lost', () => {
  const slow = new FakeSocket();
  slow.readyState = 0;
  open({ socket: /** @type {any} */ (slow), heard: [] });
  slow.onopen();
  assert.deepEqual(slow.sent, ['{"type":"hello","after":0}']);
  const lost = new FakeSocket();
  lost.readyState = 3;
  const { live, log } = open({ socket: /** @type {any} */ (lost), heard: [JSON.stringify(event(1))] });
  live.close();
  assert.deepEqual([log.events, log.status], [[1], ['connecting', 'lost']]);
});

test('a gap in the numbers asks again from before the gap', () => {
  const { sockets, log } = open();
  sockets[0].receive(event(1));
  sockets[0].receive(event(3));
  assert.equal(sockets.length, 2);
  sockets[1].onopen();
  assert.equal(sockets[1].sent[0], '{"type":"hello","after":1}');
  sockets[1].receive(event(2));
  sockets[1].receive(event(3));
  assert.deepEqual(log.events, [1, 2, 3]);
});

test('every frame is acknowledged, also one that comes late', () => {
  const { sockets, log } = open();
  sockets[0].receive(frameBytes({ frame: 5 }));
  assert.equal(sockets[0].sent[1], '{"type":"ack","frame":5}');
  assert.deepEqual(log.frames, [7]);
});

test('a command is answered once, by its number', async () => {
  const { live, sockets } = open();
  const answer = live.command({ name: 'step', unit: 'sample', count: 1 });
  const refused = live.command({ name: 'seek', step: -1 });
  sockets[0].receive({ type: 'result', id: 2, problem: { title: 'No', detail: 'Choose a step from 0.' } });
  sockets[0].receive({ type: 'result', id: 1, ok: { step: 8 } });
  assert.deepEqual(await answer, { step: 8 });
  await assert.rejects(refused, /Choose a step/);
});

test('a lost connection fails what waits and comes back by itself', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { live, sockets, log } = open();
  sockets[0].receive(event(1));
  const waiting = live.command({ name: 'play' });
  sockets[0].onclose();
  await assert.rejects(waiting, /lost/);
  await assert.rejects(live.command({ name: 'play' }), /lost/);
  assert.equal(log.status.at(-1), 'lost');
  mock.timers.tick(500);
  assert.equal(sockets.length, 2);
  sockets[1].onopen();
  assert.equal(sockets[1].sent[0], '{"type":"hello","after":1}');
  assert.equal(log.status.at(-1), 'open');
  live.close();
  sockets[1].onclose();
  mock.timers.tick(20000);
  assert.equal(sockets.length, 2);
  mock.timers.reset();
});

test('the wait doubles up to eight seconds', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 9].map(retryDelay), [500, 1000, 2000, 4000, 8000, 8000]);
});

test('unknown messages and broken frames are ignored, the connection stays', () => {
  const warn = mock.method(console, 'warn', () => {});
  const { sockets, log } = open();
  sockets[0].receive({ type: 'riddle' });
  sockets[0].receive(new ArrayBuffer(16));
  sockets[0].receive({ type: 'problem', problem: { title: 'x' } });
  assert.equal(warn.mock.callCount(), 2);
  assert.equal(log.problems, 1);
  assert.equal(sockets.length, 1);
  warn.mock.restore();
});

test('of many wishes only the first and the newest are sent', async () => {
  /** @type {number[]} */
  const sent = [];
  const send = sendLatest(async (/** @type {number} */ value) => void sent.push(value), 5);
  for (let i = 1; i <= 20; i += 1) send(i);
  await new Promise((resolve) => setTimeout(resolve, 40));
  assert.deepEqual(sent, [1, 20]);
});
