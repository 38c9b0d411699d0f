/**
 * Knows the experiment of many starts: sixteen runs of one small network, how each ended, and which of its neurons still learn.
 * Does not know how a neuron is judged: the server looks at every sample.
 */

import { getMetrics } from '../jobs/net/calls.js';
import { sparkPoints } from '../charts/series.js';
import { oneOf } from '../jobs/view/choices.js';
import { examineNeurons } from '../net/api.js';
import { element, setText, svg } from '../page/dom.js';
import { formatFixed, formatNumber } from '../scene/format.js';
import { ACTIVATIONS, createRunner, runSweep, schemeOf } from './experiment.js';

/** @typedef {import('./experiment.js').Activation} Activation */
/** @typedef {{activation: number | null, slope: number | null, flat: number, state: string}} Neuron */

const STARTS = 16;
const EPOCHS = 2000;
const POINTS = 60;
const RATES = { sigmoid: 3, tanh: 0.5, relu: 0.3 };
const SPARK = { width: 96, height: 30 };
/** Where the neurons of 2-2-1 stand in a tile. */
const PLACES = [[[10, 14], [10, 46]], [[48, 14], [48, 46]], [[86, 30]]];

/** @param {Activation} activation @param {number} scale */
const sweepOf = (activation, scale) => ({
  name: `Sixteen starts: ${activation}, size ${scale}`,
  spec: {
    dataset: { name: 'xor' }, network: { hidden: [2], activation, init: { scheme: schemeOf(activation), scale } },
    optimizer: { learning_rate: RATES[activation] }, batch_size: 4, epochs: EPOCHS,
  },
  grid: { 'network.init.seed': Array.from({ length: STARTS }, (_, seed) => seed) },
  max_parallel: 4,
});

/** @param {Neuron} neuron */
const wordsOf = ({ state, flat }) => `${state}, flat at ${formatFixed(flat * 100, 0)} % of the samples`;

/** How a neuron is drawn. @param {string} state @param {number} x @param {number} y @param {Element | null} [title] */
const markOf = (state, x, y, title = null) => svg('g', { class: state }, title, svg('circle', { cx: x, cy: y, r: 8 }),
  state === 'dead' ? svg('path', { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8` }) : null);

/** @param {Neuron[][]} layers the hidden layer and the output */
function figureOf(layers) {
  const edges = PLACES.slice(1).flatMap((places, layer) => places.flatMap(([x, y]) => PLACES[layer].map(([fromX, fromY]) => svg('line', { x1: fromX, y1: fromY, x2: x, y2: y }))));
  const inputs = PLACES[0].map(([x, y]) => svg('circle', { class: 'input', cx: x, cy: y, r: 3 }));
  const neurons = layers.flatMap((layer, at) => layer.map((neuron, index) => {
    const [x, y] = PLACES[at + 1][index];
    return markOf(neuron.state, x, y, svg('title', {}, wordsOf(neuron)));
  }));
  return svg('svg', { class: 'tiny', viewBox: '0 0 96 60', width: 96, height: 60, role: 'img', 'aria-label': layers.flat().map(wordsOf).join('; ') }, ...edges, ...inputs, ...neurons);
}

/** What became of a run, in a few words. @param {number | null} accuracy @param {Neuron[][]} layers */
function outcome(accuracy, layers) {
  if (accuracy === 1) return 'solved';
  const states = layers.flat().map(({ state }) => state);
  const bad = ['diverged', 'dead', 'saturated'].find((state) => states.includes(state));
  return bad ?? 'stuck';
}

/** @param {number} seed */
function createTile(seed) {
  const head = element('span', { class: 'name' }, `Start ${seed}`);
  const node = element('li', {}, head, element('p', { class: 'waits' }, 'waits'));
  return {
    node,
    /** @param {import('../jobs/model/types.js').SweepJob} job @param {import('../jobs/model/types.js').Columns} columns @param {Neuron[][]} layers */
    show(job, columns, layers) {
      const word = outcome(job.metrics.test_accuracy ?? null, layers);
      const spark = svg('svg', { class: 'spark', viewBox: `0 0 ${SPARK.width} ${SPARK.height}`, width: SPARK.width, height: SPARK.height, 'aria-hidden': 'true' },
        svg('polyline', { points: sparkPoints(columns.samples, columns.test_cost, SPARK.width, SPARK.height) }));
      const cost = job.metrics.test_cost ?? null;
      node.className = word === 'solved' ? 'solved' : '';
      node.replaceChildren(element('a', { class: 'name', href: '/#job=' + job.id }, `Start ${seed}`), figureOf(layers), spark,
        element('p', {}, element('b', {}, word), cost === null ? '' : `, C ${formatNumber(cost)}`));
      return word;
    },
  };
}

/** @param {Record<string, number>} words how often each outcome came */
function summaryText(words) {
  const solved = words.solved ?? 0;
  const others = Object.entries(words).filter(([word]) => word !== 'solved').map(([word, count]) => `${count} ${word}`);
  return `${solved} of ${STARTS} starts solved it${others.length > 0 ? '; ' + others.join(', ') : ''}. Each name opens its run.`;
}

/** @param {HTMLElement} root */
export function createStarts(root) {
  /** @type {Activation} */
  let activation = 'sigmoid';
  let scale = /** @type {'1' | '4'} */ ('1');
  const function_ = oneOf('Activation function', ACTIVATIONS, (chosen) => function_.show((activation = chosen)));
  const size = oneOf('Size of the starting weights', [['1', 'Usual start'], ['4', 'Four times as large']], (chosen) => size.show((scale = chosen)));
  const grid = element('ol', { class: 'starts', role: 'list' });
  const runner = createRunner('Train the sixteen', async (say) => {
    const tiles = Array.from({ length: STARTS }, (_, seed) => createTile(seed));
    grid.replaceChildren(...tiles.map(({ node }) => node));
    say('Training.');
    /** @type {Record<string, number>} */
    const words = {};
    let ended = 0;
    await runSweep(sweepOf(activation, Number(scale)), async (job, at) => {
      const [columns, { layers }] = await Promise.all([getMetrics(job.id, POINTS), examineNeurons(job.id)]);
      const word = tiles[at].show(job, columns, layers);
      words[word] = (words[word] ?? 0) + 1;
      say(`${++ended} of ${STARTS} have ended.`);
    });
    say(summaryText(words));
  });
  function_.show(activation);
  size.show(scale);
  const key = element('p', { class: 'key' });
  for (const [state, text] of [['learns', 'learns'], ['saturated', 'saturated: nearly no slope, at nearly every sample'], ['dead', 'dead: no slope at any sample']]) {
    key.append(element('span', { class: 'key-item' }, svg('svg', { class: 'tiny', viewBox: '0 0 20 20', width: 20, height: 20, 'aria-hidden': 'true' }, markOf(state, 10, 10)), text));
  }
  root.append(element('div', { class: 'choices' }, function_.node, size.node, runner.button), runner.said, grid, key);
  setText(runner.said, 'Exclusive or, 2–2–1, 2,000 epochs each. It takes some seconds.');
}
