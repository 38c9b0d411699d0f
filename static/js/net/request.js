/**
 * Knows how the server is asked under /api/v1, and turns every refusal and every silence into a ProblemError.
 * Does not know what is asked.
 */

import { ProblemError } from '../protocol/messages.js';

const BASE = '/api/v1';

const UNREACHABLE = {
  title: 'The server does not answer',
  status: 0,
  detail: 'The server does not answer. Check that it still runs, then try again.',
};

/**
 * @param {Response} response
 * @returns {Promise<import('../protocol/messages.js').Problem>}
 */
async function problemOf(response) {
  const fallback = { title: 'The server answered ' + response.status, status: response.status, detail: response.statusText || 'Try again.' };
  try {
    const body = await response.json();
    return typeof body.title === 'string' ? body : fallback;
  } catch {
    return fallback;
  }
}

/**
 * @param {'GET' | 'POST' | 'PATCH' | 'DELETE'} method
 * @param {string} path
 * @param {unknown} [body] a file as it is, anything else as JSON
 * @param {number} [patience] milliseconds after which the server counts as silent; without it as many as it takes
 * @returns {Promise<any>} null where the answer is empty
 */
export async function request(method, path, body, patience) {
  const sent = body === undefined || body instanceof Blob ? { body } : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  let response;
  try {
    response = await fetch(BASE + path, { method, ...sent, ...(patience && { signal: AbortSignal.timeout(patience) }) });
  } catch {
    throw new ProblemError(UNREACHABLE);
  }
  if (!response.ok) throw new ProblemError(await problemOf(response));
  return response.status === 204 ? null : response.json();
}
