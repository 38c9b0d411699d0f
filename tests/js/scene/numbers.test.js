import assert from 'node:assert/strict';
import test from 'node:test';
import { formatCount, formatFixed, formatNumber, formatPercent, formatPrecise, formatSigned } from '../../../static/js/scene/format.js';
import { brightness, flowScale, gradientScale, outputRange } from '../../../static/js/scene/scales.js';
import { flowWidth, frontAt, nudgeAlpha, nudgeWidth, restAlpha, restWidth, swell, updateWidth } from '../../../static/js/scene/strokes.js';

test('numbers are written as DESIGN section 4 says', () => {
  const cases = [[0.7764, '0.776'], [0.1, '0.100'], [0.02691, '0.0269'], [0.001, '0.0010'], [0.00057, '5.7·10⁻⁴'], [0.1 - 1e-15, '0.100'], [0.001 - 1e-15, '0.0010'], [-0.269, '\u22120.269'],
    [0, '0'], [1234.5, '1,234.500'], [-3e7, '\u22123.0·10⁷'], [NaN, 'not a number'], [null, 'not a number'], [-Infinity, '\u2212∞']];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
});

test('fixed decimals never show a negative zero', () => {
  assert.equal(formatFixed(-0.001, 2), '0.00');
  assert.equal(formatFixed(-0.256), '\u22120.256');
  assert.equal(formatSigned(0.9), '+0.900');
  assert.equal(formatCount(12544), '12,544');
  assert.equal(formatPercent(0.889), '89 %');
});

test('the gradient scale is fixed: its landmarks', () => {
  for (const [g, m] of [[1e-4, 0.08], [1e-3, 0.26], [0.01, 0.5], [0.1, 0.75], [1, 1]]) assert.ok(Math.abs(gradientScale(g) - m) < 0.006, `${g}`);
  assert.equal(gradientScale(50), 1);
  assert.equal(gradientScale(-0.01), gradientScale(0.01));
  assert.equal(gradientScale(NaN), 0);
  assert.equal(flowScale(4), 1);
  assert.equal(flowScale(0), 0);
});

test('stroke functions have the values of DESIGN section 5', () => {
  assert.ok(Math.abs(nudgeWidth(1, false) - 4.2) < 1e-9);
  assert.ok(Math.abs(nudgeWidth(1, true) - 0.62 * 4.2) < 1e-9);
  assert.ok(Math.abs(nudgeAlpha(1, true, true) - 0.79) < 1e-9);
  assert.ok(Math.abs(nudgeAlpha(1, true, false) - 0.92) < 1e-9);
  assert.ok(Math.abs(restAlpha(0, true, 0.014) - 0.0049) < 1e-9);
  assert.equal(restWidth(9, false), 0.9 + 1.2);
  assert.equal(flowWidth(1), 2.8);
  assert.ok(Math.abs(swell(0.45) - 1) < 1e-9);
  assert.ok(Math.abs(updateWidth(2, 1, 0.45) - 4.2) < 1e-9);
  assert.equal(frontAt(0), 0);
  assert.equal(frontAt(1), 1);
});

test('activations without bounds are squashed, bounded ones are not', () => {
  assert.equal(brightness(0.7, 'sigmoid'), 0.7);
  assert.equal(brightness(0, 'tanh'), 0.5);
  assert.equal(brightness(3, 'relu'), 0.75);
});

test('the axis of the bars only ever grows', () => {
  assert.deepEqual(outputRange('softmax', 1, null), [0, 1]);
  assert.deepEqual(outputRange('tanh', 0.2, null), [-1, 1]);
  const first = outputRange('identity', 3.2, null);
  assert.deepEqual(first, [-5, 5]);
  assert.deepEqual(outputRange('identity', 0.3, first), [-5, 5]);
  assert.deepEqual(outputRange('relu', 14, [0, 5]), [0, 20]);
});

test('worked examples have six digits', () => {
  for (const [value, text] of /** @type {[number, string][]} */ ([[0.298371109, '0.298371'], [0.082167041, '0.0821670'], [0.000438568, '0.000438568'], [-0.0000438568, '−4.38568·10⁻⁵'], [0, '0'], [1, '1.00000'], [-123.4567891, '−123.457'], [1.5e7, '1.50000·10⁷']])) assert.equal(formatPrecise(value), text);
  assert.equal(formatPrecise(null), 'not a number');
});
