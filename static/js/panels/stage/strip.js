/**
 * Knows small pictures of inputs: the next samples in the training order, and what the network sees of a drawing.
 * Does not know the pad. Pictures are painted once for each frame that changes them.
 */

import { element, find } from '../../page/dom.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */

/** @type {Record<string, [number, number, number]>} */
const INK = { dark: [246, 236, 210], light: [42, 38, 32] };

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} pixels of a square picture
 * @param {string} theme
 */
function paintPicture(canvas, pixels, theme) {
  const side = Math.round(Math.sqrt(pixels.length));
  const context = canvas.getContext('2d');
  if (!context) return;
  canvas.width = canvas.height = side;
  const image = context.createImageData(side, side);
  const [red, green, blue] = INK[theme] ?? INK.dark;
  pixels.forEach((value, index) => image.data.set([red, green, blue, Math.round(255 * value)], 4 * index));
  context.putImageData(image, 0, 0);
}

/** @param {Frame} frame @param {string} theme @param {(sample: number) => void} choose */
function pictureButtons(frame, theme, choose) {
  const { upcoming, sizes } = frame;
  return (frame.detail.upcoming ?? []).map(({ index, label }, place) => {
    const canvas = element('canvas');
    if (upcoming) paintPicture(canvas, upcoming.subarray(place * sizes[0], (place + 1) * sizes[0]), theme);
    const name = `Sample ${index + 1}` + (label === null ? '' : `, labelled ${label}`);
    return element('button', { type: 'button', title: name, 'aria-label': name, onclick: () => choose(index) }, canvas);
  });
}

/**
 * @param {(sample: number) => void} choose
 * @returns {(state: State, previous: State) => void}
 */
export function createStrip(choose) {
  const strip = find('#strip');
  const label = find('#upcoming .label');
  const seen = find('#seen');
  const seenCanvas = /** @type {HTMLCanvasElement} */ (seen.querySelector('canvas'));

  return (state, previous) => {
    const { frame, theme, drawing } = state;
    const showSeen = drawing.active && frame !== null && frame.detail.sample.source === 'drawing';
    seen.hidden = !showSeen;
    if (frame === previous.frame && theme === previous.theme && drawing.active === previous.drawing.active) return;
    if (showSeen && frame) paintPicture(seenCanvas, frame.input, theme);
    const pictures = state.job?.dataset.kind === 'image' && frame?.upcoming ? pictureButtons(frame, theme, choose) : [];
    strip.replaceChildren(...pictures);
    label.hidden = pictures.length === 0;
  };
}
