// The step: an optimiser's rule with numbers, nudges that form their mean, gradients as arrows.
import assert from 'node:assert/strict';
import test from 'node:test';
import { meanLine } from '../../static/js/panels/step/batch.js';
import { tips } from '../../static/js/panels/step/directions.js';
import { ruleLines, timesAsMuch } from '../../static/js/panels/step/rules.js';

/** @param {object} changes @returns {any} */
const told = (changes) => ({
  optimizer: 'sgd', learning_rate: 0.5, gradient: -0.25, decay: 0, steps: 3, memory_before: {}, memory_after: {}, corrected: {}, ...changes,
});

/** @param {import('../../static/js/panels/step/rules.js').RuleLine[]} lines */
const texts = (lines) => lines.map(({ symbols, numbers }) => symbols + ' : ' + numbers.map(({ text }) => text).join(''));

test('plain descent has no memory to tell of', () => {
  assert.deepEqual(ruleLines(told({}), 'w'), []);
});

test('a velocity is written with the number before, the pull of the gradient, and the number after', () => {
  const momentum = told({ optimizer: 'momentum', memory_before: { velocity: 0.5 }, memory_after: { velocity: 0.575 } });
  assert.deepEqual(texts(ruleLines(momentum, 'w')), ['v ← μ v − η g : 0.9 × 0.500 − 0.5 × (−0.250) = 0.575']);
});

test('the lines name a bias where it is one, and the pull of l2 where there is one', () => {
  const nesterov = told({ optimizer: 'nesterov', memory_before: { velocity: 0 }, memory_after: { velocity: 0.125 }, decay: 0.1 });
  const lines = texts(ruleLines(nesterov, 'b'));
  assert.match(lines[0], /^g = ∂C\/∂b \+ λ b : −0.250 \+ 0.100$/);
  assert.match(lines[2], /^Δb = μ v − η g : 0.9 × 0.125 − 0.5 × g$/);
});

test('adam tells its two means, their corrections and how many steps they have', () => {
  const adam = told({
    optimizer: 'adam', memory_before: { mean: 0.1, square: 0.01 }, memory_after: { mean: 0.065, square: 0.0100525 }, corrected: { mean: 0.24, square: 3.35 },
  });
  const lines = texts(ruleLines(adam, 'w'));
  assert.equal(lines.length, 4);
  assert.match(lines[0], /0.9 × 0.100 \+ 0.1 × \(−0.250\) = 0.0650$/);
  assert.match(lines[2], /t = 3 : 0.240 and 3.350$/);
});

test('a number that does not exist is said so', () => {
  const broken = told({ optimizer: 'rmsprop', memory_before: { square: 0 }, memory_after: { square: null } });
  assert.match(texts(ruleLines(broken, 'w'))[0], /= not a number$/);
});

test('the means so far run through the middle of each stick, upwards for positive', () => {
  const sample = (/** @type {number | null} */ mean) => ({ index: 1, label: 2, cost: 1, nudge: 0, mean_so_far: mean });
  assert.equal(meanLine([sample(0.5), sample(-1), sample(null)], 1), '0.5,-25.00 1.5,50.00 2.5,0.00');
});

/** @param {(number | null)[]} lengths @param {number | null} sample @param {number | null} batch @returns {any} */
const compared = (lengths, sample, batch) => ({
  parameters: 10,
  directions: ['sample', 'batch', 'all'].map((name, index) => ({ name, samples: 1, length: lengths[index], moved: 1, lengths: [] })),
  angles: [{ between: ['sample', 'batch'], degrees: 0 }, { between: ['sample', 'all'], degrees: sample }, { between: ['batch', 'all'], degrees: batch }],
});

test('each arrow is as long as its gradient and stands at its angle to that of all', () => {
  const [sample, batch, all] = tips(compared([2, 1, 0.5], 90, 60));
  const lengths = [sample, batch, all].map(({ x, y }) => Math.hypot(x, y));
  assert.ok(Math.abs(lengths[0] / lengths[1] - 2) < 1e-12 && Math.abs(lengths[1] / lengths[2] - 2) < 1e-12);
  assert.ok(Math.abs(sample.x) < 1e-9 && sample.y > 0);
  assert.ok(Math.abs(batch.x / lengths[1] - 0.5) < 1e-12 && batch.y < 0);
  assert.deepEqual([all.y, all.x > 0], [0, true]);
});

test('what has no length or no angle has no arrow', () => {
  assert.deepEqual(tips(compared([0, null, 1], 90, 60)).map(({ name }) => name), ['all']);
  assert.deepEqual(tips(compared([1, 1, 0], null, null)), []);
});

test('wiggling is compared with one pass forward and back', () => {
  assert.equal(timesAsMuch({ parameters: 3, forward: 2, backward: 2, wiggling: 8 }), 2);
});
