/**
 * Knows the small picture of C0 against the parameter, or against the activation it moves: the tangent at now, the secant to what is tried.
 * Does not know who asked for its numbers. Every point of the curve and every slope is the server's.
 */

import { rangeOf, unmoved } from '../../state/nudging.js';
import { element, setText, svg } from '../../page/dom.js';
import { lineScale } from './line_scale.js';

/** @typedef {import('../../state/shape.js').Probe} Probe */
/** @typedef {import('../../protocol/types.js').Tried} Tried */
/** @typedef {'w' | 'a'} Axis */

const NOTHING = 'The cost is not a number here: there is nothing to draw.';
const [LEFT, TOP, WIDTH, HEIGHT, FULL, DEEP] = [40, 8, 276, 116, 324, 146];

/** @param {(number | null)[]} xs @param {(number | null)[]} ys @param {(x: number, y: number) => string} place @returns {string} broken where a number is not finite */
function curve(xs, ys, place) {
  let pen = 'M';
  return xs.map((x, index) => {
    const y = ys[index];
    if (x === null || y === null) return ((pen = 'M'), '');
    const part = pen + place(x, y);
    pen = 'L';
    return part;
  }).join('');
}

/**
 * @param {string} name of the parameter: w or b
 * @param {boolean} bySum whether a softmax mixes the outputs: then no single activation could be the axis
 */
export function createNudgePlot(name, bySum) {
  /** @type {Axis} */
  let axis = 'w';
  const path = svg('path', { class: 'plot-curve' });
  const tangent = svg('path', { class: 'plot-tangent' });
  const secant = svg('path', { class: 'plot-secant' });
  const now = svg('circle', { class: 'plot-now', r: 4.5 });
  const there = svg('circle', { class: 'plot-there', r: 5 });
  const frame = svg('g');
  const inner = svg('svg', { x: LEFT, y: TOP, width: WIDTH, height: HEIGHT }, path, tangent, secant);
  const picture = svg('svg', { class: 'plot', viewBox: `0 0 ${FULL} ${DEEP}`, role: 'img' }, frame, inner, now, there);
  const why = element('p', { class: 'hint' });
  /** @type {(() => void) | null} */
  let again = null;
  const buttons = /** @type {[Axis, string][]} */ ([['w', 'against ' + name], ['a', 'against a']]).map(([which, text]) =>
    element('button', { type: 'button', class: 'tool', 'data-axis': which, onclick: () => ((axis = which), again?.()) }, text));
  const key = element('div', { class: 'plot-key' }, element('span', { class: 'key-tangent' }, 'tangent: the limit'), element('span', { class: 'key-secant' }, 'secant: your nudge'));
  const node = element('div', { class: 'part' },
    element('div', { class: 'label plot-head' }, element('span', {}, 'Cost'), bySum ? null : element('span', {}, ...buttons)), why, picture, key);

  /** @param {import('./line_scale.js').LineScale} x @param {import('./line_scale.js').LineScale} y */
  function drawFrame(x, y) {
    const [left, low] = [LEFT, TOP + HEIGHT];
    frame.replaceChildren(
      svg('path', { class: 'tick', d: `M${left} ${TOP}V${low}H${left + WIDTH}` }),
      ...y.ticks.map((tick) => svg('text', { class: 'tick-label is-left', x: left - 5, y: low - y.place(tick) * HEIGHT + 4 }, y.label(tick))),
      ...x.ticks.map((tick) => svg('text', { class: 'tick-label', x: left + x.place(tick) * WIDTH, y: low + 15 }, x.label(tick))));
  }

  /**
   * @param {Probe | null} probe
   * @param {Tried | null} tried
   * @param {number | null} cost C0 with what is tried
   * @param {{cost: boolean, slope: boolean}} known what may be seen yet
   * @param {string} whyNot why nothing can be asked at the moment
   */
  function show(probe, tried, cost, known, whyNot) {
    again = () => show(probe, tried, cost, known, whyNot);
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.axis === axis));
    const xs = probe ? (axis === 'w' ? probe.values : probe.a) : [];
    const [across, up] = [rangeOf(xs), rangeOf(probe?.cost ?? [])];
    const at = probe ? { x: axis === 'w' ? (tried?.was ?? probe.values[(probe.values.length - 1) / 2]) : unmoved(probe).a, ...unmoved(probe) } : null;
    const drawable = across !== null && up !== null && at !== null && at.x !== null && at.cost !== null;
    const reason = !known.cost ? 'Not yet: the cost is not known in this phase.' : !probe ? whyNot || 'The server is computing.' : drawable ? '' : NOTHING;
    setText(why, reason);
    why.hidden = reason === '';
    picture.toggleAttribute('hidden', reason !== '');
    key.hidden = reason !== '';
    if (!probe || !across || !up || !at || at.x === null || at.cost === null || reason !== '') return;
    const [x, y] = [lineScale(across), lineScale(up)];
    drawFrame(x, y);
    const right = (/** @type {number} */ value) => ((value - x.low) / (x.high - x.low)) * WIDTH;
    const down = (/** @type {number} */ value) => HEIGHT - ((value - y.low) / (y.high - y.low)) * HEIGHT;
    path.setAttribute('d', curve(xs, probe.cost, (px, py) => `${right(px).toFixed(1)} ${down(py).toFixed(1)}`));
    const { x: x0, cost: y0 } = at;
    /** A line through now. @param {number | null} slope */
    const through = (slope) => (slope === null ? '' : `M0 ${down(y0 + slope * (x.low - x0))}L${WIDTH} ${down(y0 + slope * (x.high - x0))}`);
    const slope = axis === 'w' ? at.gradient : at.dC_da;
    tangent.setAttribute('d', known.slope ? through(slope) : '');
    tangent.setAttribute('class', 'plot-tangent ' + ((slope ?? 0) < 0 ? 'is-up' : 'is-down'));
    place(now, x0, y0);
    const x1 = tried && (axis === 'w' ? tried.value : tried.a);
    const moved = tried !== null && x1 !== null && cost !== null && x1 !== x0;
    secant.setAttribute('d', moved ? through((cost - y0) / (x1 - x0)) : '');
    there.toggleAttribute('hidden', !moved);
    if (moved) place(there, x1, cost);
    picture.setAttribute('aria-label', `Cost against ${axis === 'w' ? name : 'a'}, with its tangent where ${axis === 'w' ? name : 'a'} is now.`);

    /** @param {SVGElement} mark @param {number} px @param {number} py */
    function place(mark, px, py) {
      mark.setAttribute('cx', String(LEFT + x.place(px) * WIDTH));
      mark.setAttribute('cy', String(TOP + HEIGHT - y.place(py) * HEIGHT));
    }
  }
  return { node, show };
}
