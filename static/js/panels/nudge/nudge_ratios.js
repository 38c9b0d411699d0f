/**
 * Knows the table of how far a nudge moved each number, and how many times as far as the one before: the chain rule with real numbers.
 * Does not know who nudged. It compares what the server answered with and without the nudge.
 */

import { formatNumber, formatSigned } from '../../scene/format.js';
import { ratios } from '../../state/nudging.js';
import { element, setText } from '../../page/dom.js';
import { activation, cost, costBy, delta, fraction, inlineMath, mi, mo, row, slopeAt, weightedSum } from '../../page/mathml.js';

/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../protocol/types.js').Tried} Tried */
/** @typedef {import('../../state/readings.js').Parameter} Parameter */
/** @typedef {{sender: number, slope: number | null, dC_da: number | null, delta: number | null, gradient: number | null}} Limits */
/** @typedef {{symbol: Element, limit: Element | string, ratio: (found: ReturnType<typeof ratios>) => number | null, tends: (limits: Limits) => number | null}} Row */

const NOTHING = '–';

/** @param {Node} top @param {Node} bottom */
const quotient = (top, bottom) => inlineMath(fraction(row(mo('Δ', { rspace: '0' }), top), row(mo('Δ', { rspace: '0' }), bottom)));

/** @param {Frame} frame @param {Parameter} target @param {boolean} fused a softmax mixes the outputs: z leads to C in one stride @returns {Row[]} */
function rowsOf(frame, target, fused) {
  const { layer, to } = target;
  const role = target.kind === 'weight' ? 'w' : 'b';
  const [w, z, a] = [() => mi(role, role), () => mi('z', 'z'), () => mi('a', 'a')];
  const heard = target.kind === 'weight' ? inlineMath(activation(layer - 1, target.from)) : 'always';
  const slope = inlineMath(slopeAt(frame.layers[layer - 1].activation, weightedSum(layer, to)));
  /** @type {Row[]} */
  const between = fused
    ? [{ symbol: quotient(cost(), z()), limit: inlineMath(delta(layer, to)), ratio: (found) => found.dC_dz, tends: (limits) => limits.delta }]
    : [
      { symbol: quotient(a(), z()), limit: slope, ratio: (found) => found.da_dz, tends: (limits) => limits.slope },
      { symbol: quotient(cost(), a()), limit: inlineMath(costBy(activation(layer, to))), ratio: (found) => found.dC_da, tends: (limits) => limits.dC_da },
    ];
  return [
    { symbol: quotient(z(), w()), limit: heard, ratio: (found) => found.dz_dw, tends: ({ sender }) => sender },
    ...between,
    { symbol: quotient(cost(), w()), limit: inlineMath(costBy(mi(role, role))), ratio: (found) => found.secant, tends: ({ gradient }) => gradient },
  ];
}

/** @param {Row} what */
function createRow({ symbol, limit }) {
  const [ratio, tends] = [element('td'), element('td')];
  const node = element('tr', {}, element('th', { scope: 'row' }, symbol), ratio, element('td', { class: 'tends' }, limit), tends);
  return { node, ratio, tends };
}

/** @param {Frame} frame @param {Parameter} target @param {boolean} fused */
export function createRatios(frame, target, fused) {
  const rows = rowsOf(frame, target, fused);
  const lines = rows.map(createRow);
  const name = target.kind === 'weight' ? 'w' : 'b';
  const sentence = element('p', { class: 'hint' });
  const predicted = element('p', { class: 'predicted' });
  const table = element('table', { class: 'ratios' },
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Moved'), element('th', { scope: 'col' }, 'times'), element('th', { scope: 'col', colspan: 2 }, 'tends to'))),
    element('tbody', {}, ...lines.map((line) => line.node)));
  const node = element('div', { class: 'part' }, element('div', { class: 'label' }, element('span', {}, 'Each number moves the next')), sentence, table, predicted);

  /** @param {Tried | null} tried @param {number | null} cost C0 with what is tried @param {Limits} limits @param {{cost: boolean, slope: boolean}} known */
  function show(tried, cost, limits, known) {
    const found = tried ? ratios(tried, cost) : null;
    const moved = found !== null && found.dw !== 0;
    const z = target.kind === 'weight'
      ? `z moves ${formatNumber(limits.sender)} times as far: that is the activation before it, whatever the nudge.`
      : 'z moves as far as b: nothing stands between them.';
    setText(sentence, moved ? `${name} moved by ${formatSigned(found.dw)}. ${z}` : `Drag ${name}, and see how far it takes each number after it.`);
    rows.forEach(({ ratio, tends }, index) => {
      setText(lines[index].ratio, moved ? formatNumber(ratio(found)) : NOTHING);
      setText(lines[index].tends, known.slope || index === 0 ? formatNumber(tends(limits)) : 'not yet');
    });
    setText(predicted, moved && known.cost
      ? `Predicted ∂C₀/∂${name} × Δ${name} = ${formatSigned(found.predicted)}, actual ${formatSigned(found.dC)}.`
      : `Predicted and actual change of C₀: once ${name} has moved.`);
  }
  return { node, show };
}
