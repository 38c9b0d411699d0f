/**
 * Knows where in a frame the numbers of a weight, a bias or a neuron stand, and which stand out.
 * Does not know how they are shown. It looks numbers up; every one of them was computed by the server.
 */

/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/types.js').Layer} Layer */
/** @typedef {import('../protocol/types.js').Target} Target */
/** @typedef {Extract<Target, {kind: 'weight' | 'bias'}>} Parameter */
/** @typedef {{layer: number, to: number, from: number, value: number}} EdgeReading */

/**
 * The place of input k among the columns that were sent, or -1: there the value is exactly 0.
 * @param {Float32Array | null} columns ascending
 * @param {number} k
 */
export function columnOf(columns, k) {
  if (!columns) return k;
  let low = 0;
  let high = columns.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (columns[middle] === k) return middle;
    if (columns[middle] < k) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * @param {Float32Array} values (outputs, columns)
 * @param {Float32Array | null} columns
 * @param {number} inputs
 * @param {number} to
 * @param {number} from
 */
function cell(values, columns, inputs, to, from) {
  const column = columnOf(columns, from);
  return column < 0 ? 0 : values[to * (columns ? columns.length : inputs) + column];
}

/** @param {Layer} layer @param {number} to @param {number} from dC0/dw */
export const gradientOf = (layer, to, from) => cell(layer.dC_dW, layer.columns, layer.inputs, to, from);

/** @param {Layer} layer @param {number} to @param {number} from w after minus w before */
export const updateOf = (layer, to, from) => cell(layer.update_W, layer.update_columns, layer.inputs, to, from);

/** @param {Layer} layer @param {number} to @param {number} from */
export const weightOf = (layer, to, from) => layer.W[to * layer.inputs + from];

/** @param {Frame} frame @param {Parameter} target dC0/dw or dC0/db */
export function gradientBy(frame, target) {
  const layer = frame.layers[target.layer - 1];
  return target.kind === 'weight' ? gradientOf(layer, target.to, target.from) : layer.delta[target.to];
}

/** @param {Frame} frame @param {Parameter} target @returns {[number, number]} the parameter before, and how far the update moves it */
export function movementOf(frame, target) {
  const layer = frame.layers[target.layer - 1];
  if (target.kind === 'weight') return [weightOf(layer, target.to, target.from), updateOf(layer, target.to, target.from)];
  return [layer.b[target.to], layer.update_b[target.to]];
}

/** @param {Frame} frame @param {Parameter} target dC0/dw or dC0/db as the run computes it, bugs and all */
export function madeBy(frame, target) {
  const layer = frame.layers[target.layer - 1];
  return target.kind === 'bias' && layer.dC_db ? layer.dC_db[target.to] : gradientBy(frame, target);
}

/** The frame as the chain rule has it: that of a run with bugs holds what the run computes. @param {Frame} frame @returns {Frame} */
export const rightly = (frame) => (frame.right ? { ...frame, layers: frame.right } : frame);

/** @param {Frame} frame @param {number} layer the activations that feed this layer */
export const senders = (frame, layer) => (layer === 1 ? frame.input : frame.layers[layer - 2].a);

/** @param {Frame | null} frame @param {Target | null} target */
export function exists(frame, target) {
  if (!frame || !target) return false;
  if (target.kind === 'input') return target.index >= 0 && target.index < frame.sizes[0];
  const layer = frame.layers[target.layer - 1];
  if (!layer || target.to < 0 || target.to >= layer.outputs) return false;
  return target.kind !== 'weight' || (target.from >= 0 && target.from < layer.inputs);
}

/**
 * The strongest entries of a matrix given as (outputs, columns), by size.
 * @param {Layer} layer
 * @param {Float32Array} values
 * @param {number} count
 * @returns {EdgeReading[]} strongest first
 */
function strongestOf(layer, values, count) {
  const width = layer.columns ? layer.columns.length : layer.inputs;
  /** @type {number[]} */
  const best = [];
  for (let index = 0; index < values.length; index += 1) {
    const size = Math.abs(values[index]);
    if (!(size > 0) || (best.length === count && size <= Math.abs(values[best[count - 1]]))) continue;
    let place = best.length;
    while (place > 0 && Math.abs(values[best[place - 1]]) < size) place -= 1;
    best.splice(place, 0, index);
    if (best.length > count) best.pop();
  }
  return best.map((index) => {
    const column = index % width;
    const from = layer.columns ? layer.columns[column] : column;
    return { layer: layer.layer, to: Math.floor(index / width), from, value: values[index] };
  });
}

/**
 * @param {Frame} frame
 * @param {'flow' | 'dC_dW'} what
 * @param {(layer: number) => boolean} known which layers have been reached
 * @param {number} count
 * @returns {EdgeReading[]} strongest first, over all known layers
 */
export function strongestEdges(frame, what, known, count) {
  const found = frame.layers.filter((layer) => known(layer.layer)).flatMap((layer) => strongestOf(layer, layer[what], count));
  return found.sort((one, other) => Math.abs(other.value) - Math.abs(one.value)).slice(0, count);
}

/** @param {ArrayLike<number>} values @param {number} count indices, largest first */
export function loudest(values, count) {
  const order = Array.from(values, (_, index) => index);
  return order.sort((one, other) => values[other] - values[one]).slice(0, count);
}

/** @param {ArrayLike<number>} values @returns {number[]} indices, largest size first */
export function bySize(values) {
  const order = Array.from(values, (_, index) => index);
  return order.sort((one, other) => Math.abs(values[other]) - Math.abs(values[one]));
}

/**
 * What tau has already shown: no number may be read before its phase has brought it.
 * @param {number} tau
 * @param {number} layers
 */
export function reached(tau, layers) {
  return {
    /** @param {number} layer its activations */
    forward: (layer) => tau >= layer - 0.3,
    cost: tau > layers + 0.35,
    /** @param {number} layer its nudges */
    nudge: (layer) => tau > 2 * layers + 1 - layer + 0.3,
    update: tau > 2 * layers + 1,
  };
}
