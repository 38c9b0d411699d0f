/**
 * Knows what the experiments of the questions have in common: a row of choices with a button, a line that says how it goes, and waiting for the jobs of a sweep.
 * Does not know what is trained.
 */

import { create, getSweep } from '../jobs/net/calls.js';
import { repeat } from '../net/repeat.js';
import { element, setText } from '../page/dom.js';
import { failureText } from '../protocol/messages.js';
import { isEnd } from '../protocol/states.js';

/** @typedef {import('../jobs/model/types.js').SweepJob} SweepJob */

/** @typedef {'sigmoid' | 'tanh' | 'relu'} Activation */

/** Activation functions to compare. @type {[Activation, string][]} */
export const ACTIVATIONS = [['sigmoid', 'Sigmoid'], ['tanh', 'Tanh'], ['relu', 'ReLU']];

/** How the weights before each of them usually start. @param {Activation} activation */
export const schemeOf = (activation) => (activation === 'relu' ? 'he' : 'xavier');

/**
 * A button that runs something, one at a time, and a line beside it that says how it goes.
 * @param {string} label
 * @param {(say: (text: string) => void) => Promise<void>} run
 */
export function createRunner(label, run) {
  const said = element('p', { class: 'said', role: 'status' });
  /** @param {string} text */
  const say = (text) => setText(said, text);
  const button = element('button', { type: 'button', class: 'button primary', onclick: () => void start() }, label);

  async function start() {
    button.disabled = true;
    try {
      await run(say);
    } catch (error) {
      say(failureText(error));
    } finally {
      button.disabled = false;
    }
  }
  return { button, said, start };
}

/**
 * Makes a sweep, and asks for it until each of its jobs has ended.
 * @param {Record<string, unknown>} body
 * @param {(job: SweepJob, at: number) => Promise<void>} ended called once for each job, with its place in the grid
 */
export async function runSweep(body, ended) {
  const { id } = await create({ path: '/sweeps', body });
  /** @type {Set<string>} */
  const told = new Set();
  await repeat(async () => {
    const { jobs = [] } = await getSweep(id);
    for (const [at, job] of jobs.entries()) {
      if (told.has(job.id) || !isEnd(job.state)) continue;
      told.add(job.id);
      await ended(job, at);
    }
    return told.size === jobs.length;
  });
}
