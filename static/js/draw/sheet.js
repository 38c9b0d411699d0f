/**
 * What every painter of the figure is handed: one context, and the data of one moment.
 * Knows: the bundle's shape and the few pen strokes all of them use. Does not know: what is drawn where.
 */

/**
 * @typedef {import('../protocol/types.js').Target} Target
 * @typedef {import('../protocol/types.js').Frame} Frame
 * @typedef {import('../protocol/types.js').Way} Way
 *
 * @typedef {object} View what the page wants to see
 * @property {number} tau 0 to 2 L + 2
 * @property {Target | null} selection
 * @property {Target | null} hover
 * @property {{layer: number, to: number} | null} isolate show this neuron's incoming edges alone
 * @property {boolean} wishes colour the pixels by what the cost wishes of them
 * @property {string} theme "dark" or "light"
 * @property {number[][][] | null} strokes pen strokes in pad units 0..28, while the pen is active
 * @property {number | null} targetLabel
 * @property {boolean} running
 * @property {boolean} diverged
 * @property {{role: 'a' | 'z' | 'd' | 'w' | 'b' | 'C' | 'y', places: import('../protocol/types.js').Region[]} | null} highlight
 * @property {Way | null} way edges that are lit together, from the inspector
 * @property {boolean} reducedMotion
 * @property {string[] | null} labels names of the outputs
 * @property {import('../scene/layout.js').InputKind | null} input how the inputs are drawn, where the frame alone does not tell
 *
 * @typedef {object} Sheet
 * @property {CanvasRenderingContext2D} c
 * @property {import('../scene/layout.js').Layout} layout
 * @property {Frame} frame
 * @property {import('../scene/scene.js').Scene} scene
 * @property {import('../scene/colors.js').Theme} theme
 * @property {import('../scene/phases.js').Progress} progress
 * @property {View} view
 * @property {{layer: number, to: number, amount: number}} focus layer below zero: none
 * @property {readonly [number, number]} range axis of the output bars
 * @property {import('./regions.js').Regions} regions
 * @property {number} text size of stage labels, px
 */

/** @type {Readonly<View>} */
export const FIRST_VIEW = Object.freeze({
  tau: 0, selection: null, hover: null, isolate: null, wishes: false, theme: 'dark', strokes: null, targetLabel: null,
  running: false, diverged: false, highlight: null, way: null, reducedMotion: false, labels: null, input: null,
});

/** @param {CanvasRenderingContext2D} c @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
export function line(c, x0, y0, x1, y1) {
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.stroke();
}

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {number} r */
export function circle(c, x, y, r) {
  c.beginPath();
  c.arc(x, y, r, 0, 7);
}

/** The curve of an edge, as eight numbers. @param {CanvasRenderingContext2D} c @param {Float32Array} q */
export function strokeCurve(c, q) {
  c.beginPath();
  c.moveTo(q[0], q[1]);
  c.bezierCurveTo(q[2], q[3], q[4], q[5], q[6], q[7]);
  c.stroke();
}

/**
 * Text in the page's own face; returns its width.
 * @param {Sheet} s
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{size: number, color: string, align?: CanvasTextAlign, weight?: number}} how
 */
export function write(s, text, x, y, how) {
  s.c.font = `${how.weight ?? 400} ${how.size}px ${s.theme.ui}`;
  s.c.textAlign = how.align ?? 'left';
  s.c.fillStyle = how.color;
  s.c.fillText(text, x, y);
  return s.c.measureText(text).width;
}

/**
 * A symbol in the mathematical face; returns its width.
 * @param {Sheet} s
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{size: number, color: string, align?: CanvasTextAlign}} how
 */
export function symbol(s, text, x, y, how) {
  s.c.font = `italic ${how.size}px ${s.theme.math}`;
  s.c.textAlign = how.align ?? 'left';
  s.c.fillStyle = how.color;
  s.c.fillText(text, x, y);
  return s.c.measureText(text).width;
}

/**
 * Where a neuron stands, or null if it is not drawn.
 * @param {import('../scene/layout.js').Layout} layout
 * @param {number} layer
 * @param {number} to
 */
export function neuronAt(layout, layer, to) {
  const column = layout.columns[layer];
  const slot = column ? column.slot[to] : -1;
  return column && slot >= 0 ? { x: column.x[slot], y: column.y[slot], r: column.radius } : null;
}

/** The square of a pixel of the pad. @param {import('../scene/layout.js').Layout} layout @param {number} index */
export function pixelAt(layout, index) {
  const { x, y, cell, side } = layout.pad;
  return { x: x + (index % side) * cell, y: y + Math.floor(index / side) * cell, size: cell };
}

/**
 * Opacity of a neuron beside the one in focus: it and its senders stay, or the neurons of a way; the rest steps back.
 * @param {Sheet} s
 * @param {number} layer
 * @param {number} to
 */
export function presence({ focus, view }, layer, to) {
  if (view.way?.alone && view.way.neurons.some((one) => one.layer === layer && one.to === to)) return 1;
  if (focus.layer < 0 || layer === focus.layer - 1 || (layer === focus.layer && to === focus.to)) return 1;
  return 1 - 0.72 * focus.amount;
}

/**
 * A ring round a neuron, or a frame round a pixel.
 * @param {Sheet} s
 * @param {number} layer
 * @param {number} index
 * @param {number} gap
 * @param {number} width
 * @param {string} color
 */
export function ring({ c, layout }, layer, index, gap, width, color) {
  c.strokeStyle = color;
  c.lineWidth = width;
  const neuron = neuronAt(layout, layer, index);
  if (neuron) {
    circle(c, neuron.x, neuron.y, neuron.r + gap);
    c.stroke();
  } else if (layer === 0 && layout.input === 'image') {
    const pixel = pixelAt(layout, index);
    const out = gap - 3;
    c.strokeRect(pixel.x - out, pixel.y - out, pixel.size - 1 + 2 * out, pixel.size - 1 + 2 * out);
  }
}
