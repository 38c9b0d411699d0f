/**
 * Knows how something is asked for again and again until it is done: now, and a moment after each answer.
 * Does not know what is waited for.
 */

const EVERY_MS = 300;

/** @param {() => Promise<boolean>} isDone */
export async function repeat(isDone) {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
