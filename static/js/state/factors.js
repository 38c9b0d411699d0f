/**
 * Knows what is known of the selected derivative, and which edges it lights.
 * Does not know the server nor the DOM. It adds up and multiplies nothing.
 */

import { parameterQuestion, shownFor } from './asking.js';
import { reached } from './readings.js';

/** @typedef {import('./shape.js').State} State */
/** @typedef {import('../protocol/types.js').Way} Way */

/** What is known of the selection, perhaps of the moment before. @param {State} state */
export const factorsShown = (state) => shownFor(state.answers.factors, parameterQuestion(state));

/** @param {number} layer @param {number[]} neurons one of each layer from `layer` on */
const edgesAlong = (layer, neurons) => neurons.slice(1).map((to, index) => ({ layer: layer + 1 + index, to, from: neurons[index] }));

/** The row under the pointer stands alone; without one, the strongest way lies over the picture. @param {State} state @returns {Way | null} */
export function litWay(state) {
  const question = parameterQuestion(state);
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
