// What the page offers is what the server gives.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { MOST_NUMBERS, MOST_ON_PAPER, MOST_STEPS, mostSteps, networkLinks, noSheetText, parameterCount, stepLinks, stepsAddress } from '../../static/js/panels/drawers/take_away.js';

const source = (/** @type {string} */ path) => readFileSync(new URL('../../app/' + path, import.meta.url), 'utf8');

test('limits are the limits of the server', () => {
  const limit = (/** @type {string} */ path, /** @type {string} */ name) => Number(source(path).match(new RegExp(`^${name} = ([\\d_]+)`, 'm'))?.[1].replaceAll('_', ''));
  assert.equal(MOST_ON_PAPER, limit('explain/worksheet.py', 'MOST_PARAMETERS'));
  assert.equal(MOST_STEPS, limit('training/rerun.py', 'MOST_STEPS'));
  assert.equal(MOST_NUMBERS, limit('training/rerun.py', 'MOST_NUMBERS'));
});

test('a sheet is offered where it can be worked through, and else it is said why not', () => {
  assert.equal(parameterCount([784, 16, 16, 10]), 13002);
  assert.deepEqual(stepLinks('j', [2, 2, 2]).map(({ href }) => href.split('=')[1]), ['html', 'md', 'csv', 'py']);
  assert.deepEqual(stepLinks('j', [784, 16, 16, 10]).map(({ href }) => href.split('=')[1]), ['csv', 'py']);
  assert.equal(noSheetText([2, 2, 2]), '');
  assert.match(noSheetText([784, 16, 16, 10]), /up to 400 weights and biases; this network has 13,002/);
});

test('a small network has many steps in a table, a large one few, and never none', () => {
  assert.equal(mostSteps([2, 2, 2]), 1000);
  assert.equal(mostSteps([784, 16, 16, 10]), 38);
  assert.equal(mostSteps([784, 1000, 10]), 1);
});

test('addresses are those of the contract', () => {
  assert.equal(stepsAddress('a1', 7, 20, 'sample'), '/api/v1/jobs/a1/worksheet?format=csv&first=7&steps=20&unit=sample');
  const formats = source('explain/export.py').match(/FORMATS[^{]*\{([^}]*)\}/)?.[1] ?? '';
  for (const { href } of networkLinks('a1')) assert.ok(formats.includes(`"${href.split('=')[1]}"`), href);
});
