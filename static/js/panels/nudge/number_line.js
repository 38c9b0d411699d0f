/**
 * Knows how one number line looks: hollow is now, filled is nudged, the band between them is how far it moved; its values stand at the right.
 * Does not know where its numbers come from. With a handle it is a slider: it tells where the hand, the finger or a key has taken it.
 */

import { formatNumber, formatSigned } from '../../scene/format.js';
import { element, setText, svg } from '../../page/dom.js';

/** @typedef {import('./line_scale.js').LineScale} LineScale */
/** @typedef {{drag: (value: number) => void, release: () => void, by: (step: number) => void, reset: () => void}} Hand */
/** @typedef {{scale: LineScale | null, now: number | null, nudged: number | null, handle?: number | null, text?: string}} Reading `text` stands instead of the numbers */

const WIDTH = 210;
const EDGE = 14; // so that a label under the last tick is not cut off
const MIDDLE = 15;
const STEP = 0.05;
const BIG_STEP = 0.5;
const HANDLE_ARROWS = 'M-3 -3l-2.5 3 2.5 3M3 -3l2.5 3-2.5 3';
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/** @param {number} place 0..1 */
const across = (place) => EDGE + place * (WIDTH - 2 * EDGE);

/** The marks of a scale, made again only when it changes. */
function createTicks() {
  const node = svg('g');
  /** @type {LineScale | null} */
  let shown = null;
  /** @param {LineScale | null} scale */
  function show(scale) {
    if (scale?.low === shown?.low && scale?.high === shown?.high) return;
    shown = scale;
    const ticks = scale?.ticks ?? [];
    const named = ticks.length > 1 ? [ticks[0], ticks[ticks.length - 1]] : ticks;
    node.replaceChildren(
      ...ticks.map((tick) => svg('path', { class: 'tick', d: `M${across(scale?.place(tick) ?? 0)} ${MIDDLE - 4}v8` })),
      ...named.map((tick) => svg('text', { class: 'tick-label', x: across(scale?.place(tick) ?? 0), y: MIDDLE + 19 }, scale?.label(tick) ?? '')));
  }
  return { node, show };
}

/**
 * @param {Element} node the line, which is the slider
 * @param {Hand} hand
 * @param {() => LineScale | null} scale
 */
function makeSlider(node, hand, scale) {
  let holding = false;
  /** @param {PointerEvent} event */
  function follow(event) {
    const range = scale();
    if (!range) return;
    const box = node.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width * WIDTH - EDGE) / (WIDTH - 2 * EDGE);
    hand.drag(range.low + place * (range.high - range.low));
  }
  const let_go = () => {
    if (holding) hand.release();
    holding = false;
  };
  const listeners = {
    pointerdown: (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0 || node.getAttribute('aria-disabled') === 'true') return;
      holding = true;
      node.setPointerCapture(event.pointerId);
      follow(event);
    },
    pointermove: (/** @type {PointerEvent} */ event) => holding && follow(event),
    pointerup: let_go,
    pointercancel: let_go,
    keydown: (/** @type {KeyboardEvent} */ event) => {
      const step = STEPS[event.key];
      if ((!step && event.key !== 'Home') || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // arrows are phases elsewhere
      if (node.getAttribute('aria-disabled') === 'true') return;
      if (step) hand.by(step * (event.shiftKey ? BIG_STEP : STEP));
      else hand.reset();
    },
  };
  for (const [name, listener] of Object.entries(listeners)) node.addEventListener(name, /** @type {EventListener} */ (listener));
}

/**
 * @param {string} role whose colour it has: w, b, z, a, C
 * @param {Element} symbol
 * @param {string} name read out
 * @param {Hand | null} hand null: it only shows
 */
export function createNumberLine(role, symbol, name, hand = null) {
  const ticks = createTicks();
  const band = svg('path', { class: 'band' });
  const hollow = svg('circle', { class: 'hollow', cy: MIDDLE, r: 4.5 });
  const filled = svg('circle', { class: 'filled', cy: MIDDLE, r: hand ? 9 : 6 });
  const arrows = svg('path', { class: 'arrows', d: HANDLE_ARROWS });
  const marks = svg('g', {}, band, hollow, filled, hand && arrows);
  const slider = hand ? { role: 'slider', tabindex: 0, 'aria-label': name } : { 'aria-hidden': 'true' };
  const line = svg('svg', { class: 'number-line', viewBox: `0 0 ${WIDTH} 40`, ...slider },
    svg('path', { class: 'track', d: `M${EDGE} ${MIDDLE}H${WIDTH - EDGE}` }), ticks.node, marks);
  const value = element('span', { class: 'line-value' });
  const change = element('small');
  const node = element('div', { class: 'line ' + role, 'data-line': role }, element('span', { class: 'line-name' }, symbol), line,
    element('span', { class: 'line-numbers' }, value, change));
  /** @type {LineScale | null} */
  let range = null;
  if (hand) makeSlider(line, hand, () => range);

  /** @param {Reading} reading */
  function show({ scale, now, nudged, handle, text }) {
    range = scale;
    ticks.show(text === undefined ? scale : null);
    const drawn = text === undefined && scale !== null && now !== null && nudged !== null;
    marks.classList.toggle('is-hidden', !drawn);
    setText(value, text ?? formatNumber(nudged));
    value.classList.toggle('hint', text !== undefined);
    setText(change, !drawn || nudged === now ? '' : formatSigned(nudged - now));
    if (!drawn) return;
    const [from, to] = [across(scale.place(now)), across(scale.place(handle ?? nudged))];
    band.setAttribute('d', `M${from} ${MIDDLE}H${to}`);
    hollow.setAttribute('cx', String(from));
    filled.setAttribute('cx', String(to));
    arrows.setAttribute('transform', `translate(${to} ${MIDDLE})`);
  }
  return { node, line, show };
}
