/**
 * Knows the chart: which curves are shown, what stands under the pointer, and that it is painted only when something changed.
 * Does not know how lines are painted nor where the numbers come from.
 */

import { formatCount, formatFixed, formatNumber } from '../../scene/format.js';
import { reached } from '../../state/readings.js';
import { bugLabel } from '../bug_note.js';
import { paintPlot, paintReading, paintSamplesAxis } from '../../charts/chart_paint.js';
import { linearScale, roundUp, scaleFor } from '../../charts/chart_scale.js';
import { find, findButton } from '../../page/dom.js';
import { sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../charts/chart_paint.js').Plot} Plot */
/** @typedef {import('../../charts/chart_paint.js').Line} Line */

const LEFT = 48;
const RIGHT = 84;
const NARROW = 360;
const LAYER_DASHES = [[], [6, 3], [2, 2], [9, 3, 2, 3]];

/** @param {(number | null)[]} values */
const last = (values) => values[values.length - 1] ?? null;

/** @param {number} value a tick */
const tickText = (value) => (value >= 0.001 && value < 1e5 ? String(Number(value.toPrecision(3))) : value === 0 ? '0' : value.toExponential(0).replace('e+', 'e'));

/** @param {import('../../charts/chart_scale.js').Scale} scale @returns {[number, string][]} */
const ticksOf = (scale) => scale.ticks.map((tick) => [tick, tickText(tick)]);

/** @param {State} state C0 of what is on the picture, once its phase is there @param {string} color @returns {Plot['ring']} */
function ringOf(state, color) {
  const { frame, curves, view } = state;
  if (!frame || frame.detail.sample.source !== 'order') return null;
  const known = reached(view.tau, frame.layers.length);
  const cost = known.update && view.tau >= 2 * frame.layers.length + 2 ? frame.detail.cost_after : frame.detail.cost;
  if (!known.cost || cost === null) return null;
  const samples = Math.min(frame.detail.samples_seen, Math.max(1, last(curves.samples) ?? frame.detail.samples_seen));
  return { x: samples, y: cost, color, label: 'C₀ ' + formatNumber(cost) };
}

/** @param {State} state @param {number} height @param {Record<string, string>} color @param {boolean} narrow @returns {Plot[]} */
function costPlots(state, height, color, narrow) {
  const { curves, chart } = state;
  const scale = scaleFor([curves.cost, curves.test_cost], chart.log);
  const middle = Math.round(height * 0.57);
  const x = curves.samples;
  /** @type {Line[]} */
  const lines = [{ x, y: curves.cost, color: color.C, dash: [], width: 2, label: 'C ' + formatNumber(last(curves.cost)) }];
  if (curves.test_cost.some((value) => value !== null)) {
    lines.push({ x, y: curves.test_cost, color: color.C, dash: [4, 3], width: 1.5, label: 'test ' + formatNumber(last(curves.test_cost)) });
  }
  const dots = { x: curves.dot_samples, y: curves.dot_cost, color: color.C, alpha: state.theme === 'dark' ? 0.28 : 0.22 };
  const noun = sampleNoun(state);
  const title = bugLabel(state.frame) ? 'Cost, with a bug' : narrow ? 'Cost' : `Cost: one ${noun} (dots), average (line)`;
  /** @type {Plot} */
  const cost = { title, top: 30, bottom: middle, scale, lines: curves.step.length > 0 ? lines : [], ticks: ticksOf(scale), dots, ring: ringOf(state, color.C) };
  if (!curves.test_accuracy.some((value) => value !== null)) return [{ ...cost, bottom: height - 26 }];
  const accuracy = last(curves.test_accuracy);
  const label = accuracy === null ? '' : formatFixed(accuracy * 100, 1) + ' %';
  /** @type {Line} */
  const line = { x, y: curves.test_accuracy, color: color.ink, dash: [], width: 1.75, label };
  return [cost, { title: 'Accuracy, %', top: middle + 24, bottom: height - 24, scale: linearScale(1), lines: [line], ticks: [[0, '0'], [1, '100']], dots: null, ring: null }];
}

/** @param {State} state @param {number} height @param {Record<string, string>} color @returns {Plot[]} */
function gradientPlots(state, height, color) {
  const { curves, chart } = state;
  const layers = curves.gradient_norms[curves.gradient_norms.length - 1]?.length ?? 0;
  /** @type {Line[]} */
  const lines = Array.from({ length: layers }, (_, index) => {
    const y = curves.gradient_norms.map((norms) => norms[index] ?? null);
    return { x: curves.samples, y, color: color.d, dash: LAYER_DASHES[index % LAYER_DASHES.length], width: 1.75, label: `layer ${index + 1}` };
  });
  const scale = scaleFor(lines.map((line) => line.y), chart.log);
  return [{ title: 'Length of ∂C/∂W' + (bugLabel(state.frame) ? ', with a bug' : ''), top: 30, bottom: height - 26, scale, lines, ticks: ticksOf(scale), dots: null, ring: null }];
}

/** @param {State} state @param {number} index of a measured point */
function readingText(state, index) {
  const { curves, chart } = state;
  const seen = formatCount(curves.samples[index]);
  if (chart.what === 'gradient') return `${seen}: ` + curves.gradient_norms[index].map((norm) => formatNumber(norm)).join(', ');
  const test = curves.test_cost[index] === null ? '' : `, test ${formatNumber(curves.test_cost[index])}`;
  const accuracy = curves.test_accuracy[index];
  return `${seen}: C ${formatNumber(curves.cost[index])}${test}${accuracy === null ? '' : `, ${formatFixed(accuracy * 100, 1)} %`}`;
}

/** @param {HTMLElement} node */
function readColors(node) {
  const style = getComputedStyle(node);
  const names = ['C', 'd', 'ink', 'ink2', 'ink3', 'line', 'bg1', 'bg2', 'ui'];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue('--' + name).trim()]));
}

/**
 * @param {() => State} get
 * @param {(changes: Partial<State['chart']>) => void} change
 * @returns {(state: State, previous: State) => void}
 */
export function createChart(get, change) {
  const root = find('#chart');
  const canvas = /** @type {HTMLCanvasElement} */ (find('#chart canvas'));
  const [what, log] = ['#chart-what', '#chart-log'].map(findButton);
  /** @type {number | null} the measured point under the pointer */
  let point = null;
  let color = readColors(root);

  what.addEventListener('click', () => change({ what: get().chart.what === 'cost' ? 'gradient' : 'cost' }));
  log.addEventListener('click', () => change({ log: !get().chart.log }));
  new ResizeObserver(() => paint(get())).observe(canvas);

  /** @param {PointerEvent} event */
  function findPoint(event) {
    const { samples } = get().curves;
    const box = canvas.getBoundingClientRect();
    const wanted = ((event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT)) * roundUp(last(samples) ?? 1);
    point = samples.length === 0 ? null : samples.reduce((best, value, index) => (Math.abs(value - wanted) < Math.abs(samples[best] - wanted) ? index : best), 0);
    paint(get());
  }
  canvas.addEventListener('pointermove', findPoint);
  canvas.addEventListener('pointerleave', () => { point = null; paint(get()); });
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const count = get().curves.samples.length;
    if (step === undefined || count === 0) return;
    event.preventDefault();
    event.stopPropagation();
    point = Math.max(0, Math.min(count - 1, (point ?? count - 1) + step));
    paint(get());
    canvas.setAttribute('aria-label', readingText(get(), point));
  });

  /** @param {State} state */
  function paint(state) {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    const look = { ink: color.ink, ink2: color.ink2, ink3: color.ink3, line: color.line, bg1: color.bg1, bg2: color.bg2, font: color.ui };
    const highest = roundUp(Math.max(1, last(state.curves.samples) ?? 1));
    const across = { left: LEFT, right: width - RIGHT, highest };
    const plots = state.chart.what === 'gradient' ? gradientPlots(state, height, color) : costPlots(state, height, color, width < NARROW);
    for (const plot of plots) paintPlot(c, plot, across, look);
    const noun = sampleNoun(state);
    if (highest > 1) paintSamplesAxis(c, [[highest / 2, `${formatCount(highest / 2)} ${noun}s seen`], [highest, formatCount(highest)]], across, height - 7, look);
    const { samples } = state.curves;
    if (point !== null && point < samples.length) {
      paintReading(c, { samples: samples[point], text: readingText(state, point) }, across, { top: 30, bottom: height - 24, width }, look);
    }
  }

  return (state, previous) => {
    if (state.theme !== previous.theme) color = readColors(root);
    what.setAttribute('aria-pressed', String(state.chart.what === 'gradient'));
    log.setAttribute('aria-pressed', String(state.chart.log));
    const { curves, chart, frame, theme, view } = state;
    const count = curves.step.length;
    if (curves !== previous.curves && point === null) canvas.setAttribute('aria-label', count > 0 ? readingText(state, count - 1) : 'No measurements yet');
    const same = curves === previous.curves && chart === previous.chart && frame === previous.frame && theme === previous.theme;
    if (!same || Math.ceil(view.tau * 4) !== Math.ceil(previous.view.tau * 4)) paint(state);
  };
}
