/**
 * Knows when the server must be asked something about the moment that is shown: whenever the question has changed.
 * Does not know what is asked nor who shows it. An answer that comes too late for its moment is dropped.
 */

import { failureText } from '../protocol/messages.js';
import { sendLatest } from './latest.js';

/** @typedef {import('../state/shape.js').State} State */

const INTERVAL_MS = 50;

/**
 * Keeps `state.answers[about]` at what is known of `questionOf(state)`.
 * @template {{key: string, of: string}} Q
 * @param {import('./session.js').PageStore} store
 * @param {keyof import('../state/shape.js').Answers} about
 * @param {(state: State) => Q | null} questionOf null: there is nothing to be asked now
 * @param {(question: Q) => Promise<any>} ask
 */
export function follow(store, about, questionOf, ask) {
  let asked = '';

  /** @param {Q} question */
  async function answer(question) {
    const { key, of } = question;
    const found = { key, of, answer: null, problem: /** @type {string | null} */ (null) };
    try {
      found.answer = await ask(question);
    } catch (error) {
      found.problem = failureText(error);
    }
    if (asked === key) store.dispatch({ type: 'answer', about, found });
  }
  const answerLatest = sendLatest(answer, INTERVAL_MS);

  /** @param {State} state */
  function look(state) {
    const question = questionOf(state);
    if (!question) asked = '';
    if (!question || question.key === asked) return;
    asked = question.key;
    answerLatest(question);
  }
  store.subscribe(look);
  look(store.get());
}
