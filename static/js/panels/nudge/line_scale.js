/**
 * Knows how numbers become positions along a line: round ticks between two bounds, and how many decimals tell them apart.
 * Does not know what the numbers are nor who draws the line.
 */

/** @typedef {{low: number, high: number, ticks: number[], label: (tick: number) => string, place: (value: number) => number}} LineScale place gives 0..1 */

const STEPS = [1, 2, 5, 10];
const MOST_TICKS = 6;

/** The smallest round step of which no more than a few fit. @param {number} span */
function roundStep(span) {
  const power = 10 ** Math.floor(Math.log10(span / MOST_TICKS));
  return power * (STEPS.find((step) => span / (step * power) <= MOST_TICKS) ?? 10);
}

/** @param {[low: number, high: number]} range low below high @returns {LineScale} a value beyond the range stands at its end */
export function lineScale([low, high]) {
  const step = roundStep(high - low);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    low, high, ticks,
    label: (tick) => (Math.abs(tick) < step / 2 ? '0' : tick.toFixed(decimals).replace('-', '−')),
    place: (value) => Math.max(0, Math.min(1, (value - low) / (high - low))),
  };
}
