/**
 * Knows how the server is asked how z, a and C follow a parameter: once for each moment, whoever wants to know however often.
 * Does not know who shows it. An answer that comes too late for its moment is dropped.
 */

import { probeQuestion } from '../state/nudging.js';
import { sendLatest } from './latest.js';
import { parameterOf } from './trying.js';

const INTERVAL_MS = 50;

/**
 * @param {import('./session.js').PageStore} store
 * @param {(command: Record<string, unknown>) => Promise<Record<string, any>>} command
 * @returns {() => void} asks about the selected parameter, unless that is known
 */
export function createProbing(store, command) {
  let asked = '';

  /** @param {NonNullable<ReturnType<typeof probeQuestion>>} question */
  async function ask({ key, of, target, values }) {
    try {
      const answer = /** @type {import('../state/shape.js').Probe} */ (await command({ name: 'probe', parameter: parameterOf(target), values }));
      if (asked === key) store.dispatch({ type: 'set', changes: { probe: { key, of, answer } } });
    } catch {
      if (asked === key) asked = ''; // the connection was lost, or the run has gone on: it may be asked again
    }
  }
  const askLatest = sendLatest(ask, INTERVAL_MS);

  return () => {
    const question = probeQuestion(store.get());
    if (!question || question.key === asked) return;
    asked = question.key;
    askLatest(question);
  };
}
