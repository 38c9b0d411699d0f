/**
 * Knows the view of one sweep: its median and quartile band, a line per run in the colour of its parameter, and why runs did badly.
 * Does not know where the numbers come from: medians and quartiles are the server's.
 */

import { formatCount, formatFixed } from '../../scene/format.js';
import { element, find, setText } from '../../page/dom.js';
import { isEnd } from '../../protocol/states.js';
import { lastKnown, measureText, nearestPoint, rampColor, rankPlaces } from '../../charts/series.js';
import { countsText, counted, fieldWord, valueText } from '../model/words.js';
import { MEASURES, measureTitle, oneOf, onOff } from './choices.js';
import { createCurveChart } from '../../charts/curve_chart.js';
import { createRunTable } from './run_table.js';

/** @typedef {import('../model/types.js').Sweep} Sweep */
/** @typedef {import('../model/types.js').Summary} Summary */
/** @typedef {import('../model/types.js').Columns} Columns */
/** @typedef {{measure: 'test_cost' | 'test_accuracy', log: boolean, by: string}} SweepChoices */
/** @typedef {{show: (sweep: Sweep, summary: Summary) => void, refresh: () => void, hide: () => void}} SweepView */

const RAMP = ['--ramp-0', '--ramp-1', '--ramp-2'];
/** So many runs paint thinner lines. */
const MANY = 24;

/**
 * @param {(id: string) => Columns | undefined} curveOf
 * @param {(id: string, action: 'pause' | 'resume' | 'cancel') => Promise<void>} act
 * @returns {SweepView}
 */
export function createSweepView(curveOf, act) {
  const root = find('#sweep');
  /** @type {{sweep: Sweep, summary: Summary} | null} */
  let shown = null;
  /** @type {SweepChoices} */
  let choices = { measure: 'test_cost', log: false, by: '' };
  /** @type {string | null} */
  let marked = null;

  const title = element('h2');
  const about = element('p', { class: 'hint' });
  const [pause, resume, cancel] = /** @type {const} */ (['pause', 'resume', 'cancel']).map((action) => element('button', { type: 'button', class: 'button', onclick: () => shown && act(shown.sweep.id, action) }, action[0].toUpperCase() + action.slice(1)));
  const measure = oneOf('What the curves show', /** @type {['test_cost' | 'test_accuracy', string][]} */ (MEASURES.filter(([name]) => name !== 'cost')), (value) => choose({ measure: value }));
  const log = onOff('Log', () => choose({ log: !choices.log }));
  const by = element('select', { 'aria-label': 'Coloured by', onchange: () => choose({ by: by.value }) });
  const scale = element('span', { class: 'ramp' });
  const [low, high] = [element('span'), element('span')];
  const canvas = element('canvas', { tabindex: 0, role: 'img', 'aria-label': 'Curves of the runs with their median. Left and right read the median.' });
  const table = createRunTable((id) => { marked = id; paint(); });
  root.append(
    element('div', { class: 'sweep-head' }, element('a', { class: 'button', href: '#' }, '← All jobs'), element('div', { class: 'sweep-title' }, title, about), element('span', { class: 'spacer' }), element('div', { class: 'button-row' }, pause, resume, cancel)),
    element('div', { class: 'sweep-body' },
      element('div', { class: 'sweep-chart' },
        element('div', { class: 'chart-head' }, measure.node, log.node, element('span', { class: 'spacer' }), element('label', { class: 'coloured' }, 'Coloured by ', by), low, scale, high),
        element('div', { class: 'chart-room' }, canvas)),
      table.node));
  const chart = createCurveChart(canvas, readingText);

  /** @param {number | null} x */
  function readingText(x) {
    if (x === null || !shown) return '';
    const { samples } = shown.summary;
    const spread = shown.summary[choices.measure];
    const at = nearestPoint(samples, spread.median, x);
    if (at < 0) return 'No run is that far.';
    const [middle, from, to] = [spread.median[at], spread.low[at], spread.high[at]].map((value) => measureText(value, choices.measure));
    return `${formatCount(samples[at])} samples: median ${middle}, middle half ${from} to ${to}`;
  }

  /** @param {Partial<SweepChoices>} changes */
  function choose(changes) {
    choices = { ...choices, ...changes };
    refresh();
  }

  /** @param {Summary} summary @returns {Map<string, string>} each run's colour */
  function colorsOf({ table: rows }) {
    const style = getComputedStyle(root);
    const stops = RAMP.map((name) => style.getPropertyValue(name).trim());
    const places = rankPlaces(rows.map(({ values }) => values[choices.by]));
    return new Map(rows.map(({ job }, at) => [job, rampColor(stops, places[at])]));
  }

  function paint() {
    if (!shown) return;
    const { summary } = shown;
    const { measure: what, log: wished } = choices;
    const share = what === 'test_accuracy';
    const colors = colorsOf(summary);
    const ink = getComputedStyle(root).getPropertyValue('--ink').trim();
    const thin = summary.table.length > MANY ? 1 : 1.5;
    const quiet = summary.table.map(({ job }) => {
      const columns = curveOf(job);
      return { x: columns?.samples ?? [], y: columns?.[what] ?? [], color: colors.get(job) ?? ink, dash: [], width: job === marked ? 4 : thin, label: '' };
    });
    const { median, low: from, high: to } = summary[what];
    const last = lastKnown(median);
    const label = last === null ? '' : `median ${measureText(last, what)}`;
    const lines = [{ x: summary.samples, y: median, color: ink, dash: [], width: 2.5, label }];
    chart.show({ title: measureTitle(what), noun: 'samples seen', log: wished && !share, share, quiet, lines, band: { x: summary.samples, low: from, high: to, color: ink } });
  }

  function showRamp() {
    if (!shown) return;
    const values = [...shown.sweep.grid[choices.by] ?? []].sort((one, other) => Number(one) - Number(other));
    setText(low, values.length > 0 ? valueText(values[0]) : '');
    setText(high, values.length > 1 ? valueText(values[values.length - 1]) : '');
  }

  function refresh() {
    if (!shown) return;
    const { sweep, summary } = shown;
    const paths = Object.keys(sweep.grid);
    if (!paths.includes(choices.by)) choices = { ...choices, by: paths[0] };
    if (by.options.length !== paths.length || by.value !== choices.by) {
      by.replaceChildren(...paths.map((path) => element('option', { value: path }, fieldWord(path))));
      by.value = choices.by;
    }
    measure.show(choices.measure);
    log.show(choices.log, choices.measure !== 'test_accuracy');
    setText(title, sweep.name || sweep.id);
    const jobs = Object.values(sweep.counts).reduce((sum, count) => sum + count, 0);
    setText(about, `${counted(jobs, 'run')} over ${paths.map(fieldWord).join(' and ')}: ${countsText(sweep.counts)}.${bestText(summary)}`);
    showButtons(sweep);
    showRamp();
    table.show(paths, summary.table, colorsOf(summary), (id) => curveOf(id)?.gradient_norms.at(-1));
    paint();
  }

  /** @param {Sweep} sweep */
  function showButtons({ counts }) {
    const alive = Object.entries(counts).some(([state, count]) => count > 0 && !isEnd(state));
    pause.disabled = !(counts.running || counts.queued || counts.starting);
    resume.disabled = !counts.paused;
    cancel.disabled = !alive;
  }

  return {
    show(sweep, summary) {
      shown = { sweep, summary };
      root.hidden = false;
      refresh();
    },
    refresh,
    hide() {
      shown = null;
      root.hidden = true;
    },
  };
}

/** @param {Summary} summary */
function bestText({ table }) {
  const known = table.flatMap(({ test_accuracy: right }) => (typeof right === 'number' ? [right] : []));
  return known.length > 0 ? ` Best test accuracy: ${formatFixed(Math.max(...known) * 100, 1)} %.` : '';
}
