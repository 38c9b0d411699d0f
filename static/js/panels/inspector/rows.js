/**
 * Knows a list whose rows are a label, a bar and a number, and which may lead to an edge or a neuron.
 * Does not know where the numbers come from. Rows are kept and rewritten, so a list that changes ten times a second keeps focus.
 */

import { flowScale, gradientScale } from '../../scene/scales.js';
import { element, setText, svg } from '../../page/dom.js';

/** @typedef {import('../../protocol/types.js').Target} Target */

/**
 * @typedef {object} RowContent
 * @property {string} key what the label says, to know when it changed
 * @property {() => Node} label
 * @property {number} share 0..1
 * @property {string} tone of the bar: up, down, a, w, d
 * @property {number} width of the bar, px
 * @property {string} dash
 * @property {string} value
 * @property {string} role of the number
 * @property {Target | null} target
 */

/** The same width and dashes as the edges of the picture (DESIGN section 5). @param {number} gradient */
export function nudgeBar(gradient) {
  const m = gradientScale(gradient);
  return { share: m, tone: gradient < 0 ? 'up' : 'down', width: (0.8 + 3.4 * m ** 2.4) * 1.4, dash: gradient < 0 ? '11 5' : '' };
}

/** @param {number} flow */
export function flowBar(flow) {
  return { share: flowScale(flow), tone: flow < 0 ? 'w' : 'a', width: 4, dash: flow < 0 ? '4 4' : '' };
}

/** @param {number} share 0..1 @param {string} tone */
export const plainBar = (share, tone) => ({ share: Math.max(0, Math.min(1, share)), tone, width: 6, dash: '' });

const BAR = 120;

/** @typedef {{share: number, tone: string, width: number, dash: string}} BarLook */

/** A line whose length, width and dash tell a number. @param {number} [length] px */
export function createBar(length = BAR) {
  const line = svg('line', { class: 'bar-line', x1: 0, y1: 6, y2: 6 });
  const node = element('span', { class: 'bar' }, svg('svg', { viewBox: `0 0 ${length} 12`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, line));
  /** @param {BarLook} look */
  function show({ share, tone, width, dash }) {
    line.setAttribute('x2', String(length * share));
    line.setAttribute('stroke-width', String(width));
    line.setAttribute('stroke-dasharray', dash);
    line.dataset.tone = tone;
  }
  return { node, show };
}

/** A row that leads nowhere is no button. @param {(target: Target) => void} select @param {boolean} leads */
function createRow(select, leads) {
  const label = element('span');
  const bar = createBar();
  const value = element('span', { class: 'value' });
  const node = leads ? element('button', { type: 'button', class: 'row' }, label, bar.node, value) : element('div', { class: 'row' }, label, bar.node, value);
  let key = '';
  /** @type {Target | null} */
  let target = null;
  node.addEventListener('click', () => {
    if (target) select(target);
  });

  /** @param {RowContent} content */
  function show(content) {
    target = content.target;
    if (content.key !== key) {
      key = content.key;
      label.replaceChildren(content.label());
    }
    bar.show(content);
    value.className = 'value ' + content.role;
    setText(value, content.value);
  }
  return { node, show };
}

/** @param {(target: Target) => void} select */
export function createRows(select) {
  const node = element('div', { class: 'rows' });
  /** @type {ReturnType<typeof createRow>[]} */
  const rows = [];
  return {
    node,
    /** @param {RowContent[]} contents */
    show(contents) {
      while (rows.length < contents.length) rows.push(createRow(select, contents[rows.length].target !== null));
      contents.forEach((content, index) => rows[index].show(content));
      if (node.childElementCount !== contents.length) node.replaceChildren(...rows.slice(0, contents.length).map((row) => row.node));
    },
  };
}
