/**
 * Knows the states of a job by their names in the contract, and which of them are its end.
 * Does not know how they are said in words.
 */

const ENDS = ['succeeded', 'failed', 'cancelled'];

/** @type {readonly string[]} */
export const STATES = ['queued', 'starting', 'running', 'pausing', 'paused', 'cancelling', ...ENDS];

/** Whether nothing comes after it. @param {string} state */
export const isEnd = (state) => ENDS.includes(state);
