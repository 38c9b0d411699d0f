/**
 * Knows the number lines of a weight or a bias: what is dragged, what follows it, what can be kept; and the plot and the ratios below.
 * Does not know what follows from a nudge: every number comes from the server. It decides which of them may be seen yet.
 */

import { formatNumber } from '../../scene/format.js';
import { REACH, aimed, keepingNote, nudgedValue, offeredOf, probeShown, rangeOf, ratios, triedOf, unmoved, valueNow, whyNot } from '../../state/nudging.js';
import { gradientBy, reached, senders } from '../../state/readings.js';
import { isEnded } from '../../state/reduce.js';
import { element, setText } from '../../page/dom.js';
import { lineScale } from './line_scale.js';
import { inlineMath, mi, cost as costSymbol } from '../../page/mathml.js';
import { createNudgePlot } from './nudge_plot.js';
import { createRatios } from './nudge_ratios.js';
import { createNumberLine } from './number_line.js';
import { createSetValue } from '../inspector/set_value.js';
import { signRole } from '../stage/tooltip.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../state/readings.js').Parameter} Parameter */

const NO_NUMBER = 'It is too large to be shown, so there is nothing to draw. Set it to another value.';
const NOT_YET = 'not yet';
const SIZES = [1, 0.1, 0.01, 0.001];

/**
 * @param {Frame} frame
 * @param {Parameter} target
 * @param {import('../../net/commands.js').Commands} commands
 * @returns {import('../inspector/tabs.js').Part}
 */
export function createNudgeLines(frame, target, commands) {
  const role = target.kind === 'weight' ? 'w' : 'b';
  const fused = frame.layers[target.layer - 1].activation === 'softmax';
  const slopeNumber = element('b');
  const heading = element('span');
  const header = element('div', { class: 'label nudge-head' }, heading, slopeNumber);
  const lines = {
    w: createNumberLine(role, inlineMath(mi(role)), `Nudge this ${target.kind}`, { drag, release, by, reset: commands.letGo }),
    z: createNumberLine('z', inlineMath(mi('z')), 'z'),
    a: createNumberLine('a', inlineMath(mi('a')), 'a'),
    C: createNumberLine('C', inlineMath(costSymbol()), 'C0'),
  };
  const keep = element('button', { type: 'button', class: 'button', onclick: () => offered !== null && void commands.edit(target, offered) }, 'Keep');
  const back = element('button', { type: 'button', class: 'button', onclick: commands.letGo }, 'Put it back');
  const note = element('p', { class: 'hint' });
  const sizes = SIZES.map((size) => element('button', { type: 'button', class: 'tool', onclick: () => tryNudge(size) }, '+' + size));
  const plot = createNudgePlot(role, fused);
  const table = createRatios(frame, target, fused);
  const setValue = createSetValue(target, commands);
  const node = element('div', { class: 'nudge-lines' }, header, ...Object.values(lines).map((line) => line.node),
    element('div', { class: 'edit-row keep-row' }, keep, back), note, table.node, plot.node,
    element('div', { class: 'edit-row sizes' }, element('span', {}, 'Shrink it'), ...sizes), element('div', { class: 'part' }, setValue.node));

  let now = 0;
  /** How far the hand has moved it; null while nobody holds it. @type {number | null} */
  let held = null;
  /** @type {number | null} */
  let offered = null;
  /** What was last asked for: keys may come faster than frames. @type {number | null} */
  let asked = null;
  /** @type {ReturnType<typeof triedOf>} */
  let tried = null;

  /** @param {number} nudge */
  function tryNudge(nudge) {
    asked = nudgedValue(now, nudge);
    commands.tryValue(target, asked);
  }
  /** @param {number} value under the hand */
  function drag(value) {
    held = aimed(value - now);
    tryNudge(held);
  }
  function release() {
    if (held !== null) void commands.release(target, nudgedValue(now, held), now);
    held = null;
  }
  /** @param {number} step */
  function by(step) {
    tryNudge(aimed((asked ?? tried?.value ?? now) - now + step));
  }

  /** @param {State} state @param {Frame} shown */
  function show(state, shown) {
    commands.probe();
    const probe = probeShown(state);
    const known = reached(state.view.tau, shown.layers.length);
    const seen = { cost: known.cost, slope: known.nudge(target.layer) };
    now = valueNow(shown, target);
    const why = whyNot(state) || (Number.isFinite(now) ? '' : NO_NUMBER);
    const { cost } = shown.detail;
    const before = tried;
    tried = triedOf(shown, target);
    if (before && !tried) asked = null;
    offered = offeredOf(state, shown, target);
    const limits = limitsOf(shown, probe);
    showLines(shown, probe, { z: known.forward(target.layer), C: known.cost });
    showHeader(limits.gradient, tried ? ratios(tried, cost).secant : null, seen.slope);
    showSlider(shown, why);
    showKeeping(state, shown, why);
    table.show(tried, cost, limits, seen);
    plot.show(probe, tried, cost, seen, why);
    setValue.show(now);
  }

  /** What each ratio tends to as the nudge shrinks: the numbers without any. @param {Frame} shown @param {import('../../state/shape.js').Probe | null} probe */
  function limitsOf(shown, probe) {
    const layer = shown.layers[target.layer - 1];
    const sender = target.kind === 'weight' ? senders(shown, target.layer)[target.from] : 1;
    if (!tried) return { sender, slope: layer.slope[target.to], dC_da: layer.dC_da[target.to], delta: layer.delta[target.to], gradient: gradientBy(shown, target) };
    const still = probe ? unmoved(probe) : null;
    const gradient = tried.gradient_was;
    return { sender, slope: still?.slope ?? null, dC_da: still?.dC_da ?? null, delta: gradient === null || sender === 0 ? null : gradient / sender, gradient };
  }

  /** @param {Frame} shown @param {import('../../state/shape.js').Probe | null} probe @param {{z: boolean, C: boolean}} known what may be seen yet */
  function showLines(shown, probe, known) {
    const layer = shown.layers[target.layer - 1];
    const { cost } = shown.detail;
    const pairs = tried
      ? { z: [tried.z_was, tried.z], a: [tried.a_was, tried.a], C: [tried.cost_was, cost] }
      : { z: [layer.z[target.to], layer.z[target.to]], a: [layer.a[target.to], layer.a[target.to]], C: [cost, cost] };
    lines.w.show({ ...reading(true, [now - REACH, now + REACH], [now, tried ? tried.value : now]), handle: held === null ? null : nudgedValue(now, held) });
    lines.z.show(reading(known.z, probe && rangeOf(probe.z), pairs.z));
    lines.a.show(reading(known.z, probe && rangeOf(probe.a), pairs.a));
    lines.C.show(reading(known.C, probe && rangeOf(probe.cost), pairs.C));
  }

  /** @param {boolean} known @param {[number, number] | null} range @param {(number | null)[]} pair now and nudged */
  function reading(known, range, [before, after]) {
    if (!known) return { scale: null, now: null, nudged: null, text: NOT_YET };
    if (before === null || after === null || !Number.isFinite(before) || !Number.isFinite(after)) return { scale: null, now: null, nudged: null, text: 'not a number' };
    return { scale: range && lineScale(range), now: before, nudged: after };
  }

  /** @param {number | null} gradient @param {number | null} secant @param {boolean} known */
  function showHeader(gradient, secant, known) {
    setText(heading, secant === null ? `Drag ${role}` : `ΔC₀/Δ${role} = ${formatNumber(secant)}`);
    setText(slopeNumber, known ? `the limit is ${formatNumber(gradient)}` : 'its limit: not yet');
    slopeNumber.className = known ? signRole(gradient ?? 0) : 'hint';
  }

  /** @param {Frame} shown @param {string} why */
  function showSlider(shown, why) {
    const { line } = lines.w;
    const value = tried?.value ?? now;
    line.setAttribute('aria-disabled', String(why !== ''));
    line.setAttribute('aria-valuemin', (now - REACH).toFixed(3));
    line.setAttribute('aria-valuemax', (now + REACH).toFixed(3));
    line.setAttribute('aria-valuenow', value.toFixed(3));
    line.setAttribute('aria-valuetext', tried
      ? `${role} is ${formatNumber(value)}, not ${formatNumber(now)}: the cost goes from ${formatNumber(tried.cost_was)} to ${formatNumber(shown.detail.cost)}`
      : `${role} is ${formatNumber(now)}`);
    sizes.forEach((button, index) => {
      button.disabled = why !== '';
      button.setAttribute('aria-pressed', String(tried !== null && value === nudgedValue(now, SIZES[index])));
    });
  }

  /** @param {State} state @param {Frame} shown @param {string} why */
  function showKeeping(state, shown, why) {
    const differs = offered !== null && Math.abs(offered - now) > 1e-7;
    keep.disabled = why !== '' || isEnded(state) || !differs;
    back.disabled = why !== '' || tried === null;
    setText(keep, differs ? `Keep ${role} = ${formatNumber(offered)}` : `Keep ${role}`);
    const infinite = tried && shown.detail.cost === null ? `With ${role} = ${formatNumber(tried.value)} the numbers are not finite, so there is nothing to draw. Put it back.` : '';
    setText(note, why || infinite || keepingNote(state) || 'The run stays as it is until you keep a value.');
  }
  return { node, show };
}
