/**
 * Sorting edges by strength without an object in sight: magnitude and index packed into one double.
 * Knows: arrays of numbers. Does not know: layers, edges, colours.
 */

const INDEX_BITS = 2 ** 20;
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/**
 * Orders 0..count-1 by |value|, weakest first. The bits of a positive float32 rise with its value, so they and the
 * index fit into 51 of a double's 53 bits and the native numeric sort does the rest. What is not finite counts as 0.
 * @param {Float32Array} values at most 2^20
 * @param {number} count
 * @param {Float64Array} keys scratch, at least `count` long
 * @param {Uint32Array} order receives the indices
 */
export function orderByStrength(values, count, keys, order) {
  for (let i = 0; i < count; i++) {
    const size = Math.abs(values[i]);
    single[0] = size < Infinity ? size : 0;
    keys[i] = bits[0] * INDEX_BITS + i;
  }
  keys.subarray(0, count).sort();
  for (let i = 0; i < count; i++) order[i] = keys[i] % INDEX_BITS;
}

/**
 * Sets `bit` in the flags of the k strongest and returns the sum of their strengths.
 * @param {Float32Array} values
 * @param {Uint32Array} order from orderByStrength
 * @param {number} count
 * @param {number} k
 * @param {Uint8Array} flags
 * @param {number} bit
 */
export function flagStrongest(values, order, count, k, flags, bit) {
  let sum = 0;
  for (let i = Math.max(0, count - k); i < count; i++) {
    flags[order[i]] |= bit;
    sum += strength(values[order[i]]);
  }
  return sum;
}

/** Sum of |value|; not finite if one of them is not. @param {Float32Array} values */
export function totalStrength(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]);
  return sum;
}

/** @param {number} value */
function strength(value) {
  const size = Math.abs(value);
  return size < Infinity ? size : 0;
}
