// What the painters draw on a canvas they draw into a file: every stroke is an element, and the file is XML.
import assert from 'node:assert/strict';
import test from 'node:test';
import { pictureAsSvg } from '../../../static/js/draw/export.js';
import { FIRST_VIEW } from '../../../static/js/draw/sheet.js';
import { SvgContext, escapeXml } from '../../../static/js/draw/svg_context.js';
import { themeFrom } from '../../../static/js/scene/colors.js';
import { layout } from '../../../static/js/scene/layout.js';
import { phases } from '../../../static/js/scene/phases.js';
import { createScene, fillRest, fillScene } from '../../../static/js/scene/scene.js';
import { makeFrame } from '../fixtures/make_frame.js';

const measure = (/** @type {string} */ font, /** @type {string} */ text) => text.length * Number(/([\d.]+)px/.exec(font)?.[1]) * 0.5;
const context = () => new SvgContext({ name: 'sheet', width: 100, height: 80, measure });

/** The elements in order, each as its tag and attributes; throws where the text is no XML. @param {string} text */
function parse(text) {
  const open = [];
  const found = [];
  let rest = text.trim();
  while (rest) {
    const content = rest.match(/^[^<]*/)[0];
    assert.doesNotMatch(content, /&(?!(amp|lt|gt|quot);)/);
    rest = rest.slice(content.length);
    if (!rest) break;
    const tag = rest.match(/^<(\/?)([A-Za-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/);
    assert.ok(tag, 'no tag: ' + rest.slice(0, 80));
    const [whole, closing, name, attributes, empty] = tag;
    const pairs = [...attributes.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]);
    assert.equal(new Set(pairs.map(([key]) => key)).size, pairs.length, 'an attribute twice: ' + whole);
    if (closing) assert.equal(open.pop(), name);
    else found.push({ tag: name, inside: [...open], ...Object.fromEntries(pairs) });
    if (!closing && !empty) open.push(name);
    rest = rest.slice(whole.length);
  }
  assert.deepEqual(open, []);
  return found;
}

test('strokes carry width, opacity, dash and cap, and leave out what is usual', () => {
  const c = context();
  c.strokeStyle = '#f80';
  c.lineWidth = 2.5;
  c.globalAlpha = 0.0123;
  c.setLineDash([11, 5]);
  c.lineDashOffset = -3.456;
  c.lineCap = 'round';
  c.beginPath();
  c.moveTo(1, 2);
  c.bezierCurveTo(3, 4, 5, 6, 7.0001, 8.129);
  c.stroke();
  c.setLineDash([]);
  c.globalAlpha = 1;
  c.lineCap = 'butt';
  c.stroke();
  const [, dashed, plain] = parse(c.markup());
  assert.deepEqual(dashed, { tag: 'path', inside: ['g'], d: 'M1 2C3 4 5 6 7 8.13', fill: 'none', stroke: '#f80', 'stroke-width': '2.5', 'stroke-linecap': 'round', 'stroke-dasharray': '11 5', 'stroke-dashoffset': '-3.46', opacity: '0.012' });
  assert.deepEqual(plain, { tag: 'path', inside: ['g'], d: 'M1 2C3 4 5 6 7 8.13', fill: 'none', stroke: '#f80', 'stroke-width': '2.5' });
});

test('words keep their face, place and letters', () => {
  const c = context();
  c.font = 'italic 21px "STIX Two Math", math, serif';
  c.textAlign = 'right';
  c.fillStyle = '#c02';
  c.fillText('a < b & "c"', 10, 20);
  c.fillText('nowhere', NaN, 20);
  assert.equal(c.measureText('four').width, 42);
  const [, words, ...more] = parse(c.markup());
  assert.deepEqual(words, { tag: 'text', inside: ['g'], x: '10', y: '20', 'font-size': '21', 'font-family': '&quot;STIX Two Math&quot;, math, serif', 'font-style': 'italic', 'text-anchor': 'end', fill: '#c02' });
  assert.match(c.markup(), />a &lt; b &amp; &quot;c&quot;</);
  assert.deepEqual(more, []);
  assert.equal(escapeXml('a\u0000\u001fb'), 'ab');
});

test('what is saved comes back, and what is clipped stays within all that clips it', () => {
  const c = context();
  c.fillStyle = '#111';
  c.save();
  c.fillStyle = '#222';
  c.beginPath();
  c.arc(10, 10, 5);
  c.clip();
  c.beginPath();
  c.rect(0, 0, 8, 8);
  c.clip();
  c.fillRect(20, 10, -4, 3);
  c.restore();
  c.fillRect(0, 0, 1, 1);
  const elements = parse(c.markup());
  const [outer, inner] = elements.filter(({ tag }) => tag === 'clipPath');
  assert.equal(outer['clip-path'], undefined);
  assert.equal(inner['clip-path'], `url(#${outer.id})`);
  const [clipped, free] = elements.filter(({ tag }) => tag === 'rect');
  assert.deepEqual([clipped.x, clipped.width, clipped.fill, clipped['clip-path']], ['16', '4', '#222', `url(#${inner.id})`]);
  assert.deepEqual([free.fill, free['clip-path']], ['#111', undefined]);
});

test('what is erased steps back, what comes later does not, and what goes under goes first', () => {
  const c = context();
  c.fillStyle = '#111';
  c.fillRect(0, 0, 10, 10);
  const shade = c.createLinearGradient(0, 0, 50, 0);
  shade.addColorStop(0, 'rgba(0,0,0,.72)');
  shade.addColorStop(1, 'rgba(0,0,0,0)');
  c.globalCompositeOperation = 'destination-out';
  c.fillStyle = shade;
  c.fillRect(0, 0, 50, 80);
  c.globalCompositeOperation = 'destination-over';
  c.fillStyle = '#222';
  c.fillRect(0, 0, 20, 20);
  c.globalCompositeOperation = 'source-over';
  c.fillStyle = '#333';
  c.fillRect(0, 0, 30, 30);
  const elements = parse(c.markup());
  const drawn = elements.filter(({ tag, inside }) => tag === 'rect' && !inside.includes('defs'));
  assert.deepEqual(drawn.map(({ fill, inside }) => [fill, inside.length]), [['#222', 1], ['#111', 2], ['#333', 1]]);
  assert.deepEqual(elements.filter(({ tag }) => tag === 'stop').map((stop) => stop['stop-opacity']), ['0.72', '0']);
  c.globalCompositeOperation = 'lighter';
  assert.throws(() => c.fillRect(0, 0, 1, 1), /lighter/);
});

/** A page without pixels: contexts that take everything, images that are named by their number. */
function emptyDocument() {
  let images = 0;
  const takesAll = () => new Proxy({ font: '' }, {
    get: (kept, name) => {
      if (name === 'measureText') return (/** @type {string} */ text) => ({ width: measure(kept.font, text) });
      if (name === 'createImageData') return (/** @type {number} */ w, /** @type {number} */ h) => ({ data: new Uint8ClampedArray(4 * w * h) });
      if (name === 'createLinearGradient') return () => ({ addColorStop() {} });
      return name in kept ? kept[name] : () => {};
    },
    set: (kept, name, value) => Reflect.set(kept, name, value),
  });
  const document = { createElement: () => ({ ownerDocument: document, width: 0, height: 0, getContext: takesAll, toDataURL: () => `data:image/png;base64,${++images}` }) };
  return /** @type {any} */ (document);
}

const TOKENS = Object.fromEntries(['bg', 'bg1', 'bg2', 'line', 'line2', 'ink', 'ink2', 'ink3', 'up', 'down', 'up-s', 'down-s', 'C', 'w', 'b', 'a', 'z', 'd'].map((name, i) => [name, '#' + String(i + 10).repeat(3)]));

/** @param {number[]} sizes @param {'image' | 'plane' | 'column'} input @param {number} tau @returns {any} */
function momentOf(sizes, input, tau) {
  const frame = makeFrame(sizes);
  const place = layout({ sizes, input }, { width: 1068, height: 684 });
  const scene = createScene(place);
  const progress = phases(tau, sizes.length - 1);
  fillScene(scene, frame, progress.backward);
  fillRest(scene, frame);
  const theme = themeFrom(TOKENS, 'dark', { ui: '"Noto Sans", sans-serif', math: 'math, serif' });
  const focus = { layer: -1, to: 0, amount: 0 };
  return {
    sheet: { layout: place, frame, scene, theme, progress, view: { ...FIRST_VIEW, tau }, focus, range: [0, 1], regions: { of: () => null }, text: 13 },
    edges: { scene, theme, progress, focus, dpr: 1, sceneKey: 's', bakeKey: 'b', hasty: true },
  };
}

const CAPTION = { name: 'A run & more', state: 'Step 7 · Backward, layer 1', sample: 'Row 3', reading: 'two inputs', address: 'http://127.0.0.1/#job=j&step=7' };

/** @param {any[]} elements @param {string} stroke */
const curves = (elements, stroke) => elements.filter(({ tag, d, ...rest }) => tag === 'path' && d.includes('C') && rest.stroke === stroke);

test('every edge of a small network is a line, blue and dashed where its weight should rise', () => {
  const moment = momentOf([2, 3, 2], 'column', 5);
  const text = pictureAsSvg(emptyDocument(), moment, CAPTION);
  const elements = parse(text);
  const nudges = moment.sheet.frame.layers.flatMap((/** @type {any} */ layer) => [...layer.dC_dW]);
  const [raised, lowered] = ['up', 'down'].map((name) => curves(elements, `rgb(${moment.sheet.theme[name].join()})`));
  assert.equal(raised.length, nudges.filter((value) => value < 0).length);
  assert.equal(lowered.length, nudges.filter((value) => value > 0).length);
  assert.equal(raised.length + lowered.length, 12);
  assert.ok(raised.every((edge) => edge['stroke-dasharray'] === '11 5'));
  assert.ok(lowered.every((edge) => edge['stroke-dasharray'] === undefined));
  assert.match(text, /<title>A run &amp; more<\/title>/);
  assert.match(text, />http:\/\/127.0.0.1\/#job=j&amp;step=7</);
  assert.doesNotMatch(text.replace('http://www.w3.org/2000/svg', '').replaceAll(/(>|\. )http:\/\/127[^<]*/g, ''), /http|url\((?!#)/);
});

test('of a crowded layer the strongest are lines, and the rest is laid down as images, as on a canvas', () => {
  const moment = momentOf([784, 16, 10], 'image', 5);
  const elements = parse(pictureAsSvg(emptyDocument(), moment, CAPTION));
  const lines = ['up', 'down'].flatMap((name) => curves(elements, `rgb(${moment.sheet.theme[name].join()})`));
  const visible = moment.sheet.frame.layers[1].dC_dW.length;
  assert.ok(lines.length <= 600 + visible);
  assert.ok(lines.length > 600);
  const images = elements.filter(({ tag }) => tag === 'image');
  assert.deepEqual(images.map((image) => image['image-rendering']), ['pixelated', undefined, undefined]);
  assert.ok(elements.some(({ tag }) => tag === 'mask'));
});

test('a long address is broken into lines, and what is left out is said', () => {
  const long = 'http://127.0.0.1/#' + 'x'.repeat(4000);
  const text = pictureAsSvg(emptyDocument(), momentOf([2, 2, 1], 'column', 0), { ...CAPTION, address: long });
  assert.match(text, /more letters: copy the link/);
  const rows = [...text.matchAll(/>((?:http|x{20})[^<]*)</g)].map(([, row]) => row);
  assert.equal(rows.length, 6);
  assert.ok(rows.every((row) => row.length * 6 <= 1068));
});
