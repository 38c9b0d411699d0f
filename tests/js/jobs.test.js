// The jobs page without a page: moving lists, words, addresses, curves, the form's request, colours that can be read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { readPlace, writePlace } from '../../static/js/jobs/model/address.js';
import { fieldOfPointer, initialText, JOB_FIELDS, SEEDS_FIELD, wishOf } from '../../static/js/jobs/model/form.js';
import { rowsOf, withNewest, withPage } from '../../static/js/jobs/model/pages.js';
import { saying } from '../../static/js/jobs/model/said.js';
import { keepSlots, lineLook, measureText, nearestPoint, rampColor, rankPlaces, sparkPoints } from '../../static/js/charts/series.js';
import { createdText, etaText, reasonWords, stateWord, whyWords } from '../../static/js/jobs/model/words.js';
import { createCurveCache } from '../../static/js/jobs/net/curve_cache.js';
import { STATES } from '../../static/js/protocol/states.js';

/** @param {string} id @param {object} [changes] @returns {any} */
const job = (id, changes = {}) => ({
  id, name: 'run ' + id, labels: {}, state: 'running', reason: null, attempt: 1, spec: { epochs: 10 }, step: 1200, epoch: 2, progress: 0.2, metrics: {},
  eta_seconds: null, created_at: '2026-11-23T20:00:0' + id, divergence: null, detail: null, ...changes,
});
/** @param {any[][]} pages */
const ids = (pages) => pages.map((page) => page.map(({ id }) => id).join(''));

test('a list that moves loses nothing between its pages', () => {
  const pages = [[job('4'), job('3')], [job('2'), job('1')]];
  assert.deepEqual(ids(withNewest(pages, [job('5'), job('4')], true)), ['54', '321']);
  assert.deepEqual(ids(withNewest(pages, [job('4'), job('2')], true)), ['42', '21'], 'a deleted job is gone');
  assert.deepEqual(ids([rowsOf([[job('4'), job('2')], [job('2'), job('1')]])]), ['421']);
  assert.deepEqual(ids(withNewest(pages, [job('9')], false)), ['9']);
  assert.deepEqual(ids(withPage(pages, 1, [])), ['43']);
});

test('every state has its word, every end its reason', () => {
  for (const state of STATES) assert.notEqual(stateWord(state), state);
  assert.equal(reasonWords(job('1')), 'Epoch 3 of 10.');
  assert.equal(reasonWords(job('1', { state: 'queued', attempt: 2 })), 'Attempt 2. Waits for a free worker.');
  assert.equal(reasonWords(job('1', { state: 'succeeded', reason: 'completed' })), 'All 10 epochs, 1,200 steps.');
  const divergence = { step: 5310, layer: 2, what: 'z', last_good_step: 5000 };
  assert.equal(reasonWords(job('1', { state: 'failed', reason: 'diverged', divergence })), 'Not a number since step 5,310, first in layer 2. Lower the rate.');
  assert.match(reasonWords(job('1', { state: 'failed', reason: 'worker_lost' })), /worker/);
});

test('times are short, and say the day only where it is another', () => {
  assert.deepEqual([0.2, 61, 3729, null].map(etaText), ['0:01', '1:01', '1:02:09', '']);
  const noon = new Date(2026, 10, 23, 12, 5);
  assert.equal(createdText(noon.toISOString(), noon), '12:05');
  assert.equal(createdText(noon.toISOString(), new Date(2026, 10, 24)), '23 Nov, 12:05');
});

test('why a run did badly comes with the numbers it rests on', () => {
  assert.match(whyWords('dead', [1.7e-10, 0.25]), /first layer.*Gradient: layer 1 1\.7·10⁻¹⁰, layer 2 0\.250\.$/);
  assert.match(whyWords('diverged', [null]), /Lower the rate\.$/);
  assert.equal(whyWords(null, [1]), '');
});

test('the address keeps filter, comparison and sweep, and drops what it cannot read', () => {
  const place = { sweep: null, state: 'paused', label: 'class:9b', compare: ['a1', 'b2'] };
  assert.deepEqual(readPlace('#' + writePlace(place)), place);
  assert.deepEqual(readPlace('#sweep=x1&state=odd&compare=<,ok'), { sweep: 'x1', state: '', label: '', compare: ['ok'] });
});

test('what is shown was measured: the nearest known point', () => {
  const [x, y] = [[0, 10, 20, 30], [1, null, 0.5, 0.25]];
  assert.equal(nearestPoint(x, y, 11), 2);
  assert.equal(nearestPoint(x, y, 2), 0);
  assert.equal(nearestPoint(x, [null, null, null, null], 2), -1);
  assert.deepEqual([measureText(0.5, 'test_cost'), measureText(0.00001, 'cost'), measureText(0.981, 'test_accuracy'), measureText(null, 'cost')], ['0.5000', '1.0·10⁻⁵', '98.1 %', '–']);
  assert.equal(sparkPoints(x, y, 120, 28), '0.0,1.0 80.0,14.0 120.0,20.5');
  assert.equal(sparkPoints([0], [1], 120, 28), '');
});

test('a compared job keeps its colour while others come and go', () => {
  const first = keepSlots(new Map(), ['a', 'b', 'c']);
  const second = keepSlots(first, ['c', 'd']);
  assert.deepEqual([...second], [['c', 2], ['d', 0]]);
  assert.notDeepEqual(lineLook(0).dash, lineLook(8).dash);
});

test('a swept parameter is coloured by rank', () => {
  assert.deepEqual(rankPlaces([0.001, 100, 0.1, 0.1]), [0, 1, 0.5, 0.5]);
  assert.deepEqual(rankPlaces([7]), [0.5]);
  assert.equal(rampColor(['#000000', '#00ff00', '#ffffff'], 0.5), 'rgb(0,255,0)');
});

const texts = () => Object.fromEntries([...JOB_FIELDS, SEEDS_FIELD].map(({ path }) => [path, initialText(path)]));

test('the form asks for a job, or for a sweep over seeds', () => {
  const one = wishOf({ name: ' mine ', start: 'paused', sweep: false, texts: texts() }).wish;
  assert.equal(one?.path, '/jobs');
  assert.deepEqual([one?.body.name, one?.body.start, one?.body.epochs], ['mine', 'paused', 10]);
  assert.deepEqual(/** @type {any} */ (one?.body.network).hidden, [16, 16]);
  const dataset = { 'dataset.name': 'table', 'dataset.table': '0123456789abcdef-60x3x2' };
  assert.deepEqual(wishOf({ name: '', start: 'running', sweep: false, texts: texts(), dataset }).wish?.body.dataset, { name: 'table', table: '0123456789abcdef-60x3x2' });
  const many = wishOf({ name: '', start: 'running', sweep: true, texts: { ...texts(), [SEEDS_FIELD.path]: '3' } }).wish;
  assert.deepEqual(many?.body.grid, { 'network.init.seed': [0, 1, 2] });
  assert.equal(many?.body.name, 'pen, 3 seeds');
});

test('what cannot be is explained at its field, by the page or by the server', () => {
  const { wish, problems } = wishOf({ name: '', start: 'running', sweep: false, texts: { ...texts(), epochs: 'ten', 'network.hidden': '0' } });
  assert.equal(wish, null);
  assert.deepEqual(Object.keys(problems).sort(), ['epochs', 'network.hidden']);
  assert.equal(fieldOfPointer('/spec/optimizer/learning_rate'), 'optimizer.learning_rate');
  assert.equal(fieldOfPointer('/network/hidden/0'), 'network.hidden');
  assert.equal(fieldOfPointer('/grid/network.init.seed'), SEEDS_FIELD.path);
  assert.equal(fieldOfPointer('/dataset/rows'), '');
});

test('the line says what is lost, and when it is tried again', () => {
  const standing = { loaded: true, lost: null, note: '', jobs: [job('1'), job('2', { state: 'paused' })], more: false, filtered: false, sweep: false };
  assert.equal(saying(standing, 0).text, '2 jobs, 1 running. Tick some to compare their curves.');
  assert.equal(saying({ ...standing, jobs: [] }, 0).text, 'No jobs yet. Start one here, or open the lab.');
  const lost = { retryAt: 4000, answered: false, detail: '' };
  assert.deepEqual(saying({ ...standing, lost }, 500), { tone: 'down', text: 'The server does not answer. The page shows what it said last. Trying again in 4 s.' });
});

test('a curve is fetched once, and again only when its job has moved', async () => {
  /** @type {string[]} */
  const asked = [];
  const columns = { step: [1], samples: [10], cost: [1], test_cost: [1], test_accuracy: [0.5], gradient_norms: [[1]] };
  const cache = createCurveCache(async (id) => { asked.push(id); return columns; }, () => {});
  const rest = () => new Promise((resolve) => setTimeout(resolve, 200));
  cache.want([{ id: 'a', step: 1, state: 'running' }, { id: 'b', step: 1, state: 'paused' }]);
  await rest();
  cache.want([{ id: 'a', step: 2, state: 'running' }, { id: 'b', step: 1, state: 'paused' }]);
  await rest();
  assert.deepEqual(asked, ['a', 'b', 'a']);
  assert.equal(cache.get('b'), columns);
});

/** @param {string} hex */
function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
/** @param {string} file @param {string} theme */
function tokensOf(file, theme) {
  const text = readFileSync(new URL('../../static/css/' + file, import.meta.url), 'utf8');
  const block = text.slice(text.indexOf(`[data-theme="${theme}"]`)).split('}')[0];
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]));
}

test('every curve can be seen and its label read, in both themes', () => {
  for (const theme of ['dark', 'light']) {
    const { bg1 } = tokensOf('tokens.css', theme);
    const own = tokensOf('jobs.css', theme);
    assert.equal(Object.keys(own).length, 11);
    for (const [name, color] of Object.entries(own)) {
      const least = name.startsWith('ramp') ? 3 : 4.5;
      assert.ok(contrast(color, bg1) >= least, `${theme} ${name} ${contrast(color, bg1).toFixed(2)}`);
    }
  }
});
