/**
 * The pad: layer 0 as a picture. Pixels, or the weights or gradients of one neuron of layer 1, or what the cost wishes
 * of each pixel; the pen's strokes above.
 * Knows: the frame's input arrays. Does not know: edges, neurons, the plane of 2-D networks.
 */

import { clamp, gradientScale } from '../scene/scales.js';
import { nudgeOf } from '../scene/scene.js';

/**
 * @typedef {import('./sheet.js').Sheet} Sheet
 * @typedef {import('../scene/colors.js').Rgb} Rgb
 * @typedef {{color: Rgb, light: number}} Shade
 */

/** dC0/da of a pixel at which the wish is drawn in full. */
const FULL_WISH = 0.12;
/** A weight of the first layer at which its pixel is drawn in full. */
const FULL_WEIGHT = 0.25;
/** While the pen is down the old picture steps back. */
const UNDER_PEN = 0.22;

/** @param {Document} document */
export function createPadPainter(document) {
  const canvas = document.createElement('canvas');

  /** @param {Sheet} s */
  return function paintPad(s) {
    const { pad } = s.layout;
    if (canvas.width !== pad.side) canvas.width = canvas.height = pad.side;
    const small = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    small.putImageData(pixels(small, s), 0, 0);
    s.c.imageSmoothingEnabled = false;
    s.c.drawImage(canvas, pad.x, pad.y, pad.size, pad.size);
    s.c.imageSmoothingEnabled = true;
    gaps(s);
    if (s.view.strokes) paintStrokes(s, s.view.strokes);
  };
}

/** Hairlines between the cells, in the background's colour. @param {Sheet} s */
function gaps({ c, layout: { pad }, theme }) {
  const width = pad.cell > 8 ? 1 : 0.6;
  c.fillStyle = theme.token.bg;
  for (let i = 1; i <= pad.side; i++) {
    c.fillRect(pad.x + i * pad.cell - width, pad.y, width, pad.size);
    c.fillRect(pad.x, pad.y + i * pad.cell - width, pad.size, width);
  }
}

/** @param {CanvasRenderingContext2D} small @param {Sheet} s */
function pixels(small, s) {
  const image = small.createImageData(s.layout.pad.side, s.layout.pad.side);
  const { empty } = s.theme;
  const inked = inkShade(s);
  const asked = askedShade(s);
  for (let k = 0; k < s.frame.input.length; k++) {
    const first = inked(k);
    const second = asked ? asked(k) : first;
    const amount = asked ? blendOf(s) : 0;
    for (let i = 0; i < 3; i++) {
      const plain = empty[i] + (first.color[i] - empty[i]) * first.light;
      const other = empty[i] + (second.color[i] - empty[i]) * second.light;
      image.data[4 * k + i] = plain + (other - plain) * amount;
    }
    image.data[4 * k + 3] = 255;
  }
  return image;
}

/** The focus comes and goes; the wishes come with the last backward front. @param {Sheet} s */
const blendOf = (s) => (s.focus.layer === 1 ? s.focus.amount : s.progress.back[0]);

/** @param {Sheet} s @returns {(k: number) => Shade} */
function inkShade({ frame, theme, view }) {
  const shade = { color: theme.activation, light: 0 };
  const under = view.strokes ? UNDER_PEN : 1;
  return (k) => {
    const x = frame.input[k];
    shade.light = x > 0 ? Math.pow(clamp(x), 0.8) * under : 0;
    return shade;
  };
}

/** What the pad is asked to show instead of the input, if anything. @param {Sheet} s @returns {((k: number) => Shade) | null} */
function askedShade(s) {
  if (s.focus.layer === 1 && s.focus.amount > 0) return neuronShade(s, s.focus.to);
  if (s.view.wishes && s.progress.back[0] > 0) return wishShade(s);
  return null;
}

/** A neuron's gradient once it is known, before that its weights. @param {Sheet} s @param {number} to @returns {(k: number) => Shade} */
function neuronShade({ frame, theme, progress }, to) {
  const layer = frame.layers[0];
  const backward = progress.delta[0] > 0.5;
  const positive = backward ? theme.down : theme.a;
  const negative = backward ? theme.up : theme.w;
  const shade = { color: positive, light: 0 };
  return (k) => {
    const value = backward ? nudgeOf(layer, to, k) : layer.W[to * layer.inputs + k];
    shade.color = value > 0 ? positive : negative;
    shade.light = Math.min(1, backward ? 1.25 * gradientScale(value) : clamp(Math.abs(value) / FULL_WEIGHT));
    return shade;
  };
}

/** @param {Sheet} s @returns {(k: number) => Shade} */
function wishShade({ frame, theme }) {
  const shade = { color: theme.up, light: 0 };
  return (k) => {
    const wish = frame.dC_da0[k];
    shade.color = wish > 0 ? theme.down : theme.up;
    shade.light = Math.pow(clamp(Math.abs(wish) / FULL_WISH), 0.7) || 0;
    return shade;
  };
}

/**
 * The pen as it moves, before the server has made a digit of it.
 * @param {Pick<Sheet, 'c' | 'layout' | 'theme'>} s
 * @param {number[][][]} strokes
 */
export function paintStrokes({ c, layout: { pad }, theme }, strokes) {
  const unit = pad.size / 28;
  const ink = theme.activation.map(Math.round).join();
  c.save();
  c.beginPath();
  c.rect(pad.x, pad.y, pad.size, pad.size);
  c.clip();
  c.lineCap = c.lineJoin = 'round';
  c.lineWidth = 2.2 * unit;
  c.strokeStyle = `rgb(${ink})`;
  for (const stroke of strokes) {
    if (stroke.length === 0) continue;
    c.beginPath();
    c.moveTo(pad.x + stroke[0][0] * unit, pad.y + stroke[0][1] * unit);
    // A tap is a dot: a line too short to see, drawn by its round caps.
    for (const [x, y] of stroke) c.lineTo(pad.x + x * unit + 0.01, pad.y + y * unit);
    c.stroke();
  }
  c.restore();
  c.strokeStyle = theme.token.line2;
  c.lineWidth = 1;
  c.strokeRect(pad.x - 1.5, pad.y - 1.5, pad.size + 2, pad.size + 2);
}
