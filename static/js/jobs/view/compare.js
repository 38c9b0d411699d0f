/**
 * Knows the comparison: the curves of the chosen jobs on one chart, and a table with their values here and at the end.
 * Does not know where curves come from, nor how jobs are chosen.
 */

import { formatCount } from '../../scene/format.js';
import { element, find, setText, svg } from '../../page/dom.js';
import { keepSlots, lastKnown, lineLook, measureText, nearestPoint } from '../../charts/series.js';
import { MEASURES, measureTitle, oneOf, onOff } from './choices.js';
import { createCurveChart } from '../../charts/curve_chart.js';

/** @typedef {import('../model/types.js').JobRow} JobRow */
/** @typedef {import('../model/types.js').Columns} Columns */
/** @typedef {import('./choices.js').Choices} Choices */
/** @typedef {{id: string, name: string, color: string, dash: number[], x: number[], y: (number | null)[]}} Curve */
/** @typedef {{show: (jobs: JobRow[]) => void, refresh: () => void}} Compare */

const LABEL_LENGTH = 18;
const NARROW = 520;

/** @param {string} name */
const short = (name) => (name.length > LABEL_LENGTH ? name.slice(0, LABEL_LENGTH - 1) + '…' : name);

/** @param {string} color @param {number[]} dash */
export function swatch(color, dash) {
  const node = svg('svg', { class: 'swatch', width: 26, height: 10, viewBox: '0 0 26 10', 'aria-hidden': 'true' }, svg('path', { d: 'M1 5H25', 'stroke-dasharray': dash.join(' ') || null }));
  node.style.color = color;
  return node;
}

/** @param {(id: string) => void} drop */
function createLegend(drop) {
  const body = element('tbody');
  const here = element('th', { scope: 'col', class: 'number' });
  const head = element('tr', {}, element('th', { scope: 'col' }, 'Run'), here, element('th', { scope: 'col', class: 'number' }, 'Last'), element('th', {}, element('span', { class: 'visually-hidden' }, 'Remove')));
  /** @type {HTMLElement[]} */
  let places = [];

  /** @param {Curve} curve @param {Choices} choices @param {HTMLElement} place */
  function line(curve, { measure }, place) {
    const remove = element('button', { type: 'button', class: 'icon', 'aria-label': `Take ${curve.name} out`, title: 'Take out', onclick: () => drop(curve.id) }, svg('svg', { width: 13, height: 13, viewBox: '0 0 17 17', 'aria-hidden': 'true' }, svg('path', { d: 'M4 4l9 9M13 4l-9 9' })));
    const name = element('a', { class: 'name', href: '/#job=' + curve.id, title: curve.name }, curve.name);
    return element('tr', { 'data-job': curve.id }, element('th', { scope: 'row' }, swatch(curve.color, curve.dash), name), place, element('td', { class: 'number' }, measureText(lastKnown(curve.y), measure)), element('td', {}, remove));
  }
  return {
    node: element('table', { class: 'legend-table' }, element('caption', { class: 'visually-hidden' }, 'Values of the compared jobs'), element('thead', {}, head), body),
    /** @param {Curve[]} curves @param {Choices} choices */
    show(curves, choices) {
      // Rebuilt with every answer: a focused button must not lose its focus to that.
      const focused = [...body.querySelectorAll('tr')].find((row) => row.contains(document.activeElement));
      const tag = document.activeElement?.tagName.toLowerCase() ?? 'a';
      places = curves.map(() => element('td', { class: 'number' }));
      body.replaceChildren(...curves.map((curve, at) => line(curve, choices, places[at])));
      const again = focused && body.querySelector(`[data-job="${focused.dataset.job}"] ${tag}`);
      if (again instanceof HTMLElement) again.focus();
    },
    /** @param {Curve[]} curves @param {Choices} choices @param {number | null} x */
    read(curves, { measure }, x) {
      setText(here, x === null ? 'Pointer' : 'At ' + formatCount(Math.round(x)));
      curves.forEach((curve, at) => {
        const index = x === null ? -1 : nearestPoint(curve.x, curve.y, x);
        if (places[at]) setText(places[at], index < 0 ? '–' : measureText(curve.y[index], measure));
      });
    },
  };
}

/**
 * @param {(id: string) => Columns | undefined} curveOf
 * @param {{drop: (id: string) => void, clear: () => void}} actions
 * @returns {Compare}
 */
export function createCompare(curveOf, { drop, clear }) {
  const root = find('#compare');
  /** @type {Choices} */
  let choices = { measure: 'test_cost', along: 'samples', log: false };
  /** @type {Map<string, number>} */
  let slots = new Map();
  /** @type {JobRow[]} */
  let jobs = [];
  /** @type {Curve[]} */
  let curves = [];

  const measure = oneOf('What the curves show', MEASURES, (value) => choose({ measure: value }));
  const along = oneOf('Along', [['samples', 'Samples'], ['step', 'Steps']], (value) => choose({ along: value }));
  const log = onOff('Log', () => choose({ log: !choices.log }));
  const title = element('h2', {}, 'Compare');
  const canvas = element('canvas', { tabindex: 0, role: 'img', 'aria-label': 'Curves of the compared jobs. Left and right read their values.' });
  const legend = createLegend(drop);
  root.append(
    element('div', { class: 'chart-head' }, title, measure.node, along.node, log.node, element('span', { class: 'spacer' }), element('button', { type: 'button', class: 'tool', onclick: clear }, 'Clear')),
    element('div', { class: 'chart-body' }, element('div', { class: 'chart-room' }, canvas), element('div', { class: 'legend-room' }, legend.node)));
  const chart = createCurveChart(canvas, (x) => {
    legend.read(curves, choices, x);
    return x === null ? '' : `${formatCount(Math.round(x))} ${choices.along === 'step' ? 'steps' : 'samples'}`;
  });

  /** @param {Partial<Choices>} changes */
  function choose(changes) {
    choices = { ...choices, ...changes };
    refresh();
  }

  function collect() {
    const style = getComputedStyle(root);
    return jobs.map(({ id, name }) => {
      const { token, dash } = lineLook(slots.get(id) ?? 0);
      const columns = curveOf(id);
      return { id, name: name || id, color: style.getPropertyValue(token).trim(), dash, x: columns?.[choices.along] ?? [], y: columns?.[choices.measure] ?? [] };
    });
  }

  function refresh() {
    if (jobs.length === 0) return;
    curves = collect();
    const share = choices.measure === 'test_accuracy';
    measure.show(choices.measure);
    along.show(choices.along);
    log.show(choices.log, !share);
    legend.show(curves, choices);
    legend.read(curves, choices, null);
    const wide = canvas.clientWidth >= NARROW;
    const lines = curves.map(({ name, color, dash, x, y }) => {
      const value = measureText(lastKnown(y), choices.measure);
      return { x, y, color, dash, width: 2, label: wide ? `${value} ${short(name)}` : value };
    });
    const noun = choices.along === 'step' ? 'steps' : 'samples seen';
    chart.show({ title: measureTitle(choices.measure), noun, log: choices.log && !share, share, quiet: [], lines, band: null });
  }

  return {
    show(next) {
      jobs = next;
      slots = keepSlots(slots, jobs.map(({ id }) => id));
      root.hidden = jobs.length === 0;
      setText(title, jobs.length === 1 ? 'Compare: choose another' : `Compare ${jobs.length}`);
      refresh();
    },
    refresh,
  };
}
