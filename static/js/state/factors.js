/**
 * Knows which derivative the selection asks about, whether an answer is about this very moment, and which edges it lights.
 * Does not know the server nor the DOM. It adds up and multiplies nothing.
 */

import { encodeTarget } from './address.js';
import { exists, reached } from './readings.js';
import { isRunning } from './reduce.js';

/** @typedef {import('./shape.js').State} State */
/** @typedef {import('../protocol/types.js').Way} Way */
/** @typedef {{job: string, key: string, of: string, layer: number, to: number, from: number | null}} Question */

/**
 * While a run trains, its numbers are of no moment that could be asked about. A neuron is asked about by its bias.
 * @param {State} state
 * @returns {Question | null}
 */
export function factorsQuestion(state) {
  const { frame, job, selection } = state;
  if (!job || !frame || !selection || selection.kind === 'input' || !exists(frame, selection)) return null;
  if (isRunning(state) || state.rebuilding || state.busy !== null || state.drawing.active) return null;
  const of = `${job.id} ${encodeTarget(selection)}`;
  const from = selection.kind === 'weight' ? selection.from : null;
  return { job: job.id, key: `${of} ${frame.step} ${frame.frame}`, of, layer: selection.layer, to: selection.to, from };
}

/** What is known of the selection, perhaps of the moment before: numbers stay until the new ones are there. @param {State} state */
export function factorsShown(state) {
  const question = factorsQuestion(state);
  return question && state.factors?.of === question.of ? { ...state.factors, old: state.factors.key !== question.key } : null;
}

/** @param {number} layer @param {number[]} neurons one of each layer from `layer` on */
const edgesAlong = (layer, neurons) => neurons.slice(1).map((to, index) => ({ layer: layer + 1 + index, to, from: neurons[index] }));

/** The row under the pointer stands alone; without one, the strongest way lies over the picture. @param {State} state @returns {Way | null} */
export function litWay(state) {
  const question = factorsQuestion(state);
  const answer = factorsShown(state)?.answer;
  if (!question || !answer || !state.frame) return null;
  const { layer, to, from } = question;
  const known = reached(state.view.tau, state.frame.layers.length);
  const { list, index } = state.lit ?? { list: 'paths', index: 0 };
  const alone = state.lit !== null;
  if (list === 'complaints') {
    const complaint = answer.complaints[index];
    if (!complaint || !known.nudge(layer + 1)) return null;
    return {
      edges: [{ layer: layer + 1, to: complaint.neuron, from: to }], neurons: [{ layer, to }, { layer: layer + 1, to: complaint.neuron }],
      value: complaint.wish ?? 0, alone,
    };
  }
  const path = answer.paths[index];
  if (!path || !known.nudge(layer) || (!alone && path.neurons.length < 2)) return null;
  const sender = from === null ? [] : [{ layer: layer - 1, to: from }];
  return {
    edges: edgesAlong(layer, path.neurons), neurons: [...sender, ...path.neurons.map((neuron, place) => ({ layer: layer + place, to: neuron }))],
    value: path.product ?? 0, alone,
  };
}
