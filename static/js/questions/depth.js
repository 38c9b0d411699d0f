/**
 * Knows the experiment of depth: how large the gradient of each layer is, in networks of one to seven hidden layers.
 * Does not know how a gradient is made: its norms come with the measurements of each run.
 */

import { getMetrics } from '../jobs/net/calls.js';
import { oneOf } from '../jobs/view/choices.js';
import { element, setText, svg } from '../page/dom.js';
import { logScale } from '../charts/chart_scale.js';
import { formatNumber } from '../scene/format.js';
import { ACTIVATIONS, createRunner, runSweep, schemeOf } from './experiment.js';

/** @typedef {import('./experiment.js').Activation} Activation */
/** @typedef {(number | null)[]} Norms of the layers, the first hidden one first */

const DEEPEST = 7;
const NEURONS = 16;
const POINTS = 4;
const ROOM = { width: 640, height: 260, left: 64, bottom: 228, top: 16 };

/** @param {Activation} activation */
const sweepOf = (activation) => ({
  name: `Depth one to seven: ${activation}`,
  spec: {
    dataset: { train: 200, test: 100, fresh: false }, network: { activation, init: { scheme: schemeOf(activation) } },
    optimizer: { learning_rate: 0.1 }, batch_size: 10, epochs: 5,
  },
  grid: { 'network.hidden': Array.from({ length: DEEPEST }, (_, more) => Array(more + 1).fill(NEURONS)) },
  max_parallel: 4,
});

/** @param {Norms} norms */
function sentence(norms) {
  const [first, last] = [norms[0], norms[norms.length - 1]];
  if (!first || !last) return 'The gradient of the first layer is 0.';
  return `The gradient of the first layer is ${formatNumber(first / last)} times as large as that of the last.`;
}

/** @param {Norms} norms @param {number} low @param {number} high of all depths, so that bars compare */
function figureOf(norms, low, high) {
  const { width, height, left, bottom, top } = ROOM;
  const scale = logScale(low, high);
  const slot = (width - left) / (DEEPEST + 1);
  const yOf = (/** @type {number} */ value) => bottom - (bottom - top) * scale.place(value);
  const ticks = scale.ticks.flatMap((tick) => [svg('line', { class: 'tick', x1: left, x2: width, y1: yOf(tick), y2: yOf(tick) }), svg('text', { x: left - 8, y: yOf(tick) + 4, 'text-anchor': 'end' }, formatNumber(tick))]);
  const bars = norms.flatMap((norm, layer) => {
    const [x, y] = [left + slot * layer, yOf(norm ?? 0)];
    return [
      svg('rect', { x: x + 8, y, width: slot - 16, height: Math.max(0, bottom - y) }),
      svg('text', { class: 'value', x: x + slot / 2, y: y - 5, 'text-anchor': 'middle' }, formatNumber(norm)),
      svg('text', { x: x + slot / 2, y: bottom + 18, 'text-anchor': 'middle' }, layer === norms.length - 1 ? 'output' : `layer ${layer + 1}`),
    ];
  });
  return svg('svg', { class: 'norms', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `Norms of the gradient by layer: ${norms.map(formatNumber).join(', ')}` }, ...ticks, ...bars);
}

/** @param {HTMLElement} root */
export function createDepth(root) {
  /** @type {Activation} */
  let activation = 'sigmoid';
  /** @type {Norms[]} by depth */
  let measured = [];
  const function_ = oneOf('Activation function', ACTIVATIONS, choose);
  const depth = element('input', { type: 'range', id: 'depth', min: 1, max: DEEPEST, value: 3, oninput: show });
  const shown = element('output', { for: 'depth' });
  const figure = element('div', { class: 'figure' });
  const words = element('p', { class: 'found', role: 'status' });

  function show() {
    const layers = Number(depth.value);
    setText(shown, `${layers} hidden layer${layers === 1 ? '' : 's'} of ${NEURONS}`);
    const norms = measured[layers - 1];
    if (!norms) return;
    const all = measured.flat().filter((norm) => norm !== null && norm > 0).map(Number);
    figure.replaceChildren(figureOf(norms, Math.min(...all), Math.max(...all)));
    setText(words, sentence(norms));
  }

  const runner = createRunner('Measure', async (say) => {
    measured = [];
    let first = 0;
    say('Training seven networks.');
    await runSweep(sweepOf(activation), async (job, at) => {
      const { gradient_norms: norms, step } = await getMetrics(job.id, POINTS);
      [measured[at], [first]] = [norms[0], step];
    });
    show();
    say(`The length of ∂C/∂W of each layer at step ${first}, on a logarithmic scale that is the same for all depths.`);
  });
  /** @param {Activation} chosen */
  function choose(chosen) {
    function_.show((activation = chosen));
    void runner.start();
  }
  function_.show(activation);
  root.append(
    element('div', { class: 'choices' }, function_.node, element('label', { for: 'depth' }, 'Depth'), depth, shown, runner.button),
    runner.said, figure, words);
  show();
  setText(runner.said, 'Seven networks on 200 digits, five epochs each. It takes some seconds.');
}
