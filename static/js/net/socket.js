/**
 * Knows one live connection to one job: hello, acks, commands with their answers, reconnection, and that no event is lost.
 * Does not know the store, the page, or what an event means.
 */

import { PROTOCOL } from './early.js';
import { decodeFrame } from '../protocol/frame.js';
import { ProblemError, ackMessage, commandMessage, helloMessage, parseMessage } from '../protocol/messages.js';

/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/messages.js').EventMessage} EventMessage */
/** @typedef {import('../protocol/messages.js').Problem} Problem */

/**
 * @typedef {object} SocketOptions
 * @property {string} url
 * @property {(frame: Frame) => void} onFrame
 * @property {(event: EventMessage) => void} onEvent
 * @property {(problem: Problem) => void} onProblem
 * @property {(status: 'connecting' | 'open' | 'lost', retryAt: number | null) => void} onStatus
 * @property {(url: string, protocol: string) => WebSocket} [connect]
 * @property {import('./early.js').EarlySocket} [early] the first connection, begun already
 * @property {() => number} [now]
 */

/** @typedef {{command: (command: Record<string, unknown>) => Promise<Record<string, any>>, retryNow: () => void, close: () => void}} LiveSocket */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

const LOST = { title: 'The connection was lost', detail: 'The connection was lost before the server answered. It is being restored; then try again.' };

/** @param {number} attempt counts from 0 */
export const retryDelay = (attempt) => Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);

/**
 * @param {SocketOptions} options
 * @returns {LiveSocket}
 */
export function openSocket(options) {
  const connect = options.connect ?? ((url, protocol) => new WebSocket(url, protocol));
  const now = options.now ?? Date.now;
  /** @type {Map<number, {resolve: (ok: Record<string, any>) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  /** @type {WebSocket | null} */
  let socket = null;
  let lastSeq = 0;
  let nextId = 1;
  let attempt = 0;
  let closed = false;
  let { early } = options;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function open() {
    clearTimeout(timer);
    if (attempt === 0) options.onStatus('connecting', null);
    const begun = early;
    early = undefined;
    const fresh = begun ? begun.socket : connect(options.url, PROTOCOL);
    socket = fresh;
    fresh.binaryType = 'arraybuffer';
    fresh.onopen = () => {
      fresh.send(helloMessage(lastSeq));
      options.onStatus('open', null);
    };
    fresh.onmessage = (message) => {
      if (fresh === socket) receive(fresh, message.data);
    };
    fresh.onclose = () => {
      if (fresh === socket) lose();
    };
    if (begun) catchUp(begun);
  }

  /** Goes on with a connection as if it had been listened to from its beginning. @param {import('./early.js').EarlySocket} begun */
  function catchUp({ socket: fresh, heard }) {
    if (fresh.readyState === 1) options.onStatus('open', null);
    for (const data of heard) if (fresh === socket) receive(fresh, data);
    if (fresh === socket && fresh.readyState > 1) lose();
  }

  /** @param {WebSocket} from @param {unknown} data */
  function receive(from, data) {
    attempt = 0;
    if (data instanceof ArrayBuffer) receiveFrame(from, data);
    else receiveText(String(data));
  }

  /** @param {WebSocket} from @param {ArrayBuffer} data */
  function receiveFrame(from, data) {
    let frame;
    try {
      frame = decodeFrame(data);
    } catch (error) {
      console.warn('A frame was ignored:', error);
      return;
    }
    // The ack goes out before the frame is shown: the server's clock must not wait for this page's painting.
    from.send(ackMessage(frame.frame));
    options.onFrame(frame);
  }

  /** @param {string} text */
  function receiveText(text) {
    const message = parseMessage(text);
    if (message === null) console.warn('An unknown message was ignored:', text.slice(0, 200));
    else if (message.type === 'event') receiveEvent(message);
    else if (message.type === 'result') receiveResult(message);
    else options.onProblem(message.problem);
  }

  /** @param {EventMessage} event */
  function receiveEvent(event) {
    if (event.seq <= lastSeq) return; // already seen, replayed after a reconnection
    if (event.seq > lastSeq + 1) {
      reopen(); // a gap: ask again for everything after the last one seen
      return;
    }
    lastSeq = event.seq;
    options.onEvent(event);
  }

  /** @param {import('../protocol/messages.js').ResultMessage} result */
  function receiveResult(result) {
    const asker = waiting.get(result.id);
    waiting.delete(result.id);
    if (!asker) return;
    if (result.problem) asker.reject(new ProblemError(result.problem));
    else asker.resolve(result.ok ?? {});
  }

  function failWaiting() {
    for (const { reject } of waiting.values()) reject(new ProblemError(LOST));
    waiting.clear();
  }

  function drop() {
    const old = socket;
    socket = null;
    old?.close();
    failWaiting();
  }

  function reopen() {
    drop();
    open();
  }

  function lose() {
    socket = null;
    failWaiting();
    if (closed) return;
    const delay = retryDelay(attempt);
    attempt += 1;
    options.onStatus('lost', now() + delay);
    timer = setTimeout(open, delay);
  }

  open();
  return {
    command(command) {
      const target = socket;
      if (!target || target.readyState !== 1) return Promise.reject(new ProblemError(LOST));
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        target.send(commandMessage(id, command));
      });
    },
    retryNow: () => {
      if (!closed && !socket) open();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      drop();
    },
  };
}
