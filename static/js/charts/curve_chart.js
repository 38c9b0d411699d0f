/**
 * Knows a canvas with curves of several runs, perhaps a band, and what stands nearest to the pointer.
 * Does not know jobs: lines come as numbers and colours.
 */

import { formatCount } from '../scene/format.js';
import { paintPlot, paintReading, paintSamplesAxis } from './chart_paint.js';
import { linearScale, roundUp, scaleFor } from './chart_scale.js';
import { nearestPoint } from './series.js';

/** @typedef {{x: number[], y: (number | null)[], color: string, dash: number[], width: number, label: string}} Line */
/** @typedef {{x: number[], low: (number | null)[], high: (number | null)[], color: string}} Band */
/** `quiet` lines carry no label. @typedef {{title: string, noun: string, log: boolean, share: boolean, quiet: Line[], lines: Line[], band: Band | null}} ChartModel */
/** @typedef {{show: (model: ChartModel) => void}} CurveChart */

const TOP = 30;
const FOOT = 28;
const LEFT = 52;
/** Room for the labels at the lines' ends: as much as they need, between these. */
const RIGHT = { least: 64, most: 200 };
const LABEL_GAP = 20;
const NARROW = 520;
/** A press of an arrow key moves the reading by this share of the axis. */
const KEY_SHARE = 1 / 40;

/** @param {number} value a tick */
const tickText = (value) => (value === 0 ? '0' : value >= 0.001 && value < 1e5 ? String(Number(value.toPrecision(3))) : value.toExponential(0).replace('e+', 'e'));

/** @param {ChartModel} model */
function scaleOf({ share, log, quiet, lines, band }) {
  if (share) return { ...linearScale(1), ticks: [0, 0.5, 1] };
  return scaleFor([...quiet, ...lines].map(({ y }) => y).concat(band ? [band.high, band.low] : []), log);
}

/** @param {Element} node */
function lookOf(node) {
  const style = getComputedStyle(node);
  const [ink, ink2, ink3, line, bg1, bg2, font] = ['ink', 'ink2', 'ink3', 'line', 'bg1', 'bg2', 'ui'].map((name) => style.getPropertyValue('--' + name).trim());
  return { ink, ink2, ink3, line, bg1, bg2, font };
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Band} band
 * @param {(x: number) => number} across
 * @param {(y: number) => number} up
 */
function paintBand(c, band, across, up) {
  const known = band.x.flatMap((x, at) => {
    const [low, high] = [band.low[at], band.high[at]];
    return low === null || high === null ? [] : [{ x: across(x), low: up(low), high: up(high) }];
  });
  c.beginPath();
  for (const { x, high } of known) c.lineTo(x, high);
  for (const { x, low } of [...known].reverse()) c.lineTo(x, low);
  c.closePath();
  c.fillStyle = band.color;
  c.globalAlpha = 0.16;
  c.fill();
  c.globalAlpha = 1;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {(x: number | null) => string} onRead the place under the pointer; answers what to write there
 * @returns {CurveChart}
 */
export function createCurveChart(canvas, onRead) {
  /** @type {ChartModel | null} */
  let model = null;
  /** @type {number | null} */
  let reading = null;

  /** @param {ChartModel} shown */
  const highestOf = ({ quiet, lines }) => roundUp(Math.max(1, ...[...quiet, ...lines].map(({ x }) => x[x.length - 1] ?? 1)));
  let labels = RIGHT.least;
  const right = () => canvas.clientWidth - labels;

  /** @param {number | null} x */
  function read(x) {
    reading = x;
    const text = onRead(x);
    if (x !== null) canvas.setAttribute('aria-label', text);
    paint();
  }
  canvas.addEventListener('pointermove', ({ clientX }) => {
    if (!model) return;
    const share = (clientX - canvas.getBoundingClientRect().left - LEFT) / (right() - LEFT);
    read(Math.max(0, Math.min(1, share)) * highestOf(model));
  });
  canvas.addEventListener('pointerleave', () => read(null));
  canvas.addEventListener('blur', () => read(null));
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || !model) return;
    event.preventDefault();
    const highest = highestOf(model);
    read(Math.max(0, Math.min(highest, (reading ?? highest) + step * KEY_SHARE * highest)));
  });
  new ResizeObserver(() => paint()).observe(canvas);

  /** @returns {CanvasRenderingContext2D} sized and cleared */
  function context() {
    const ratio = Math.min(2, devicePixelRatio || 1);
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    return c;
  }

  function paint() {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!model || width === 0 || height === 0) return;
    const c = context();
    const look = lookOf(canvas);
    labels = labelRoom(c, model, look.font);
    const scale = scaleOf(model);
    const across = { left: LEFT, right: right(), highest: highestOf(model) };
    const bottom = height - FOOT;
    const xOf = (/** @type {number} */ x) => LEFT + ((across.right - LEFT) * x) / across.highest;
    const yOf = (/** @type {number} */ y) => bottom - (bottom - TOP) * scale.place(y);
    const ticks = scale.ticks.map((tick) => /** @type {[number, string]} */ ([tick, model?.share ? `${tick * 100}` : tickText(tick)]));
    const plot = { title: model.title, top: TOP, bottom, scale, ticks, dots: null, ring: null };
    if (model.band) paintBand(c, model.band, xOf, yOf);
    if (model.quiet.length > 0) paintPlot(c, { ...plot, title: '', ticks: [], lines: model.quiet }, across, look);
    paintPlot(c, { ...plot, lines: model.lines }, across, look);
    const narrow = width < NARROW;
    const half = across.highest / 2;
    paintSamplesAxis(c, [[0, '0'], [half, `${formatCount(half)}${narrow ? '' : ' ' + model.noun}`], [across.highest, formatCount(across.highest)]], across, height - 9, look);
    if (reading === null) return;
    for (const line of model.lines) {
      const at = nearestPoint(line.x, line.y, reading);
      if (at >= 0) paintDot(c, xOf(line.x[at]), yOf(line.y[at] ?? 0), line.color, look.bg1);
    }
    paintReading(c, { samples: reading, text: onRead(reading) }, across, { top: TOP, bottom, width }, look);
  }

  return {
    show(next) {
      model = next;
      paint();
    },
  };
}

/** @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {string} font */
function labelRoom(c, { lines }, font) {
  c.font = '600 12px ' + font;
  const widest = Math.max(0, ...lines.map(({ label }) => c.measureText(label).width));
  return Math.max(RIGHT.least, Math.min(RIGHT.most, widest + LABEL_GAP));
}

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {string} color @param {string} ground */
function paintDot(c, x, y, color, ground) {
  c.beginPath();
  c.arc(x, y, 4, 0, 7);
  c.fillStyle = color;
  c.strokeStyle = ground;
  c.lineWidth = 1.5;
  c.fill();
  c.stroke();
}
