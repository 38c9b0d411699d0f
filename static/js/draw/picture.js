/**
 * The network picture: the one entry the rest of the page uses. Frame and view in, pixels and targets out.
 * Knows: which sheets must be painted again when something changed. Does not know: the store, sockets, panels.
 * What is painted is a pure function of (frame, view), but for the focus, which takes 400 ms to come.
 */

import { readTheme } from '../scene/colors.js';
import { inputKind, layout as layoutOf } from '../scene/layout.js';
import { phases } from '../scene/phases.js';
import { onPill, pick as pickIn } from '../scene/pick.js';
import { outputRange } from '../scene/scales.js';
import { createScene, fillRest, fillScene } from '../scene/scene.js';
import { createCanvasPainter } from './canvas2d.js';
import { createBackPainter, paintFront, paintOutlines } from './figure.js';
import { createFocus } from './focus.js';
import { createLoop } from './loop.js';
import { createRegions } from './regions.js';
import { FIRST_VIEW } from './sheet.js';
import { cleared, createSurface } from './surface.js';
import { createWebglPainter } from './webgl.js';

/**
 * @typedef {import('../protocol/types.js').Frame} Frame
 * @typedef {import('../protocol/types.js').Target} Target
 * @typedef {import('../scene/layout.js').Layout} Layout
 * @typedef {import('../scene/layout.js').InputKind} InputKind
 * @typedef {import('./sheet.js').View} View
 *
 * @typedef {{sheet: Omit<import('./sheet.js').Sheet, 'c'>, edges: import('./edges.js').EdgePaint}} Moment everything the painters are handed, but for where they paint
 *
 * @typedef {object} Options
 * @property {import('./surface.js').Tier} [tier]
 * @property {(now: number) => boolean} [onNeedFrame] called before each painted frame, for the page's clock; true asks for another frame
 * @property {InputKind} [input] instead of the guess from the frame
 */

/** While a run is going, the resting texture is baked for every so many frames only: its edges are all but invisible. */
const BAKE_EVERY = 20;
/** How long the first frame stands without its texture, so that it and its words are seen before the thread is busy again. */
const TEXTURE_AFTER_MS = 60;
const FIRST_SIZES = Object.freeze([784, 16, 16, 10]);

/**
 * @param {HTMLElement} container
 * @param {Options} [options]
 */
export function createPicture(container, options = {}) {
  const { ownerDocument: document } = container;
  const surface = createSurface(container, options.tier);
  const painter = makePainter();
  const paintBack = createBackPainter(document);
  const regions = createRegions(document);
  const { focus, advance } = createFocus();
  const loop = createLoop(paint);
  /** @type {((layout: Layout) => void)[]} */
  const listeners = [];

  let theme = readTheme(container, 'dark');
  /** @type {Readonly<View>} */
  let view = FIRST_VIEW;
  /** @type {Frame | null} */
  let frame = null;
  /** @type {readonly [number, number] | null} */
  let range = null;
  let place = layoutOf({ sizes: FIRST_SIZES, input: options.input ?? 'image' }, surface);
  let scene = createScene(place);
  let shapeKey = '';
  let filledKey = '';
  let bakedStep = 0;
  let arrived = 0;
  /** Whether the first frame is still to come: it is shown without the texture of thousands of faint edges, which takes longer than all else. */
  let hasty = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let textureTimer;
  /** Last keys of the sheets that are not painted every time. */
  const painted = { back: '', edges: '' };

  function makePainter() {
    const webgl = surface.tier === 'webgl' ? createWebglPainter(surface.edges, () => { painted.edges = ''; loop.markDirty(); }) : null;
    if (!webgl) surface.tier = 'canvas2d';
    return webgl ?? createCanvasPainter(surface.edges);
  }

  /** A new layout when the sizes, the stage or an extra neuron changed. */
  function arrange() {
    const sizes = frame ? frame.sizes : place.sizes;
    const input = options.input ?? view.input ?? inputOf(frame, place);
    const extra = neuronsOf(view.selection);
    const needed = extra.filter((e) => sizes[e.layer] > 24);
    const key = JSON.stringify([sizes, input, needed, surface.width, surface.height]);
    if (key === shapeKey) return;
    shapeKey = key;
    place = layoutOf({ sizes, input, extra: needed }, surface);
    scene = createScene(place);
    filledKey = '';
    bakedStep = 0;
    for (const listener of listeners) listener(place);
  }

  /** Refills the edges when the frame or the order changed. @param {Frame} now @param {boolean} backward */
  function fill(now, backward) {
    const key = `${arrived} ${backward} ${shapeKey}`;
    if (key === filledKey) return;
    filledKey = key;
    fillScene(scene, now, backward);
    if (!view.running || arrived - bakedStep >= BAKE_EVERY || bakedStep === 0) bakedStep = arrived;
    if (bakedStep === arrived) fillRest(scene, now);
  }

  /** @param {number} now @returns {boolean} */
  function paint(now) {
    const wanted = options.onNeedFrame ? options.onNeedFrame(now) : false;
    const moving = advance(view.isolate, now, view.reducedMotion);
    if (surface.width === 0 || surface.height === 0) return wanted;
    arrange();
    if (frame) paintFrame(frame);
    else paintEmpty();
    if (frame) textureTimer ??= setTimeout(unhurried, TEXTURE_AFTER_MS);
    return moving || wanted;
  }

  function unhurried() {
    hasty = false;
    painted.edges = '';
    loop.markDirty();
  }

  function paintEmpty() {
    surface.edges.style.visibility = 'hidden';
    painted.back = '';
    cleared(surface.back, surface.dpr);
    paintOutlines({ c: cleared(surface.front, surface.dpr), layout: place, theme, view });
  }

  /** @param {Frame} now @returns {Moment} */
  function momentOf(now) {
    const progress = phases(view.tau, now.layers.length);
    fill(now, progress.backward);
    const size = `${surface.width} ${surface.height} ${surface.dpr} ${shapeKey}`;
    return {
      sheet: { layout: place, frame: now, scene, theme, progress, view, focus, range: rangeOf(now), regions, text: place.wide ? 17 : 13 },
      edges: { scene, theme, progress, focus, dpr: surface.dpr, sceneKey: filledKey, bakeKey: `${bakedStep} ${theme.name} ${size}`, hasty },
    };
  }

  /** @param {Frame} now */
  function paintFrame(now) {
    const { sheet, edges } = momentOf(now);
    const { progress } = sheet;
    surface.edges.style.visibility = '';
    const look = `${arrived} ${theme.name} ${surface.width} ${surface.height} ${surface.dpr} ${shapeKey} ${focus.layer} ${focus.to} ${focus.amount}`;
    const backKey = `${look} ${view.wishes} ${view.strokes ? JSON.stringify(view.strokes) : ''} ${progress.back[0]} ${progress.delta[0]} ${progress.fill[progress.layers - 1]}`;
    if (backKey !== painted.back) paintBack({ c: cleared(surface.back, surface.dpr), ...sheet });
    const edgeKey = `${look} ${view.tau} ${bakedStep}`;
    if (edgeKey !== painted.edges) painter.paint(edges);
    painted.back = backKey;
    painted.edges = edgeKey;
    paintFront({ c: cleared(surface.front, surface.dpr), ...sheet });
  }

  /** @param {Frame} now */
  function rangeOf(now) {
    const last = now.layers[now.layers.length - 1];
    let largest = 0;
    for (const list of [last.a, last.a_after, now.target]) for (const v of list) if (Math.abs(v) < Infinity) largest = Math.max(largest, Math.abs(v));
    range = outputRange(last.activation, largest, range);
    return range;
  }

  /** @param {Frame | null} next */
  function setFrame(next) {
    if (next && (!frame || String(next.sizes) !== String(frame.sizes))) range = null;
    frame = next;
    arrived++;
    loop.markDirty();
  }

  /** @param {Partial<View>} next fields that are left out keep their value */
  function setView(next) {
    const before = view;
    view = { ...view, ...next };
    if (view.theme !== before.theme || theme.name !== view.theme) theme = readTheme(container, view.theme);
    if (before.running && !view.running) filledKey = ''; // at rest the texture is exact again
    loop.markDirty();
  }

  function resize() {
    if (!surface.resize()) return;
    arrange();
    painted.back = painted.edges = '';
    loop.markDirty();
  }

  /** @param {number} x CSS pixels from the container's corner @param {number} y @param {boolean} [touch] @returns {Target | null} */
  const pick = (x, y, touch = false) => (frame ? pickIn(scene, x, y, touch) : null);

  /** Whether the point lies on the number of what is selected. @param {number} x @param {number} y @param {boolean} [touch] */
  const onSelected = (x, y, touch = false) => frame !== null && onPill(place, view.selection, x, y, touch);

  /** What is painted at this moment, for whoever paints it again elsewhere; null before the first frame. @returns {Moment | null} */
  function moment() {
    if (!frame) return null;
    arrange();
    return momentOf(frame);
  }

  /** Calls back with the layout now and whenever it changes. @param {(layout: Layout) => void} listener */
  function onLayout(listener) {
    listeners.push(listener);
    listener(place);
  }

  function destroy() {
    loop.stop();
    clearTimeout(textureTimer);
    painter.destroy();
    surface.destroy();
  }

  arrange();
  loop.markDirty();
  return { setFrame, setView, layout: () => place, pick, onSelected, resize, markDirty: loop.markDirty, loop, tier: surface.tier, onLayout, moment, destroy };
}

/**
 * A network over the plane stays one, even in a frame that came without its grids.
 * @param {Frame | null} frame
 * @param {Layout} place
 * @returns {InputKind}
 */
function inputOf(frame, place) {
  if (!frame) return place.input;
  if (frame.grid_box || frame.points) return 'plane';
  return place.input === 'plane' && frame.sizes[0] === 2 ? 'plane' : inputKind(frame.sizes[0]);
}

/** The neurons a target needs on the picture. @param {Target | null} target */
function neuronsOf(target) {
  if (!target || target.kind === 'input') return [];
  const own = { layer: target.layer, to: target.to };
  return target.kind === 'weight' ? [own, { layer: target.layer - 1, to: target.from }] : [own];
}
