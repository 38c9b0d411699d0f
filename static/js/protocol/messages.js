/**
 * Knows the text messages of the live protocol: how to write the three of the viewer and read the three of the server.
 * Does not know sockets, nor what a command does.
 */

/**
 * @typedef {{type?: string, title: string, status?: number, detail?: string,
 *            errors?: {pointer: string, code: string, detail: string}[]}} Problem
 */
/** @typedef {{type: 'event', seq: number, kind: string, step: number, epoch: number} & Record<string, any>} EventMessage */
/** @typedef {{type: 'result', id: number, ok?: Record<string, any>, problem?: Problem}} ResultMessage */
/** @typedef {{type: 'problem', problem: Problem}} ProblemMessage */

/** A refusal by the server, with its RFC 9457 problem, or a failure to reach it. */
export class ProblemError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail || problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** What a failure says of itself. @param {unknown} error */
export const failureText = (error) => (error instanceof Error ? error.message : String(error));

/** @param {number} after the last event that has been seen */
export const helloMessage = (after) => JSON.stringify({ type: 'hello', after });

/** @param {number} frame */
export const ackMessage = (frame) => JSON.stringify({ type: 'ack', frame });

/**
 * @param {number} id
 * @param {Record<string, unknown>} command with its `name`
 */
export const commandMessage = (id, command) => JSON.stringify({ type: 'command', id, command });

/** @param {unknown} value */
const isCount = (value) => Number.isInteger(value) && Number(value) >= 0;

/**
 * @param {string} text
 * @returns {EventMessage | ResultMessage | ProblemMessage | null} null: not a message this page knows
 */
export function parseMessage(text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (message === null || typeof message !== 'object') return null;
  if (message.type === 'event') return isCount(message.seq) && typeof message.kind === 'string' ? message : null;
  if (message.type === 'result') return isCount(message.id) && (message.ok || message.problem) ? message : null;
  if (message.type === 'problem') return message.problem && typeof message.problem.title === 'string' ? message : null;
  return null;
}
