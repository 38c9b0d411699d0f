/**
 * A context that writes SVG elements instead of pixels: the part of CanvasRenderingContext2D that the picture's painters use,
 * so that the drawing they make on a canvas and the drawing in a file are one.
 * Knows: Canvas 2D's words and SVG's. Does not know: what is drawn. Coordinates are CSS pixels; arcs are whole circles.
 */

/**
 * @typedef {object} Look what `save` keeps
 * @property {string | Gradient} fillStyle
 * @property {string} strokeStyle
 * @property {number} globalAlpha
 * @property {number} lineWidth
 * @property {string} lineCap
 * @property {string} lineJoin
 * @property {number[]} dash
 * @property {number} lineDashOffset
 * @property {string} font
 * @property {string} textAlign
 * @property {boolean} imageSmoothingEnabled
 * @property {string} globalCompositeOperation
 * @property {string} clipped id of the clip path in force, '' for none
 *
 * @typedef {Record<string, string | number | null | undefined>} Attributes null and undefined are left out
 */

/** @type {Readonly<Look>} */
const FIRST_LOOK = Object.freeze({
  fillStyle: '#000', strokeStyle: '#000', globalAlpha: 1, lineWidth: 1, lineCap: 'butt', lineJoin: 'miter', dash: [], lineDashOffset: 0,
  font: '400 10px sans-serif', textAlign: 'left', imageSmoothingEnabled: true, globalCompositeOperation: 'source-over', clipped: '',
});

const ANCHORS = /** @type {Record<string, string>} */ ({ left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' });
const ESCAPES = /** @type {Record<string, string>} */ ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' });

/** XML has no way to write most control characters. @param {string} text */
export const escapeXml = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

/** Hundredths of a pixel. @param {number} value */
const short = (value) => String(Math.round(value * 100) / 100);

/** @param {...number} values */
const finite = (...values) => values.every(Number.isFinite);

/** @param {string} tag @param {Attributes} attributes @param {string} [content] */
function write(tag, attributes, content = '') {
  const given = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  const head = [tag, ...given.map(([name, value]) => `${name}="${typeof value === 'number' ? short(value) : escapeXml(String(value))}"`)].join(' ');
  return content ? `<${head}>${content}</${tag}>` : `<${head}/>`;
}

/** A linear gradient, written where it is used. */
class Gradient {
  /** @type {string[]} */
  stops = [];

  /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
  constructor(x1, y1, x2, y2) {
    this.ends = { x1, y1, x2, y2 };
  }

  /** Readers of SVG 1.1 want the opacity by itself. @param {number} offset @param {string} color */
  addColorStop(offset, color) {
    const [r, g, b, alpha = '1'] = color.match(/[\d.]+/g) ?? [];
    this.stops.push(write('stop', { offset, 'stop-color': `rgb(${r},${g},${b})`, 'stop-opacity': Number(alpha) }));
  }
}

export class SvgContext {
  /** @type {string[]} */
  #marks = [];
  /** @type {string[]} */
  #defs = [];
  #path = '';
  /** @type {Look[]} */
  #saved = [];
  /** @type {Look} */
  #look = { ...FIRST_LOOK };
  #ids = 0;

  /**
   * @param {object} options
   * @param {string} options.name of the group its elements stand in; ids begin with it
   * @param {number} options.width CSS pixels
   * @param {number} options.height
   * @param {(font: string, text: string) => number} options.measure the width of a text: fonts are the browser's business
   */
  constructor({ name, width, height, measure }) {
    this.name = name;
    this.width = width;
    this.height = height;
    this.measure = measure;
  }

  /** Everything that was drawn, as one group with its definitions. */
  markup() {
    const defs = this.#defs.length > 0 ? `<defs>${this.#defs.join('')}</defs>` : '';
    return `<g id="${this.name}" stroke-miterlimit="10">${defs}${this.#marks.join('\n')}</g>`;
  }

  get fillStyle() { return this.#look.fillStyle; }
  set fillStyle(value) { this.#look.fillStyle = value; }
  get strokeStyle() { return this.#look.strokeStyle; }
  set strokeStyle(value) { this.#look.strokeStyle = value; }
  get globalAlpha() { return this.#look.globalAlpha; }
  set globalAlpha(value) { if (value >= 0 && value <= 1) this.#look.globalAlpha = value; }
  get lineWidth() { return this.#look.lineWidth; }
  set lineWidth(value) { if (value > 0 && value < Infinity) this.#look.lineWidth = value; }
  get lineCap() { return this.#look.lineCap; }
  set lineCap(value) { this.#look.lineCap = value; }
  get lineJoin() { return this.#look.lineJoin; }
  set lineJoin(value) { this.#look.lineJoin = value; }
  get lineDashOffset() { return this.#look.lineDashOffset; }
  set lineDashOffset(value) { this.#look.lineDashOffset = value; }
  get font() { return this.#look.font; }
  set font(value) { this.#look.font = value; }
  get textAlign() { return this.#look.textAlign; }
  set textAlign(value) { this.#look.textAlign = value; }
  get imageSmoothingEnabled() { return this.#look.imageSmoothingEnabled; }
  set imageSmoothingEnabled(value) { this.#look.imageSmoothingEnabled = value; }
  get globalCompositeOperation() { return this.#look.globalCompositeOperation; }
  set globalCompositeOperation(value) { this.#look.globalCompositeOperation = value; }
  /** @param {readonly number[]} pattern */
  setLineDash(pattern) { this.#look.dash = [...pattern]; }

  save() {
    this.#saved.push({ ...this.#look });
  }

  restore() {
    this.#look = this.#saved.pop() ?? this.#look;
  }

  /** The whole sheet is wiped, and drawn in CSS pixels: there is nothing else to set. */
  clearRect() {
    this.#marks = [];
    this.#defs = [];
  }

  /** @param {number} scale */
  setTransform(scale) {
    if (scale !== 1) throw new Error('A drawing in SVG has no pixels of its own: paint it at one pixel for each.');
  }

  // -- paths -----------------------------------------------------------------------------------------

  beginPath() {
    this.#path = '';
  }

  /** As on a canvas, what is not finite is not drawn. @param {string} letter @param {...number} values */
  #go(letter, ...values) {
    if (finite(...values)) this.#path += letter + values.map(short).join(' ');
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) { this.#go('M', x, y); }
  /** @param {number} x @param {number} y */
  lineTo(x, y) { this.#go('L', x, y); }
  /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} x @param {number} y */
  bezierCurveTo(x1, y1, x2, y2, x, y) { this.#go('C', x1, y1, x2, y2, x, y); }
  closePath() { this.#path += 'Z'; }

  /** @param {number} x @param {number} y @param {number} r */
  arc(x, y, r) {
    if (!finite(x, y, r)) return;
    this.#go('M', x - r, y);
    this.#go('A', r, r, 0, 1, 0, x + r, y);
    this.#go('A', r, r, 0, 1, 0, x - r, y);
    this.closePath();
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    if (!finite(x, y, width, height)) return;
    this.#path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} r */
  roundRect(x, y, width, height, r) {
    if (!finite(x, y, width, height, r)) return;
    const [right, bottom] = [x + width, y + height];
    this.#go('M', x + r, y);
    this.#go('L', right - r, y);
    this.#go('A', r, r, 0, 0, 1, right, y + r);
    this.#go('L', right, bottom - r);
    this.#go('A', r, r, 0, 0, 1, right - r, bottom);
    this.#go('L', x + r, bottom);
    this.#go('A', r, r, 0, 0, 1, x, bottom - r);
    this.#go('L', x, y + r);
    this.#go('A', r, r, 0, 0, 1, x + r, y);
    this.closePath();
  }

  /** What is drawn from now on stays within the path, and within what it stayed in before. */
  clip() {
    const id = this.#define((name) => write('clipPath', { id: name, 'clip-path': this.#clipping() }, write('path', { d: this.#path })));
    this.#look.clipped = id;
  }

  fill() { this.#draw('path', { d: this.#path, ...this.#filled() }); }
  stroke() { this.#draw('path', { d: this.#path, ...this.#stroked() }); }
  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) { this.#rectangle(x, y, width, height, this.#filled()); }
  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) { this.#rectangle(x, y, width, height, this.#stroked()); }

  /** A canvas takes a side below zero, SVG does not. @param {number} x @param {number} y @param {number} width @param {number} height @param {Attributes} paint */
  #rectangle(x, y, width, height, paint) {
    if (!finite(x, y, width, height)) return;
    this.#draw('rect', { x: Math.min(x, x + width), y: Math.min(y, y + height), width: Math.abs(width), height: Math.abs(height), ...paint });
  }

  // -- words and pixels ------------------------------------------------------------------------------

  /** @param {string} text */
  measureText(text) {
    return { width: this.measure(this.font, text) };
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) { this.#words(text, x, y, this.#filled()); }
  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) { this.#words(text, x, y, this.#stroked()); }

  /** @param {string} text @param {number} x @param {number} y @param {Attributes} paint */
  #words(text, x, y, paint) {
    if (text === '' || !finite(x, y)) return;
    const [, italic, weight, size, family] = this.font.match(/^(italic )?(\d+ )?([\d.]+)px (.+)$/) ?? [];
    const anchor = ANCHORS[this.textAlign];
    this.#draw('text', {
      x, y, 'font-size': Number(size), 'font-family': family, 'font-weight': weight?.trim() === '400' ? null : weight?.trim(),
      'font-style': italic ? 'italic' : null, 'text-anchor': anchor === 'start' ? null : anchor, ...paint,
    }, escapeXml(text));
  }

  /** Pixels stay pixels, within the file. @param {HTMLCanvasElement} image @param {number} x @param {number} y @param {number} width @param {number} height */
  drawImage(image, x, y, width, height) {
    const href = image.toDataURL('image/png');
    this.#draw('image', { x, y, width, height, preserveAspectRatio: 'none', 'image-rendering': this.imageSmoothingEnabled ? null : 'pixelated', href });
  }

  // -- paint -----------------------------------------------------------------------------------------

  /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
  createLinearGradient(x0, y0, x1, y1) {
    return new Gradient(x0, y0, x1, y1);
  }

  /** @returns {Attributes} */
  #filled() {
    const { fillStyle } = this.#look;
    if (typeof fillStyle === 'string') return { fill: fillStyle };
    const id = this.#define((name) => write('linearGradient', { id: name, gradientUnits: 'userSpaceOnUse', ...fillStyle.ends }, fillStyle.stops.join('')));
    return { fill: `url(#${id})` };
  }

  /** @returns {Attributes} */
  #stroked() {
    const { strokeStyle, lineWidth, lineCap, lineJoin, dash, lineDashOffset } = this.#look;
    return {
      fill: 'none', stroke: strokeStyle, 'stroke-width': lineWidth, 'stroke-linecap': lineCap === 'butt' ? null : lineCap, 'stroke-linejoin': lineJoin === 'miter' ? null : lineJoin,
      'stroke-dasharray': dash.length > 0 ? dash.join(' ') : null, 'stroke-dashoffset': dash.length > 0 && lineDashOffset !== 0 ? lineDashOffset : null,
    };
  }

  #clipping() {
    return this.#look.clipped ? `url(#${this.#look.clipped})` : null;
  }

  /** @param {(id: string) => string} make */
  #define(make) {
    const id = `${this.name}-${++this.#ids}`;
    this.#defs.push(make(id));
    return id;
  }

  /** @param {string} tag @param {Attributes} attributes @param {string} [content] */
  #draw(tag, attributes, content) {
    if (attributes.d === '') return;
    const opacity = this.globalAlpha < 1 ? Math.round(this.globalAlpha * 1000) / 1000 : null;
    // Thousandths: the faintest edges are a hundredth.
    const mark = write(tag, { ...attributes, opacity: opacity === null ? null : String(opacity), 'clip-path': this.#clipping() }, content);
    const how = this.globalCompositeOperation;
    if (how === 'source-over') this.#marks.push(mark);
    else if (how === 'destination-over') this.#marks.unshift(mark);
    else if (how === 'destination-out') this.#erase(mark);
    else throw new Error(`A drawing in SVG knows no '${how}'.`);
  }

  /** What is there steps back where the mark, which is black, is opaque: white keeps, black takes away. @param {string} mark */
  #erase(mark) {
    const { width, height } = this;
    const all = write('rect', { width, height, fill: '#fff' });
    const id = this.#define((name) => write('mask', { id: name, maskUnits: 'userSpaceOnUse', x: 0, y: 0, width, height }, all + mark));
    this.#marks = [`<g mask="url(#${id})">`, ...this.#marks, '</g>'];
  }
}
