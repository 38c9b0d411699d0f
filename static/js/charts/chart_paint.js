/**
 * Knows how the chart is painted: axes, dots, lines, labels at the lines' ends, the reading under the pointer.
 * Does not know the state: everything to paint is given.
 */

import { spreadApart } from './chart_scale.js';

/** @typedef {import('./chart_scale.js').Scale} Scale */
/** @typedef {{x: number[], y: (number | null)[], color: string, dash: number[], width: number, label: string}} Line */
/** @typedef {{title: string, top: number, bottom: number, scale: Scale, lines: Line[], ticks: [number, string][],
 *             dots: {x: number[], y: number[], color: string, alpha: number} | null, ring: {x: number, y: number, color: string, label: string} | null}} Plot */
/** @typedef {{ink: string, ink2: string, ink3: string, line: string, bg1: string, bg2: string, font: string}} Look */
/** @typedef {{left: number, right: number, highest: number}} Across the x axis: pixels, and samples at its right end */

const LABEL_GAP = 15;

/** @param {Plot} plot @param {number} value */
const yOf = (plot, value) => plot.bottom - (plot.bottom - plot.top) * plot.scale.place(value);
/** @param {Across} across @param {number} samples */
const xOf = (across, samples) => across.left + ((across.right - across.left) * samples) / across.highest;

/** @param {CanvasRenderingContext2D} c @param {Plot} plot @param {Across} across @param {Look} look */
function paintAxis(c, plot, across, look) {
  c.font = '12px ' + look.font;
  c.lineWidth = 1;
  for (const [value, text] of plot.ticks) {
    const y = yOf(plot, value);
    c.strokeStyle = look.line;
    c.beginPath();
    c.moveTo(across.left, Math.round(y) + 0.5);
    c.lineTo(across.right, Math.round(y) + 0.5);
    c.stroke();
    c.fillStyle = look.ink3;
    c.textAlign = 'right';
    c.fillText(text, across.left - 8, y + 4);
  }
  c.fillStyle = look.ink2;
  c.textAlign = 'left';
  c.fillText(plot.title, across.left, plot.top - 8);
}

/** @param {CanvasRenderingContext2D} c @param {Plot} plot @param {Across} across */
function paintDots(c, plot, across) {
  if (!plot.dots) return;
  const { x, y, color, alpha } = plot.dots;
  c.fillStyle = color;
  c.globalAlpha = alpha;
  for (let i = 0; i < x.length; i += 1) c.fillRect(xOf(across, x[i]), yOf(plot, y[i]) - 0.7, 1.4, 1.4);
  c.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} c @param {Plot} plot @param {Across} across @param {Line} line */
function paintLine(c, plot, across, line) {
  c.strokeStyle = line.color;
  c.lineWidth = line.width;
  c.lineJoin = 'round';
  c.setLineDash(line.dash);
  c.beginPath();
  let pen = false;
  line.y.forEach((value, index) => {
    if (value === null) {
      pen = false;
      return;
    }
    const x = xOf(across, line.x[index]);
    if (pen) c.lineTo(x, yOf(plot, value));
    else c.moveTo(x, yOf(plot, value));
    pen = true;
  });
  c.stroke();
  c.setLineDash([]);
}

/** @param {Line} line @returns {number | null} */
function lastValue(line) {
  for (let i = line.y.length - 1; i >= 0; i -= 1) if (line.y[i] !== null) return line.y[i];
  return null;
}

/** @param {CanvasRenderingContext2D} c @param {Plot} plot @param {Across} across @param {Look} look */
function paintLabels(c, plot, across, look) {
  /** @type {{y: number, text: string, color: string}[]} */
  const labels = [];
  for (const line of plot.lines) {
    const value = lastValue(line);
    if (value !== null) labels.push({ y: yOf(plot, value), text: line.label, color: line.color });
  }
  if (plot.ring) labels.push({ y: yOf(plot, plot.ring.y), text: plot.ring.label, color: plot.ring.color });
  const places = spreadApart(labels.map(({ y }) => y), LABEL_GAP, plot.bottom + 4);
  c.font = '600 12px ' + look.font;
  c.textAlign = 'left';
  labels.forEach(({ text, color }, index) => {
    c.fillStyle = color;
    c.fillText(text, across.right + 8, places[index] + 4);
  });
}

/** @param {CanvasRenderingContext2D} c @param {Plot} plot @param {Across} across @param {Look} look */
function paintRing(c, plot, across, look) {
  if (!plot.ring) return;
  c.strokeStyle = plot.ring.color;
  c.fillStyle = look.bg1;
  c.lineWidth = 2;
  c.beginPath();
  c.arc(xOf(across, plot.ring.x), yOf(plot, plot.ring.y), 4.5, 0, 7);
  c.fill();
  c.stroke();
}

/** @param {CanvasRenderingContext2D} c @param {Plot} plot @param {Across} across @param {Look} look */
export function paintPlot(c, plot, across, look) {
  paintAxis(c, plot, across, look);
  paintDots(c, plot, across);
  for (const line of plot.lines) paintLine(c, plot, across, line);
  paintRing(c, plot, across, look);
  paintLabels(c, plot, across, look);
}

/** @param {CanvasRenderingContext2D} c @param {[number, string][]} ticks @param {Across} across @param {number} y @param {Look} look */
export function paintSamplesAxis(c, ticks, across, y, look) {
  c.font = '12px ' + look.font;
  c.fillStyle = look.ink3;
  c.textAlign = 'center';
  for (const [samples, text] of ticks) c.fillText(text, xOf(across, samples), y);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {{samples: number, text: string}} reading
 * @param {Across} across
 * @param {{top: number, bottom: number, width: number}} room
 * @param {Look} look
 */
export function paintReading(c, reading, across, room, look) {
  const x = xOf(across, reading.samples);
  c.strokeStyle = look.ink2;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(x, room.top - 4);
  c.lineTo(x, room.bottom);
  c.stroke();
  c.font = '600 12px ' + look.font;
  const width = c.measureText(reading.text).width;
  const left = Math.max(8, Math.min(room.width - width - 16, x - width / 2));
  c.fillStyle = look.bg2;
  c.fillRect(left - 7, room.top - 3, width + 14, 20);
  c.fillStyle = look.ink;
  c.textAlign = 'left';
  c.fillText(reading.text, left, room.top + 11);
}
