// What is opened by a click is fetched then, once, and misses nothing meanwhile.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createLazily } from '../../static/js/panels/lazy.js';
import { FIRST_STATE } from '../../static/js/state/reduce.js';

/** @param {object} [changes] @returns {any} */
const stateWith = (changes = {}) => ({ ...FIRST_STATE, ...changes });
const CLOSED = stateWith();
const OPEN = stateWith({ panel: 'settings' });

function createScene() {
  /** @type {[any, any][]} */
  const shown = [];
  let failures = 0;
  /** @type {{resolve: (show: any) => void, reject: (error: Error) => void}[]} */
  const loads = [];
  const load = () => new Promise((resolve, reject) => loads.push({ resolve, reject }));
  const isWanted = (/** @type {any} */ { panel }) => panel === 'settings';
  const show = createLazily({ isWanted, load, failed: () => { failures += 1; } });
  const arrive = async () => {
    loads[loads.length - 1].resolve((/** @type {any} */ state, /** @type {any} */ previous) => shown.push([state, previous]));
    await new Promise(setImmediate);
  };
  const fail = async () => {
    loads[loads.length - 1].reject(new Error('no network'));
    await new Promise(setImmediate);
  };
  return { show, shown, failures: () => failures, loads, arrive, fail };
}

test('nothing is fetched until it is wanted, and then once', async () => {
  const { show, shown, loads, arrive } = createScene();
  show(stateWith({ panel: 'help' }), CLOSED);
  assert.equal(loads.length, 0);
  show(OPEN, CLOSED);
  show(OPEN, OPEN);
  await arrive();
  show(CLOSED, OPEN);
  show(OPEN, CLOSED);
  assert.equal(loads.length, 1);
  assert.deepEqual(shown, [[OPEN, CLOSED], [CLOSED, OPEN], [OPEN, CLOSED]]);
});

test('what changed while it was fetched is shown when it is here, as a change since it was opened', async () => {
  const { show, shown, arrive } = createScene();
  const refused = stateWith({ panel: 'settings', specErrors: [{ pointer: '/l2', detail: 'It must be 0 or more.' }] });
  show(OPEN, CLOSED);
  show(refused, OPEN);
  await arrive();
  assert.deepEqual(shown, [[refused, CLOSED]]);
});

test('closed again before it is here, it is told that it is closed', async () => {
  const { show, shown, arrive } = createScene();
  show(OPEN, CLOSED);
  show(CLOSED, OPEN);
  await arrive();
  assert.deepEqual(shown, [[CLOSED, CLOSED]]);
});

test('what could not be fetched says so, and is fetched again when it is opened again', async () => {
  const { show, shown, failures, loads, arrive, fail } = createScene();
  show(OPEN, CLOSED);
  await fail();
  assert.equal(failures(), 1);
  show(CLOSED, OPEN);
  show(OPEN, CLOSED);
  assert.equal(loads.length, 2);
  await arrive();
  assert.deepEqual(shown, [[OPEN, CLOSED]]);
  assert.equal(failures(), 1);
});
