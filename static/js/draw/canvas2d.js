/**
 * The Canvas 2D tier of the edges, for machines without a graphics card: textures baked once per step, and one stroke
 * for each edge that is drawn strongly, weak first.
 * Knows: the scene's arrays, the functions of scene/strokes.js. Does not know: what an edge means, the DOM.
 * The loop over the edges allocates nothing: colours come from a palette of five, the curve is the pen's own.
 */

import { bend } from '../scene/curves.js';
import { CROWDED, FLOW_MISSING, FLOW_STRONG, FROM_PAD, NUDGE_MISSING, NUDGE_STRONG, SPARSE } from '../scene/scene.js';
import {
  DOTS, RAISE_DASH, dashPhase, flowAlpha, flowWidth, focusGain, frontAt, leastAlpha, missingAlpha, nudgeAlpha, nudgeWidth, restAlpha, restWidth, settled, updateWidth,
} from '../scene/strokes.js';
import { mix } from '../scene/scales.js';
import { mixColor } from '../scene/colors.js';
import { SOLID, createPen, curve } from './pen.js';
import { cleared } from './surface.js';

/**
 * @typedef {import('./edges.js').EdgePaint} EdgePaint
 * @typedef {import('./edges.js').EdgePainter} EdgePainter
 * @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context
 * @typedef {{canvas: HTMLCanvasElement, key: string}} Sheet
 * @typedef {{rest: string, excite: string, inhibit: string, raise: string, lower: string}} Palette
 */

/** A front is not a cut: it fades over this part of the curve. */
const FEATHER = 0.07;
/** Eight bits cannot hold the colour of the faintest strokes: sheets are baked this much stronger and laid down weaker. */
const BOOST = 3;
const LAY_SOFT = 1 / BOOST;
/** Thousands of resting strokes saturate where they meet, so their sheet is laid down a little stronger than a third. */
const LAY_REST = 0.42;

/** @param {EdgePaint} p @returns {Palette} */
function paletteOf({ theme, progress }) {
  const fade = 0.45 * settled(progress.update);
  const css = (/** @type {import('../scene/colors.js').Rgb} */ rgb) => mixColor(rgb, theme.rest, fade);
  return { rest: css(theme.rest), excite: css(theme.excite), inhibit: css(theme.inhibit), raise: css(theme.up), lower: css(theme.down) };
}

/** @typedef {ReturnType<typeof createPen>} Stroke */

/**
 * One edge: gradient behind the backward front, flow behind the forward front, at rest ahead of both.
 * @param {Stroke} stroke
 * @param {EdgePaint} p
 * @param {Palette} palette
 * @param {number} at
 */
function strokeEdge(stroke, p, palette, at) {
  const { values, marks, ends } = p.scene.edges;
  const kind = marks[at + 3];
  const crowded = (kind & CROWDED) > 0;
  const own = marks[at] === p.focus.layer && marks[at + 1] === p.focus.to;
  const gain = p.focus.layer < 0 ? 1 : focusGain(own, p.focus.amount);
  const f = frontAt(p.progress.front[marks[at] - 1]);
  const r = 1 - frontAt(p.progress.back[marks[at] - 1]);
  bend(p.scene.layout.portrait, p.scene.layout.edge, (kind & FROM_PAD) > 0, ends, at, curve);
  const w = Math.abs(values[at + 2]) * 3;
  if (r < 1) strokeNudge(stroke, p, palette, at, r, gain, w, crowded);
  const flowEnd = Math.min(f, r);
  if (flowEnd > 0) strokeFlow(stroke, p, palette, at, flowEnd, gain, w, crowded);
  if (!crowded && r > f) stroke(f, r, palette.rest, restWidth(w, false), Math.max(restAlpha(w, false, p.theme.restAlpha), leastAlpha((kind & SPARSE) > 0)) * gain, SOLID, 0);
}

/**
 * @param {Stroke} stroke
 * @param {EdgePaint} p
 * @param {Palette} palette
 * @param {number} at
 * @param {number} end
 * @param {number} gain
 * @param {number} w
 * @param {boolean} crowded
 */
function strokeFlow(stroke, p, palette, at, end, gain, w, crowded) {
  const { values, marks } = p.scene.edges;
  const mf = Math.abs(values[at]);
  const flags = values[at + 3];
  const offset = dashPhase(marks[at + 1], marks[at + 2]);
  if (flags & FLOW_MISSING) return stroke(0, end, palette.rest, 1, missingAlpha(crowded) * gain, DOTS, offset);
  const rest = crowded ? 0 : restAlpha(w, false, p.theme.restAlpha);
  const least = leastAlpha((marks[at + 3] & SPARSE) > 0);
  const dim = p.progress.dim * (p.theme.dark ? 1 : 1.15);
  if (mf < 0.001) return stroke(0, end, palette.rest, restWidth(w, crowded), Math.max(rest * dim, least) * gain, SOLID, 0);
  const strong = (flags & FLOW_STRONG) > 0;
  const negative = values[at] < 0;
  const color = negative ? palette.inhibit : palette.excite;
  const alpha = Math.max(flowAlpha(mf, strong) * dim, least) * gain;
  const dash = negative && strong ? DOTS : SOLID;
  stroke(0, end, color, flowWidth(mf), alpha, dash, offset);
  if (end < 1 && strong) stroke(end, Math.min(1, end + FEATHER), color, flowWidth(mf), alpha * 0.4, dash, offset);
}

/**
 * @param {Stroke} stroke
 * @param {EdgePaint} p
 * @param {Palette} palette
 * @param {number} at
 * @param {number} start
 * @param {number} gain
 * @param {number} w
 * @param {boolean} crowded
 */
function strokeNudge(stroke, p, palette, at, start, gain, w, crowded) {
  const { values, marks } = p.scene.edges;
  const m = Math.abs(values[at + 1]);
  const flags = values[at + 3];
  const offset = dashPhase(marks[at + 1], marks[at + 2]);
  if (flags & NUDGE_MISSING) return stroke(start, 1, palette.rest, 1, missingAlpha(crowded) * gain, DOTS, offset);
  const rest = crowded ? 0 : restAlpha(w, false, p.theme.restAlpha);
  const done = settled(p.progress.update);
  const least = leastAlpha((marks[at + 3] & SPARSE) > 0);
  if (m < 0.001) return stroke(start, 1, palette.rest, restWidth(w, crowded), Math.max(mix(rest * 0.6, rest * 1.2, done), least) * gain, SOLID, 0);
  const strong = (flags & NUDGE_STRONG) > 0;
  const raise = values[at + 1] < 0;
  const full = nudgeAlpha(m, strong, crowded);
  const width = updateWidth(nudgeWidth(m, crowded), restWidth(w, crowded), p.progress.update);
  const color = raise ? palette.raise : palette.lower;
  const alpha = Math.max(mix(full, rest + full * 0.34, done), least) * gain;
  const dash = raise && strong ? RAISE_DASH : SOLID;
  stroke(start, 1, color, width, alpha, dash, offset);
  if (start > 0 && strong) stroke(Math.max(0, start - FEATHER), start, color, width, alpha * 0.4, dash, offset);
}

/**
 * The digit stays readable: edges from the pad are faint above it. One gradient for all of them, instead of one for each stroke.
 * @param {Context} c
 * @param {EdgePaint} p
 */
function quietOverPad(c, p) {
  const { layout } = p.scene;
  if (layout.input !== 'image') return;
  const { pad, portrait, width, height } = layout;
  const from = (portrait ? pad.y : pad.x) + pad.size * 0.45;
  const to = layout.edge + pad.size * 0.12;
  const shade = portrait ? c.createLinearGradient(0, from, 0, to) : c.createLinearGradient(from, 0, to, 0);
  shade.addColorStop(0, 'rgba(0,0,0,.72)');
  shade.addColorStop(0.5, 'rgba(0,0,0,.34)');
  shade.addColorStop(1, 'rgba(0,0,0,0)');
  c.globalCompositeOperation = 'destination-out';
  c.globalAlpha = 1;
  c.fillStyle = shade;
  c.fillRect(0, 0, portrait ? width : to, portrait ? to : height);
  c.globalCompositeOperation = 'source-over';
}

/** @param {HTMLCanvasElement} like @returns {Sheet} */
function sheetLike(like) {
  const canvas = like.ownerDocument.createElement('canvas');
  return { canvas, key: '' };
}

/**
 * Paints a sheet again if its key has changed.
 * @param {Sheet} sheet
 * @param {HTMLCanvasElement} like
 * @param {string} key
 * @param {number} dpr
 * @param {(c: Context) => void} fill
 */
function baked(sheet, like, key, dpr, fill) {
  const own = `${key} ${like.width} ${like.height}`;
  if (sheet.key === own) return;
  if (sheet.canvas.width !== like.width || sheet.canvas.height !== like.height) {
    sheet.canvas.width = like.width;
    sheet.canvas.height = like.height;
  }
  fill(cleared(sheet.canvas, dpr));
  sheet.key = own;
}

/** Every edge of the crowded layers at its weight's opacity. @param {Context} c @param {EdgePaint} p */
function bakeRest(c, p) {
  const { rest, layout } = p.scene;
  const stroke = createPen(c);
  const color = mixColor(p.theme.rest, p.theme.rest, 0);
  for (let i = 0, at = 0; i < rest.count; i++, at += 4) {
    bend(layout.portrait, layout.edge, (rest.marks[at + 3] & FROM_PAD) > 0, rest.ends, at, curve);
    stroke(0, 1, color, 0.8, BOOST * restAlpha(Math.abs(rest.values[at + 2]) * 3, true, p.theme.restAlpha), SOLID, 0);
  }
  quietOverPad(c, p);
}

/**
 * The many edges of crowded layers that carry little, all of them at once. They are too faint for a front of their own,
 * so their sheet is faded in with the front.
 * @param {Context} c @param {EdgePaint} p @param {boolean} nudge
 */
function bakeSoft(c, p, nudge) {
  const { values, marks, ends, count } = p.scene.edges;
  const { layout } = p.scene;
  const stroke = createPen(c);
  const plain = paletteOf({ ...p, progress: { ...p.progress, update: 0 } });
  for (let i = 0, at = 0; i < count; i++, at += 4) {
    if (!isSoft(p, at, nudge)) continue;
    bend(layout.portrait, layout.edge, (marks[at + 3] & FROM_PAD) > 0, ends, at, curve);
    const v = values[at + (nudge ? 1 : 0)];
    if (nudge) stroke(0, 1, v < 0 ? plain.raise : plain.lower, nudgeWidth(Math.abs(v), true), BOOST * nudgeAlpha(Math.abs(v), false, true), SOLID, 0);
    else stroke(0, 1, v < 0 ? plain.inhibit : plain.excite, flowWidth(Math.abs(v)), BOOST * flowAlpha(Math.abs(v), false), SOLID, 0);
  }
}

/** In a crowded layer, neither strong nor without a value. @param {EdgePaint} p @param {number} at @param {boolean} nudge */
function isSoft(p, at, nudge) {
  const { values, marks } = p.scene.edges;
  return (marks[at + 3] & CROWDED) > 0 && (values[at + 3] & (nudge ? NUDGE_STRONG | NUDGE_MISSING : FLOW_STRONG | FLOW_MISSING)) === 0;
}

/** Lays a sheet on the picture. @param {Context} c @param {HTMLCanvasElement} sheet @param {EdgePaint} p @param {number} alpha */
function lay(c, sheet, p, alpha) {
  if (alpha <= 0) return;
  c.globalAlpha = Math.min(1, alpha);
  c.drawImage(sheet, 0, 0, p.scene.layout.width, p.scene.layout.height);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {EdgePainter}
 */
export function createCanvasPainter(canvas) {
  const rest = sheetLike(canvas);
  const softFlow = sheetLike(canvas);
  const softNudge = sheetLike(canvas);

  /** @param {EdgePaint} p */
  function paint(p) {
    const c = cleared(canvas, p.dpr);
    const palette = paletteOf(p);
    const focused = p.focus.amount > 0;
    const first = p.scene.start[1];
    if (!focused) softEdges(c, p);
    strokeRange(c, p, palette, 0, first, !focused);
    quietOverPad(c, p);
    if (p.scene.rest.count && !p.hasty) {
      baked(rest, canvas, p.bakeKey, p.dpr, (sheet) => bakeRest(sheet, p));
      c.globalCompositeOperation = 'destination-over';
      lay(c, rest.canvas, p, LAY_REST * (1 - 0.85 * p.focus.amount));
      c.globalCompositeOperation = 'source-over';
    }
    strokeRange(c, p, palette, first, p.scene.edges.count, !focused);
    c.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} c @param {EdgePaint} p */
  function softEdges(c, p) {
    const { front, back, dim, update } = p.progress;
    if (p.scene.rest.count === 0 || p.hasty) return;
    const left = front[0] * dim * (1 - back[0]);
    if (left > 0) {
      baked(softFlow, canvas, `${p.sceneKey} ${p.theme.name}`, p.dpr, (sheet) => bakeSoft(sheet, p, false));
      lay(c, softFlow.canvas, p, LAY_SOFT * left);
    }
    if (back[0] > 0) {
      baked(softNudge, canvas, `${p.sceneKey} ${p.theme.name}`, p.dpr, (sheet) => bakeSoft(sheet, p, true));
      lay(c, softNudge.canvas, p, LAY_SOFT * back[0] * mix(1, 0.34, settled(update)));
    }
  }

  /**
   * @param {CanvasRenderingContext2D} c
   * @param {EdgePaint} p
   * @param {Palette} palette
   * @param {number} from
   * @param {number} to
   * @param {boolean} strongOnly
   */
  function strokeRange(c, p, palette, from, to, strongOnly) {
    const stroke = createPen(c);
    const { marks } = p.scene.edges;
    for (let e = from; e < to; e++) {
      const at = 4 * e;
      const back = p.progress.back[marks[at] - 1];
      // What shows only soft sides at this moment is in the sheets already.
      if (strongOnly && (back >= 1 || isSoft(p, at, false)) && (back <= 0 || isSoft(p, at, true))) continue;
      strokeEdge(stroke, p, palette, at);
    }
    c.setLineDash([]);
  }

  return { paint, destroy: () => {} };
}
