/**
 * Knows which numbers appear beside the pointer over a neuron, an edge, a bias or a pixel.
 * Does not know where the pointer is.
 */

import { formatNumber } from '../../scene/format.js';
import { gradientOf, reached, weightOf } from '../../state/readings.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../protocol/types.js').Target} Target */
/** @typedef {[role: string, text: string]} Piece */

/** @param {number} gradient */
export const signRole = (gradient) => (gradient < 0 ? 'up' : 'down');

/** @param {boolean} known @param {number} gradient @returns {Piece} */
const nudge = (known, gradient) => (known ? [signRole(gradient), 'nudge ' + formatNumber(gradient)] : ['hint', 'nudge not yet']);

/**
 * @param {State} state
 * @param {Frame} frame
 * @param {Target} target
 * @returns {Piece[]}
 */
export function tipPieces(state, frame, target) {
  const known = reached(state.view.tau, frame.layers.length);
  if (target.kind === 'input') return [['a', 'a ' + formatNumber(frame.input[target.index])]];
  const layer = frame.layers[target.layer - 1];
  const here = known.nudge(target.layer);
  if (target.kind === 'weight') {
    return [['w', 'w ' + formatNumber(weightOf(layer, target.to, target.from))], nudge(here, gradientOf(layer, target.to, target.from))];
  }
  if (target.kind === 'bias') return [['b', 'b ' + formatNumber(layer.b[target.to])], nudge(here, layer.delta[target.to])];
  /** @type {Piece[]} */
  const forward = known.forward(target.layer)
    ? [['a', 'a ' + formatNumber(layer.a[target.to])], ['z', 'z ' + formatNumber(layer.z[target.to])]]
    : [['hint', 'not yet']];
  return here ? [...forward, ['d', 'δ ' + formatNumber(layer.delta[target.to])]] : forward;
}
