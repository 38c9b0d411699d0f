/**
 * Knows the addresses under which the server gives away the step on the picture and its network, and what fits into them.
 * Does not know where they are shown.
 */

import { formatCount } from '../../scene/format.js';

/** As `app/explain/worksheet.py` and `app/training/rerun.py` have it. */
export const MOST_ON_PAPER = 400;
export const MOST_STEPS = 1000;
export const MOST_NUMBERS = 500_000;

/** @typedef {{text: string, href: string, name?: string, opens?: boolean}} Link `name` of a file that comes without one; `opens` a page of its own */

/** @param {string} job */
const addressOf = (job) => '/api/v1/jobs/' + encodeURIComponent(job);

/** Weights and biases. @param {ArrayLike<number>} sizes of the layers, the input first */
export const parameterCount = (sizes) => Array.from(sizes).slice(1).reduce((sum, size, layer) => sum + size * (sizes[layer] + 1), 0);

/** How many steps fit into one table. @param {ArrayLike<number>} sizes */
export const mostSteps = (sizes) => Math.min(MOST_STEPS, Math.max(1, Math.floor(MOST_NUMBERS / parameterCount(sizes))));

/** Of the step on the picture; a sheet only where it can be worked through by hand. @param {string} job @param {ArrayLike<number>} sizes @returns {Link[]} */
export function stepLinks(job, sizes) {
  const sheet = addressOf(job) + '/worksheet?format=';
  const paper = [
    { text: 'Worksheet to print', href: sheet + 'html', opens: true },
    { text: 'Worksheet (Markdown)', href: sheet + 'md' },
  ];
  return [
    ...(parameterCount(sizes) <= MOST_ON_PAPER ? paper : []),
    { text: 'Every value (CSV)', href: sheet + 'csv' },
    { text: 'Python code', href: sheet + 'py' },
  ];
}

/** Why there is no sheet. @param {ArrayLike<number>} sizes */
export const noSheetText = (sizes) =>
  parameterCount(sizes) <= MOST_ON_PAPER ? '' : `A worksheet is for up to ${MOST_ON_PAPER} weights and biases; this network has ${formatCount(parameterCount(sizes))}.`;

/** Every value of several steps. @param {string} job @param {number} first @param {number} steps @param {string} unit */
export const stepsAddress = (job, first, steps, unit) => `${addressOf(job)}/worksheet?format=csv&first=${first}&steps=${steps}&unit=${unit}`;

/** @param {string} job @returns {Link[]} */
export function networkLinks(job) {
  const address = addressOf(job) + '/network?format=';
  const formats = [['JSON', 'json'], ['NumPy archive', 'npz'], ['safetensors', 'safetensors'], ['NumPy code', 'numpy'], ['PyTorch code', 'pytorch']];
  return formats.map(([text, format]) => ({ text, href: address + format, ...(format === 'json' ? { name: `nudge-${job}.json` } : {}) }));
}
