/**
 * The words above the columns: which layer, how many neurons, what the last column measures.
 * Knows: the layout and the cost's name. Does not know: values.
 */

import { formatCount } from '../scene/format.js';
import { hasSquares } from './outputs.js';
import { symbol, write } from './sheet.js';

/** @typedef {import('./sheet.js').Sheet} Sheet */

const BASELINE = 30;

/** @param {Sheet} s */
export function paintHeads(s) {
  if (s.layout.portrait) return;
  const room = columnRoom(s);
  for (const column of s.layout.columns) {
    if (column && (column.layer > 0 || s.layout.input === 'column')) head(s, column, room);
  }
  costHead(s);
}

/** Narrowest distance between two columns: how much text a head may hold. @param {Sheet} s */
function columnRoom({ layout }) {
  const xs = layout.columns.slice(1).map((column) => (column ? column.x[0] : 0));
  return xs.slice(1).reduce((least, x, i) => Math.min(least, x - xs[i]), 200);
}

/** @param {Sheet} s @param {import('../scene/columns.js').Column} column @param {number} room */
function head(s, column, room) {
  const { c, theme, layout, text } = s;
  const last = column.layer === layout.sizes.length - 1;
  const noun = last ? 'answer' : column.layer === 0 ? 'input' : 'neuron';
  const count = formatCount(column.size);
  const words = room > 118 ? `${count} ${noun}${column.size === 1 ? '' : 's'}` : room > 78 ? count : '';
  c.font = `400 ${text}px ${theme.ui}`;
  const wide = c.measureText(words).width + (words ? 36 : 29);
  const left = column.layer === 0 ? Math.min(column.x[0] + column.radius - wide, column.x[0] - wide / 2) : column.x[0] - wide / 2;
  const name = symbol(s, 'a', left, BASELINE, { size: text + 5, color: theme.token.a });
  const size = (text + 5) * 0.66;
  const index = write(s, `(${column.layer})`, left + name + 1, BASELINE - (text + 5) * 0.36, { size, color: theme.token.a });
  write(s, words, left + name + index + 8, BASELINE, { size: text, color: theme.token.ink2 });
}

/** @param {Sheet} s */
function costHead(s) {
  const { c, layout, theme, text, progress, frame } = s;
  if (progress.wish <= 0) return;
  c.globalAlpha = progress.wish;
  const x = layout.outputs.squareX - 12;
  const name = frame.detail.cost_name;
  if (hasSquares(name)) {
    symbol(s, name.includes('half') ? '½(a − y)²' : '(a − y)²', x, BASELINE, { size: text + 3, color: theme.token.C, align: 'center' });
  } else {
    write(s, 'cost', layout.width - 24, BASELINE, { size: text, color: theme.token.C, align: 'right' });
  }
  c.globalAlpha = 1;
}
