/**
 * Knows how a network and samples that were checked become a link that opens them in the lab, as numbers that were typed in.
 * Does not know the page. A network too large to be typed into a link has none.
 */

import { encodeTarget } from '../state/address.js';
import { linkParts } from '../state/spec.js';

/** @typedef {{layer: number, to: number, from: number | null}} Parameter */

const MOST_NEURONS = 12;
const LONG = 'long';

/** @param {string} name @param {number} count */
const columns = (name, count) => Array.from({ length: count }, (_, index) => name + (index + 1));

/**
 * @param {Record<string, any>} question the body of a gradient check
 * @param {Parameter} parameter what is to be selected
 * @param {string[]} bugs with which the lab is to train
 * @returns {string | null} an address of the lab
 */
export function labLink({ network, cost, input, target, learning_rate: rate }, { layer, to, from }, bugs = []) {
  /** @type {number[][]} */
  const inputs = Array.isArray(input[0]) ? input : [input];
  /** @type {number[][]} */
  const targets = Array.isArray(target[0]) ? target : [target];
  const sizes = [inputs[0].length, ...network.biases.map((/** @type {number[]} */ biases) => biases.length)];
  if (Math.max(...sizes) > MOST_NEURONS) return null;
  const spec = {
    dataset: { name: 'table', rows: [[...columns('x', sizes[0]), ...columns('y', targets[0].length)], ...inputs.map((row, index) => [...row, ...targets[index]])], targets: targets[0].length, scale: false },
    network: { hidden: sizes.slice(1, -1), activation: sizes.length > 2 ? network.activations.slice(0, -1) : undefined, output_activation: network.activations[network.activations.length - 1], parameters: { weights: network.weights, biases: network.biases } },
    cost, optimizer: { name: 'sgd', learning_rate: rate ?? 0.5 }, batch_size: inputs.length, bugs,
  };
  const parts = new URLSearchParams(linkParts(spec));
  if ([...parts.values()].includes(LONG)) return null;
  parts.set('tau', String(2 * network.biases.length + 1)); // where every gradient is known and the step is due
  parts.set('sel', encodeTarget(from === null ? { kind: 'bias', layer, to } : { kind: 'weight', layer, to, from }));
  return '/#' + parts.toString();
}
