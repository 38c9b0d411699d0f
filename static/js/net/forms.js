/**
 * Knows when the server must be asked to write the selected derivative down: once for a selection.
 * Does not know who shows it.
 */

import { formsQuestion } from '../state/forms.js';
import { getForms } from './api.js';

/**
 * @param {import('./session.js').PageStore} store
 * @param {(job: string, place: import('../state/forms.js').Place) => Promise<import('../state/shape.js').FormsAnswer>} [get]
 */
export function followForms(store, get = getForms) {
  let asked = '';

  /** @param {import('../state/forms.js').FormsQuestion} question */
  async function ask({ job, of, place }) {
    /** @type {import('../state/shape.js').Forms} */
    let forms = { of, answer: null, problem: null };
    try {
      forms = { ...forms, answer: await get(job, place) };
    } catch (error) {
      forms = { ...forms, problem: error instanceof Error ? error.message : String(error) };
    }
    if (asked === of) store.dispatch({ type: 'set', changes: { forms } });
  }

  store.subscribe((state) => {
    const question = formsQuestion(state);
    if (!question) asked = '';
    if (!question || question.of === asked) return;
    asked = question.of;
    void ask(question);
  });
}
