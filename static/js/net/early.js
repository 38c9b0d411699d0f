/**
 * Knows where a job is watched, and how to begin before the page can listen: say hello, and keep what comes.
 * Does not know what a message means. `net/socket.js` goes on from there.
 */

import { helloMessage } from '../protocol/messages.js';

export const PROTOCOL = 'nudge.v1';

/** A connection that has said hello, or will once it is open, and all that was heard on it. @typedef {{socket: WebSocket, heard: unknown[]}} EarlySocket */

/** @param {string} job */
export function liveUrl(job) {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return scheme + '//' + location.host + '/api/v1/jobs/' + encodeURIComponent(job) + '/live';
}

/** Without an ack the server sends no second frame, so little is kept. @param {string} job @returns {EarlySocket} */
export function openEarly(job) {
  const socket = new WebSocket(liveUrl(job), PROTOCOL);
  /** @type {unknown[]} */
  const heard = [];
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send(helloMessage(0));
  socket.onmessage = ({ data }) => heard.push(data);
  return { socket, heard };
}
