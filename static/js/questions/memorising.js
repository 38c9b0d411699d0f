/**
 * Knows the experiment of memorising: one network on a hundred digits again and again, or on new ones each time, and its two curves.
 * Does not know how the curves are measured.
 */

import { create, getMetrics } from '../jobs/net/calls.js';
import { measureText, nearestPoint } from '../charts/series.js';
import { oneOf } from '../jobs/view/choices.js';
import { createCurveChart } from '../charts/curve_chart.js';
import { getJob } from '../net/api.js';
import { repeat } from '../net/repeat.js';
import { element, setText } from '../page/dom.js';
import { isEnd } from '../protocol/states.js';
import { formatCount, formatFixed } from '../scene/format.js';
import { createRunner } from './experiment.js';

/** @typedef {import('../jobs/model/types.js').Columns} Columns */

const FEW = 100;
const HIDDEN = 30;
/** Both runs see as many samples. */
const EPOCHS = 400;
const POINTS = 300;

/** @param {boolean} fresh */
const jobOf = (fresh) => ({
  name: fresh ? 'New digits in every epoch' : `${FEW} digits, again and again`,
  dataset: { train: FEW, test: 1000, fresh }, network: { hidden: [HIDDEN] }, optimizer: { learning_rate: 1 }, batch_size: 10, epochs: EPOCHS,
});

/** @param {Columns} columns */
function sentence({ cost, test_cost: test, test_accuracy: accuracy }) {
  const lowest = Math.min(...test.filter((value) => value !== null).map(Number));
  const end = test.length - 1;
  return `At the end: ${measureText(cost[end], 'cost')} on the digits it trains on, ${measureText(test[end], 'cost')} on digits it has never seen, of which it reads ${formatFixed((accuracy[end] ?? 0) * 100, 1)} %. The lowest it came to on those was ${measureText(lowest, 'cost')}.`;
}

/** @param {HTMLElement} root */
export function createMemorising(root) {
  let which = /** @type {'few' | 'fresh'} */ ('few');
  /** @type {Columns | null} */
  let columns = null;
  const data = oneOf('Digits to train on', [['few', `${FEW} digits, again and again`], ['fresh', 'New digits in every epoch']], (chosen) => data.show((which = chosen)));
  const canvas = element('canvas', { tabindex: 0, role: 'img', 'aria-label': 'Cost over the samples seen, on the training digits and on test digits. Left and right read the values.' });
  const room = element('div', { class: 'chart-room', hidden: true }, canvas);
  const found = element('p', { class: 'found', role: 'status' });
  const link = element('a', { hidden: true }, 'Open this run in the lab');
  const chart = createCurveChart(canvas, readingText);

  /** @param {number | null} x */
  function readingText(x) {
    if (x === null || !columns) return '';
    const at = nearestPoint(columns.samples, columns.test_cost, x);
    return at < 0 ? '' : `${formatCount(columns.samples[at])} samples: train ${measureText(columns.cost[at], 'cost')}, test ${measureText(columns.test_cost[at], 'cost')}`;
  }

  /** @param {Columns} measured */
  function show(measured) {
    columns = measured;
    room.hidden = false;
    const color = (/** @type {string} */ role) => getComputedStyle(root).getPropertyValue('--' + role).trim();
    chart.show({
      title: 'Cost C', noun: 'samples', log: false, share: false, quiet: [], band: null,
      lines: [
        { x: measured.samples, y: measured.cost, color: color('C'), dash: [], width: 2, label: 'train' },
        { x: measured.samples, y: measured.test_cost, color: color('w'), dash: [7, 3], width: 2, label: 'test' },
      ],
    });
  }

  const runner = createRunner('Train', async (say) => {
    setText(found, '');
    const { id } = await create({ path: '/jobs', body: jobOf(which === 'fresh') });
    link.href = '/#job=' + id;
    link.hidden = false;
    await repeat(async () => {
      const job = await getJob(id);
      const measured = await getMetrics(id, POINTS);
      if (measured.samples.length > 0) show(measured);
      say(`Epoch ${formatCount(job.epoch)} of ${formatCount(EPOCHS)}.`);
      return isEnd(job.state);
    });
    if (columns) setText(found, sentence(columns));
  });
  data.show(which);
  setText(runner.said, `784–${HIDDEN}–10, ${formatCount(EPOCHS)} epochs of ${FEW} digits. It takes some seconds.`);
  root.append(element('div', { class: 'choices' }, data.node, runner.button, link), runner.said, room, found);
}
