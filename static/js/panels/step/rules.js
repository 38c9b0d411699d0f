/**
 * Knows how each optimiser's rule is written with the numbers of one parameter: lines of symbols, and of what stands for them.
 * Does not know the DOM. It computes nothing: memory, corrections and change are the server's.
 */

import { formatNumber } from '../../scene/format.js';

/** @typedef {import('../../state/shape.js').UpdateAnswer} UpdateAnswer */
/** A piece of a line: text in the colour of a role. @typedef {{text: string, role: string}} Piece */
/** @typedef {{symbols: string, numbers: Piece[]}} RuleLine */

// As app/nn/optimizers.py has them.
const MU = '0.9';
const RHO = ['0.9', '0.1'];
const BETA1 = ['0.9', '0.1'];
const BETA2 = ['0.999', '0.001'];

/** @param {string} text @param {string} [role] @returns {Piece} */
const piece = (text, role = '') => ({ text, role });

/** @param {number | null} value @param {string} [role] */
const number = (value, role) => piece(formatNumber(value), role);

/** As a factor or a term that follows a sign. @param {number | null} value @param {string} [role] */
const factor = (value, role) => piece(value !== null && value < 0 ? `(${formatNumber(value)})` : formatNumber(value), role);

/** @param {number} rate */
export const rateText = (rate) => String(Number(rate.toPrecision(6)));

/** @param {number | null} gradient */
const hue = (gradient) => (gradient === null || gradient === 0 ? '' : gradient < 0 ? 'up' : 'down');

/** What the optimiser gets: dC/dw, with the pull of l2. @param {UpdateAnswer} told @returns {RuleLine[]} */
function pulled({ gradient, decay }) {
  if (!decay) return [];
  return [{ symbols: 'g = ∂C/∂w + λ w', numbers: [number(gradient, hue(gradient)), piece(' + '), factor(decay)] }];
}

/** @param {UpdateAnswer} told the gradient as one factor, or as the sum it is */
const asked = ({ gradient, decay }) => (decay ? [piece('g')] : [factor(gradient, hue(gradient))]);

/** @param {UpdateAnswer} told @param {string} role of the parameter @returns {RuleLine[]} */
function velocity(told, role) {
  const { memory_before: before, memory_after: after, learning_rate: eta } = told;
  const line = [piece(`${MU} × `), factor(before.velocity), piece(` − ${rateText(eta)} × `), ...asked(told), piece(' = '), number(after.velocity, role)];
  return [{ symbols: 'v ← μ v − η g', numbers: line }];
}

/** @param {UpdateAnswer} told @param {string[]} shares @returns {RuleLine} */
const squareOf = (told, [keep, take]) => ({
  symbols: `s ← ${keep} s + ${take} g²`,
  numbers: [piece(`${keep} × `), factor(told.memory_before.square), piece(` + ${take} × `), ...asked(told), piece('² = '), number(told.memory_after.square)],
});

/** @param {UpdateAnswer} told @returns {RuleLine} */
const meanOf = (told) => ({
  symbols: `m ← ${BETA1[0]} m + ${BETA1[1]} g`,
  numbers: [piece(`${BETA1[0]} × `), factor(told.memory_before.mean), piece(` + ${BETA1[1]} × `), ...asked(told), piece(' = '), number(told.memory_after.mean)],
});

/** @type {Record<string, (told: UpdateAnswer, role: string) => RuleLine[]>} */
const RULES = {
  sgd: () => [],
  momentum: velocity,
  nesterov: (told, role) => [
    ...velocity(told, role),
    { symbols: 'Δw = μ v − η g', numbers: [piece(`${MU} × `), factor(told.memory_after.velocity), piece(` − ${rateText(told.learning_rate)} × `), ...asked(told)] },
  ],
  rmsprop: (told) => [
    squareOf(told, RHO),
    { symbols: 'Δw = −η g / (√s + 10⁻⁸)', numbers: [piece(`−${rateText(told.learning_rate)} × `), ...asked(told), piece(' / √'), number(told.memory_after.square)] },
  ],
  adam: (told) => [
    meanOf(told),
    squareOf(told, BETA2),
    {
      symbols: `m̂ = m / (1 − ${BETA1[0]}ᵗ),  ŝ = s / (1 − ${BETA2[0]}ᵗ),  t = ${told.steps}`,
      numbers: [number(told.corrected.mean), piece(' and '), number(told.corrected.square)],
    },
    { symbols: 'Δw = −η m̂ / (√ŝ + 10⁻⁸)', numbers: [piece(`−${rateText(told.learning_rate)} × `), factor(told.corrected.mean), piece(' / √'), number(told.corrected.square)] },
  ],
};

/** Everything between the gradient and w_new. @param {UpdateAnswer} told @param {string} role of the parameter @returns {RuleLine[]} */
export function ruleLines(told, role) {
  const rule = RULES[told.optimizer](told, role);
  return role === 'b' ? [...pulled(told), ...rule].map((line) => ({ ...line, symbols: line.symbols.replaceAll('w', 'b') })) : [...pulled(told), ...rule];
}

/** How many times as much work wiggling is. @param {UpdateAnswer['multiplications']} counts */
export const timesAsMuch = ({ forward, backward, wiggling }) => wiggling / (forward + backward);
