/**
 * Knows when the open graph must be asked for and around what, whether an answer is about this very moment, and what of it may be seen.
 * Does not know the server nor the DOM. It adds up and multiplies nothing.
 */

import { questionOf, shownFor } from './asking.js';
import { exists, reached } from './readings.js';

/** @typedef {import('./shape.js').State} State */
/** @typedef {import('./shape.js').GraphNode} GraphNode */
/** @typedef {import('../protocol/types.js').Target} Target */
/** @typedef {{layer: number, to: number, from: number | null}} Parameter */
/** @typedef {import('./asking.js').Question & {parameter: Parameter | null}} GraphQuestion */

/** A graph that is shown whole is the same whatever is selected, and that around a weight stays when an input is. @param {State} state @param {string} of @returns {Parameter | null} */
function aroundWhat({ frame, selection, answers: { graph } }, of) {
  const shown = graph?.of === of ? graph.answer : null;
  if (shown?.whole || !selection || !exists(frame, selection)) return null;
  if (selection.kind === 'input') return shown?.parameter ?? null;
  return { layer: selection.layer, to: selection.to, from: selection.kind === 'weight' ? selection.from : null };
}

/** @param {State} state @returns {GraphQuestion | null} null while it is closed */
export function graphQuestion(state) {
  const asked = state.panel === 'graph' ? questionOf(state, 'graph') : null;
  if (!asked) return null;
  const parameter = aroundWhat(state, asked.of);
  const around = parameter ? [parameter.layer, parameter.to, parameter.from ?? 'b'].join('.') : '';
  return { ...asked, key: `${asked.key} ${around}`, parameter };
}

/** The answer for this run, perhaps of the moment before. @param {State} state */
export const graphShown = (state) => shownFor(state.answers.graph, graphQuestion(state));

/**
 * Whether a node's value and gradient have been brought by their phase. A given number is known from the start.
 * @param {number} tau
 * @param {number} layers
 */
export function knownNodes(tau, layers) {
  const known = reached(tau, layers);
  const given = ['input', 'weight', 'bias', 'target'];
  return {
    /** @param {GraphNode} node */
    value: ({ kind, layer }) => given.includes(kind) || (layer === null ? known.cost : layer === 0 || known.forward(layer)),
    /** @param {GraphNode} node */
    gradient: ({ layer }) => known.nudge(layer === null ? layers : Math.max(1, layer)),
  };
}

/** What of the picture a node is. @param {GraphNode} node @returns {Target | null} */
export function targetOf({ kind, id, symbol }) {
  if (kind === 'multiply') {
    const [layer, to, from] = id.slice(1).split('.').map(Number);
    return { kind: 'weight', layer, to, from };
  }
  if (!symbol || symbol.layer === null || symbol.to === null) return null;
  const { name, layer, to, from } = symbol;
  if (name === 'w' && from !== null) return { kind: 'weight', layer, to, from };
  if (name === 'b') return { kind: 'bias', layer, to };
  return layer === 0 ? { kind: 'input', index: to } : { kind: 'neuron', layer, to };
}
