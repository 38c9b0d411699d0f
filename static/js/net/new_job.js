/**
 * Knows what the page asks for when it starts a run: the contract's defaults but for a few, and how long a run of which data lasts.
 * Does not know links, sockets or the state.
 */

import { changeJob, createJob } from './api.js';
import { nestedOf } from '../state/spec.js';

/** @param {import('../state/spec.js').Differences} spec @param {'running' | 'paused'} start @param {string} [title] what to call it; without one, after its data */
export async function newJob(spec, start, title) {
  const name = String(spec['dataset.name'] ?? 'pen');
  const epochs = PICTURES.includes(name) ? LONG : ENDLESS;
  const job = await createJob({ epochs, ...nestedOf({ ...OWN, ...spec }), name: title ?? NAMES[name] ?? name, start, lifetime: 'while_watched' });
  return PICTURES.includes(name) || start === 'paused' ? job : changeJob(job.id, { pace: PLANE_PACE });
}

/** Where the page starts elsewhere than the contract does. */
const OWN = { 'optimizer.learning_rate': 0.5 };

/** A watched run should not end under the viewer's eyes; an epoch of points is over in a moment. */
const LONG = 1000;
const ENDLESS = 1000000;
const PICTURES = ['pen', 'mnist'];
/** Steps a second: at full speed the regions of a plane would stand before anyone has seen them move. */
const PLANE_PACE = 1000;

/** @type {Record<string, string>} */
const NAMES = {
  pen: 'Learning to read digits', mnist: 'Learning to read MNIST', xor: 'Learning exclusive or', circles: 'Learning circles',
  moons: 'Learning two moons', spiral: 'Learning a spiral', blobs: 'Learning blobs',
  table: 'Learning a table',
};
