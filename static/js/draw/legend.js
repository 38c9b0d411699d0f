/**
 * The wedge that explains the edges, drawn with their own functions, and the sentence that says what is hidden.
 * Knows: scales, strokes, shares. Does not know: single edges.
 */

import { formatCount, formatPercent } from '../scene/format.js';
import { clamp, flowScale, gradientScale } from '../scene/scales.js';
import { DOTS, RAISE_DASH, flowWidth, nudgeWidth } from '../scene/strokes.js';
import { mixColor } from '../scene/colors.js';
import { line, write } from './sheet.js';

/**
 * @typedef {import('./sheet.js').Sheet} Sheet
 * @typedef {object} Kind
 * @property {(m: number) => number} width
 * @property {(value: number) => number} scale
 * @property {readonly number[]} dash
 * @property {[string, string]} colors negative, positive
 * @property {[string, string]} words
 * @property {boolean} tinted the words carry the colours
 * @property {string} name
 * @property {[number, string][]} ticks
 */

/** @param {Sheet} s @returns {Kind} */
function nudgeKind({ theme }) {
  return {
    width: (m) => nudgeWidth(m, false), scale: gradientScale, dash: RAISE_DASH, colors: [theme.token.up, theme.token.down],
    words: ['raise it', 'lower it'], tinted: true, name: 'nudge ∂C₀/∂w',
    ticks: [[-1, '−1'], [-0.01, '−0.01'], [0, '0'], [0.01, '0.01'], [1, '1']],
  };
}

/** @param {Sheet} s @returns {Kind} */
function flowKind({ theme }) {
  return {
    width: flowWidth, scale: flowScale, dash: DOTS, colors: [mixColor(theme.inhibit, theme.w, 0.3), mixColor(theme.excite, theme.excite, 0)],
    words: ['inhibits', 'excites'], tinted: false, name: 'flow w · a',
    ticks: [[-4, '−4'], [-0.4, '−0.4'], [0, '0'], [0.4, '0.4'], [4, '4']],
  };
}

/** @param {Sheet} s */
export function paintLegend(s) {
  const kind = s.progress.backward ? nudgeKind(s) : flowKind(s);
  if (s.layout.portrait) return paintSmall(s, kind);
  if (s.progress.tau > 0) paintShare(s);
  wedge(s, kind);
}

/** Landscape: width, opacity and dash against the value. @param {Sheet} s @param {Kind} kind */
function wedge(s, kind) {
  const { c, layout, theme, text } = s;
  const last = layout.columns[layout.sizes.length - 1];
  const left = layout.edge + 34;
  const width = clamp((last ? last.x[0] : layout.width) - left - 20, 220, 420);
  const middle = left + width / 2;
  const y = layout.height - 26;
  const period = kind.dash[0] + kind.dash[1];
  for (let x = 0; x < width; x++) {
    const v = ((x + 0.5) / width) * 2 - 1;
    if (v < 0 && x % period >= kind.dash[0]) continue;
    const thick = kind.width(Math.abs(v)) * 2.5;
    c.globalAlpha = 0.25 + 0.75 * Math.abs(v);
    c.fillStyle = kind.colors[v > 0 ? 1 : 0];
    c.fillRect(left + x, y - thick / 2, 1.2, thick);
  }
  c.globalAlpha = 1;
  for (const [value, label] of kind.ticks) {
    const x = middle + (Math.sign(value) * kind.scale(value) * width) / 2;
    write(s, label, x, y + 20, { size: 12, color: theme.token.ink2, align: 'center' });
    c.fillRect(x - 0.5, y + 5, 1, 3);
  }
  const size = text - 1;
  const [low, high] = kind.tinted ? kind.colors : [theme.token.ink2, theme.token.ink2];
  write(s, kind.words[0], left, y - 11, { size, color: low });
  write(s, kind.words[1], left + width, y - 11, { size, color: high, align: 'right' });
  write(s, kind.name, middle, y - 11, { size, color: theme.token.ink2, align: 'center' });
}

/** Portrait: two strokes beside the pad. @param {Sheet} s @param {Kind} kind */
function paintSmall(s, kind) {
  const { c, layout, theme } = s;
  const x = layout.controls.x + 2;
  const y = layout.pad.y + layout.pad.size - (layout.pad.size < 170 ? 6 : 30); // beside a small pad the digits need the room
  for (const i of [0, 1]) {
    c.strokeStyle = kind.colors[i];
    c.lineWidth = 3;
    c.setLineDash(i === 0 ? /** @type {number[]} */ (kind.dash) : []);
    line(c, x, y + 22 * i, x + 44, y + 22 * i);
    c.setLineDash([]);
    write(s, kind.words[i], x + 54, y + 4 + 22 * i, { size: 13, color: theme.token.ink2 });
  }
}

/** "Drawn strongly: top 600 of 12,544 edges = 89 % of the nudge", for the first layer that hides something. @param {Sheet} s */
function paintShare(s) {
  const { layout, scene, theme, text, progress } = s;
  const layer = hidingLayer(s);
  if (layer === 0) return;
  const all = layout.sizes[layer - 1] * layout.sizes[layer];
  const share = (progress.backward ? scene.nudgeShare : scene.flowShare)[layer - 1];
  const abridged = Boolean(layout.columns[layer]?.ellipsis || layout.columns[layer - 1]?.ellipsis);
  const strong = formatCount(scene.strong[layer - 1]);
  const x = layout.pad.x;
  const y = layout.height - 26;
  const how = { size: text - 1, color: theme.token.ink2 };
  write(s, abridged ? `Drawn of layer ${layer}: ${strong} of` : `Drawn strongly: top ${strong} of`, x, y - 11, how);
  const carried = ` = ${formatPercent(share)} of the ${progress.backward ? 'nudge' : 'flow'}`;
  write(s, `${formatCount(all)} edges${Number.isFinite(share) ? carried : ', not all of them numbers'}`, x, y + 8, how);
}

/** The first layer that is crowded or abridged; 0 if everything is drawn. @param {Sheet} s */
function hidingLayer({ layout, scene }) {
  for (let layer = 1; layer < layout.sizes.length; layer++) {
    const all = layout.sizes[layer - 1] * layout.sizes[layer];
    if (all > scene.strong[layer - 1]) return layer;
  }
  return 0;
}
