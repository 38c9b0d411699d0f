/**
 * Knows the one formula that each phase shows beside its sentence.
 * Does not know the numbers of a step.
 */

import { cost, costBy, fraction, functionName, math, mi, mn, mo, ofLayer, row, slopeAt, sub, sumOver, sup, transposed } from '../../page/mathml.js';

/** @typedef {import('../../scene/phases.js').Phase} Phase */

const answer = () => sub(mi('a', 'a'), mi('j'));
const desired = () => sub(mi('y'), mi('j'));
const missSquared = () => sup(row(mo('('), answer(), mo('−'), desired(), mo(')')), mn(2));
/** @param {Node} of */
const log = (of) => row(mi('ln'), of);

/** @type {Record<string, () => Node[]>} */
const COSTS = {
  quadratic: () => [sumOver('j'), missSquared()],
  half_quadratic: () => [fraction(mn(1), mn(2)), sumOver('j'), missSquared()],
  categorical_cross_entropy: () => [mo('−'), sumOver('j'), desired(), log(answer())],
  cross_entropy: () => [
    mo('−'), sumOver('j'), desired(), log(answer()), mo('+'), mo('('), mn(1), mo('−'), desired(), mo(')'),
    log(row(mo('('), mn(1), mo('−'), answer(), mo(')'))),
  ],
};

/** @param {string} name @returns {Node[]} dC0/da of the whole output layer */
function missOf(name, layer = 0) {
  const miss = () => [ofLayer('a', 'a', layer), mo('−'), mi('y')];
  if (name === 'quadratic') return [mn(2), mo('('), ...miss(), mo(')')];
  if (name === 'half_quadratic') return [mo('('), ...miss(), mo(')')];
  return [costBy(ofLayer('a', 'a', layer))];
}

/**
 * @param {Phase} phase
 * @param {import('../../protocol/types.js').FrameDetail} detail
 * @returns {Element}
 */
export function phaseFormula({ kind, layer }, detail) {
  const l = layer ?? 0;
  const layers = detail.activations.length;
  const activation = detail.activations[l - 1];
  if (kind === 'forward') {
    const sum = [ofLayer('W', 'w', l), ofLayer('a', 'a', l - 1), mo('+'), ofLayer('b', 'b', l)];
    return math(ofLayer('a', 'a', l), mo('='), functionName(activation), mo('('), ...sum, mo(')'));
  }
  if (kind === 'cost') return math(cost(), mo('='), ...(COSTS[detail.cost_name] ?? COSTS.quadratic)());
  if (kind === 'update') return math(mi('w', 'w'), mo('←'), mi('w', 'w'), mo('−'), mi('η'), costBy(mi('w', 'w')));
  if (l === layers && activation === 'softmax') return math(ofLayer('δ', 'd', l), mo('='), ofLayer('a', 'a', l), mo('−'), mi('y'));
  const slope = [mo('⊙'), slopeAt(activation, ofLayer('z', 'z', l))];
  if (l === layers) return math(ofLayer('δ', 'd', l), mo('='), ...missOf(detail.cost_name, l), ...slope);
  if (l > 1) return math(ofLayer('δ', 'd', l), mo('='), transposed(ofLayer('W', 'w', l + 1)), ofLayer('δ', 'd', l + 1), ...slope);
  return math(costBy(ofLayer('W', 'w', 1)), mo('='), ofLayer('δ', 'd', 1), transposed(ofLayer('a', 'a', 0)));
}
