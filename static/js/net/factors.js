/**
 * Knows when the server must be asked where the selected derivative comes from: whenever the selection or the moment changed.
 * Does not know who shows it. An answer that comes too late for its moment is dropped.
 */

import { factorsQuestion } from '../state/factors.js';
import { getFactors } from './api.js';
import { sendLatest } from './latest.js';

/** @typedef {import('../state/factors.js').Question} Question */

const INTERVAL_MS = 50;

/**
 * @param {import('./session.js').PageStore} store
 * @param {(job: string, question: Question) => Promise<import('../state/shape.js').FactorsAnswer>} [get]
 */
export function followFactors(store, get = getFactors) {
  let asked = '';

  /** @param {Question} question */
  async function ask(question) {
    const { key, of } = question;
    /** @type {import('../state/shape.js').Factors} */
    let factors = { key, of, answer: null, problem: null };
    try {
      factors = { ...factors, answer: await get(question.job, question) };
    } catch (error) {
      factors = { ...factors, problem: error instanceof Error ? error.message : String(error) };
    }
    if (asked === key) store.dispatch({ type: 'set', changes: { factors } });
  }
  const askLatest = sendLatest(ask, INTERVAL_MS);

  store.subscribe((state) => {
    const question = factorsQuestion(state);
    if (!question) asked = '';
    if (!question || question.key === asked) return;
    asked = question.key;
    askLatest(question);
  });
}
