/**
 * The picture of a moment as a file: painted once more, by the same painters, into SVG or onto one canvas, with its caption.
 * Knows: a moment of the picture, the order of its sheets. Does not know: what a painter draws, where the file goes.
 * Edges are always those of the Canvas 2D tier: every machine writes the same file.
 */

import { createCanvasPainter } from './canvas2d.js';
import { createBackPainter, paintFront } from './figure.js';
import { createRegions } from './regions.js';
import { SvgContext, escapeXml } from './svg_context.js';
import { cleared } from './surface.js';

/**
 * @typedef {import('./picture.js').Moment} Moment
 * @typedef {import('../scene/colors.js').Theme} Theme
 * @typedef {object} Caption so that a picture on paper says what it is
 * @property {string} name of the run
 * @property {string} state step and phase
 * @property {string} sample what stands on the pad
 * @property {string} reading
 * @property {string} address that opens this very picture
 */

const DENSITY = 2;
const SHEETS = /** @type {const} */ (['back', 'edges', 'front']);
const LINE = 18;
const LETTERS = 12;
/** An address that holds a whole table would cover the page; what is cut off is said. */
const MOST_LINES = 6;

/** The same moment in another theme: pictures that are kept belong to one. @param {Moment} moment @param {Theme} theme @param {Document} document @returns {Moment} */
export const inTheme = (moment, theme, document) => ({ sheet: { ...moment.sheet, theme, regions: createRegions(document) }, edges: { ...moment.edges, theme } });

/** Lines of at most `width`, broken anywhere: an address has no spaces. @param {CanvasRenderingContext2D} c @param {string} text @param {number} width */
function brokenInto(c, text, width) {
  const lines = [];
  let rest = text;
  while (rest !== '' && lines.length < MOST_LINES) {
    let count = rest.length;
    while (count > 1 && c.measureText(rest.slice(0, count)).width > width) count = Math.max(1, Math.min(count - 1, Math.floor((count * width) / c.measureText(rest.slice(0, count)).width)));
    lines.push(rest.slice(0, count));
    rest = rest.slice(count);
  }
  if (rest !== '') lines.push(`(${rest.length.toLocaleString('en')} more letters: copy the link from the page)`);
  return lines;
}

/** Faint edges that are no lines of their own. @param {Moment} moment */
const textureText = ({ edges }) => (edges.scene.rest.count > 0 ? 'The faintest edges are an image; those that stand out are lines.' : '');

/** @param {CanvasRenderingContext2D} c @param {Moment} moment @param {Caption} caption @param {boolean} vector */
function captionLines(c, moment, caption, vector) {
  const { layout, theme } = moment.sheet;
  c.font = `400 ${LETTERS}px ${theme.ui}`;
  const address = brokenInto(c, caption.address, layout.width - 2 * layout.pad.x);
  return [caption.state, vector ? textureText(moment) : '', ...address].filter((text) => text !== '');
}

/** The words beside the pad, which the page writes itself. @param {CanvasRenderingContext2D} c @param {Moment} moment @param {Caption} caption */
function paintPadWords(c, { sheet: { layout, theme } }, { sample, reading }) {
  const { x, y, width } = layout.header;
  c.globalAlpha = 1;
  c.fillStyle = theme.token.ink;
  c.font = `550 15px ${theme.ui}`;
  c.textAlign = 'left';
  c.fillText(sample, x, y + 18);
  c.fillStyle = theme.token.ink2;
  c.font = `400 13px ${theme.ui}`;
  c.textAlign = 'right';
  c.fillText(reading, x + width, y + 18);
}

/** @param {CanvasRenderingContext2D} c @param {Moment} moment @param {string} name @param {string[]} lines */
function paintCaption(c, { sheet: { layout, theme } }, name, lines) {
  let y = layout.height + LINE;
  c.globalAlpha = 1;
  c.textAlign = 'left';
  c.fillStyle = theme.token.ink;
  c.font = `600 14px ${theme.ui}`;
  c.fillText(name, layout.pad.x, y);
  c.font = `400 ${LETTERS}px ${theme.ui}`;
  c.fillStyle = theme.token.ink2;
  for (const text of lines) c.fillText(text, layout.pad.x, (y += LINE));
}

/** @param {string[]} lines */
const heightOf = (lines) => LINE * (lines.length + 1) + 18;

/**
 * Paints the sheets of a moment. For each a canvas, or what stands in for one.
 * @param {Document} document
 * @param {Moment} moment
 * @param {readonly HTMLCanvasElement[]} canvases back, edges, front
 * @param {number} dpr
 */
function paintSheets(document, { sheet, edges }, [back, middle, front], dpr) {
  createBackPainter(document)({ ...sheet, c: cleared(back, dpr) });
  createCanvasPainter(middle).paint({ ...edges, dpr, hasty: false });
  paintFront({ ...sheet, c: cleared(front, dpr) });
}

/** @param {Document} document */
function createMeasure(document) {
  const c = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
  return (/** @type {string} */ font, /** @type {string} */ text) => {
    c.font = font;
    return c.measureText(text).width;
  };
}

/**
 * An SVG that needs nothing but itself.
 * @param {Document} document
 * @param {Moment} moment
 * @param {Caption} caption
 */
export function pictureAsSvg(document, moment, caption) {
  const { layout: { width, height }, theme } = moment.sheet;
  const measure = createMeasure(document);
  const contexts = [...SHEETS, 'caption'].map((name) => new SvgContext({ name, width, height, measure }));
  // To its painter an SVG is a canvas whose context writes elements.
  const canvases = contexts.map((c) => /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ ({ width, height, ownerDocument: document, getContext: () => c })));
  paintSheets(document, moment, canvases, 1);
  const words = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (contexts[3]));
  const lines = captionLines(words, moment, caption, true);
  paintPadWords(words, moment, caption);
  paintCaption(words, moment, caption.name, lines);
  const whole = height + heightOf(lines);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}">`,
    `<title>${escapeXml(caption.name)}</title>`,
    `<desc>${escapeXml(`${caption.state}. ${caption.address}`)}</desc>`,
    `<rect width="${width}" height="${whole}" fill="${theme.token.bg}"/>`,
    ...contexts.map((c) => c.markup()),
    '</svg>',
    '',
  ].join('\n');
}

/**
 * A PNG of twice the picture's size in CSS pixels, background and caption included.
 * @param {Document} document
 * @param {Moment} moment
 * @param {Caption} caption
 * @returns {Promise<Blob>}
 */
export function pictureAsPng(document, moment, caption) {
  const { layout: { width, height }, theme } = moment.sheet;
  const canvases = [...SHEETS, 'whole'].map(() => Object.assign(document.createElement('canvas'), { width: width * DENSITY, height: height * DENSITY }));
  paintSheets(document, moment, canvases, DENSITY);
  const whole = canvases[3];
  const lines = captionLines(cleared(whole, DENSITY), moment, caption, false);
  whole.height += heightOf(lines) * DENSITY;
  const c = cleared(whole, DENSITY);
  c.fillStyle = theme.token.bg;
  c.fillRect(0, 0, width, whole.height);
  for (const part of canvases.slice(0, 3)) c.drawImage(part, 0, 0, width, height);
  paintPadWords(c, moment, caption);
  paintCaption(c, moment, caption.name, lines);
  return new Promise((resolve, reject) => {
    whole.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser could not make a PNG of the picture.'))), 'image/png');
  });
}
