/**
 * Knows how the gradients of one sample, a mini-batch and all samples are drawn beside each other: lengths and angles.
 * Does not know how they came about. Each arrow stands at its true angle to the gradient of all, and is as long as it is.
 */

import { formatCount, formatFixed, formatNumber } from '../../scene/format.js';
import { element, setText, svg } from '../../page/dom.js';
import { sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').DirectionsAnswer} DirectionsAnswer */
/** @typedef {import('../../state/shape.js').Extent} Extent */
/** @typedef {{name: Extent, x: number, y: number}} Tip */

const WIDTH = 324;
const HEIGHT = 128;
const REACH = 104; // of the longest arrow

/** @param {DirectionsAnswer} answer @param {Extent} one @param {Extent} other */
const angleOf = ({ angles }, one, other) => angles.find(({ between }) => between.includes(one) && between.includes(other))?.degrees ?? null;

/**
 * The tips of the arrows from the origin, y downwards: that of all samples to the right, the batch's above it, one sample's below.
 * What has no length has no arrow.
 * @param {DirectionsAnswer} answer
 * @returns {Tip[]}
 */
export function tips(answer) {
  const longest = Math.max(...answer.directions.map(({ length }) => length ?? 0));
  return answer.directions.flatMap(({ name, length }) => {
    const degrees = name === 'all' ? 0 : angleOf(answer, name, 'all');
    if (!length || degrees === null) return [];
    const turn = ((name === 'batch' ? -degrees : degrees) * Math.PI) / 180;
    const reach = (REACH * length) / longest;
    return [{ name, x: reach * Math.cos(turn), y: reach * Math.sin(turn) }];
  });
}

/** @param {State} state @param {Extent} name @param {number} samples */
function nameOf(state, name, samples) {
  if (name === 'sample') return 'this ' + sampleNoun(state);
  return `${name === 'all' ? 'all ' : ''}${formatCount(samples)} ${sampleNoun(state)}${samples === 1 ? '' : 's'}`;
}

/** @param {State} state @param {DirectionsAnswer} answer */
function sentence(state, answer) {
  const one = angleOf(answer, 'sample', 'all');
  const batch = angleOf(answer, 'batch', 'all');
  const [sample, , all] = answer.directions;
  if (all.samples === 1 || one === null || batch === null) return `The gradient of this ${sampleNoun(state)} moves ${formatCount(sample.moved)} of ${formatCount(answer.parameters)} weights and biases.`;
  return `This ${sampleNoun(state)} alone points ${formatFixed(one, 0)}° away from the mean of all, the batch ${formatFixed(batch, 0)}°. Alone it moves ${formatCount(sample.moved)} of ${formatCount(answer.parameters)} weights and biases.`;
}

/** @param {State} state @param {DirectionsAnswer} answer */
function tableRows(state, answer) {
  return answer.directions.map(({ name, samples, length, moved }) => {
    const degrees = name === 'all' ? 0 : angleOf(answer, name, 'all');
    const cells = [formatNumber(length), degrees === null ? '' : `${formatFixed(degrees, 0)}°`, formatCount(moved)];
    return element('tr', {}, element('th', { scope: 'row', class: 'of-' + name }, nameOf(state, name, samples)), ...cells.map((text) => element('td', {}, text)));
  });
}

/** @param {Tip[]} found */
function arrows(found) {
  // The origin stands so that the arrows fill the picture, wherever they point.
  const left = Math.min(0, ...found.map(({ x }) => x));
  const right = Math.max(0, ...found.map(({ x }) => x));
  const top = Math.min(0, ...found.map(({ y }) => y));
  const bottom = Math.max(0, ...found.map(({ y }) => y));
  const squeeze = Math.min(1, (HEIGHT - 16) / (bottom - top || 1)); // of both directions: angles stay true
  const at = { x: (WIDTH - (left + right) * squeeze) / 2, y: (HEIGHT - (top + bottom) * squeeze) / 2 };
  return found.map(({ name, x, y }) => {
    const [dx, dy] = [x * squeeze, y * squeeze];
    const length = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / length, dy / length];
    const [tx, ty] = [at.x + dx, at.y + dy];
    const size = Math.min(9, length / 2); // a short arrow keeps a shaft
    const [bx, by, half] = [tx - size * ux, ty - size * uy, size * 0.45];
    const head = `${tx},${ty} ${bx + half * uy},${by - half * ux} ${bx - half * uy},${by + half * ux}`;
    return svg('g', { class: 'direction of-' + name }, svg('line', { x1: at.x, y1: at.y, x2: tx, y2: ty }), svg('polygon', { points: head }));
  });
}

export function createDirections() {
  const picture = svg('svg', { class: 'directions', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': 'The three gradients as arrows' });
  const words = element('p', { class: 'hint' });
  const body = element('tbody');
  const head = element('tr', {}, ...['gradient of', 'length', 'angle to all', 'moves'].map((text) => element('th', { scope: 'col' }, text)));
  const table = element('table', { class: 'directions-table' }, element('thead', {}, head), body);
  const node = element('section', { class: 'part', 'aria-label': 'Gradients side by side' }, element('h3', { class: 'label' }, 'Stochastic, mini-batch and full gradient'), picture, table, words);
  /** @type {DirectionsAnswer | null} */
  let last = null;

  /** @param {State} state @param {DirectionsAnswer} answer */
  function show(state, answer) {
    if (answer === last) return;
    last = answer;
    picture.replaceChildren(...arrows(tips(answer)));
    body.replaceChildren(...tableRows(state, answer));
    setText(words, sentence(state, answer));
  }
  return { node, show };
}
