/**
 * Knows the table of a sweep's runs: what each was given, how it stands, and why it did badly.
 * Does not know the chart; it says which run is pointed at.
 */

import { element } from '../../page/dom.js';
import { measureText } from '../../charts/series.js';
import { fieldWord, stateWord, toneOf, valueText, whyWords } from '../model/words.js';
import { swatch } from './compare.js';

/** @typedef {import('../model/types.js').SummaryRow} SummaryRow */
/** @typedef {(id: string) => (number | null)[] | undefined} NormsOf */

/** @param {string} path @param {SummaryRow} row */
const valueCell = (path, row) => element('td', { class: 'number', 'data-label': fieldWord(path), role: 'cell' }, valueText(row.values[path]));

/** @param {(id: string | null) => void} mark */
export function createRunTable(mark) {
  const head = element('tr', { role: 'row' });
  const body = element('tbody', { role: 'rowgroup' });
  const node = element('div', { class: 'run-room', tabindex: -1 }, element('table', { class: 'run-table', role: 'table' }, element('caption', { class: 'visually-hidden' }, 'Runs of the sweep'), element('thead', {}, head), body));
  let shown = '';

  /** @param {string[]} paths @param {SummaryRow} row @param {string} color @param {NormsOf} normsOf */
  function line(paths, row, color, normsOf) {
    const { job, state, why } = row;
    const name = 'Open the run with ' + paths.map((path) => `${fieldWord(path)} ${valueText(row.values[path])}`).join(', ');
    const dot = element('i', { class: 'dot', 'aria-hidden': 'true', 'data-tone': toneOf(state), 'data-state': state });
    const link = element('a', { class: 'name', href: '/#job=' + job, 'aria-label': name, title: 'Open in the lab' }, swatch(color, []), 'Open');
    const point = () => mark(job);
    return element('tr', { role: 'row', 'data-job': job, onpointerenter: point, onfocusin: point, onpointerleave: () => mark(null), onfocusout: () => mark(null) },
      element('td', { class: 'run-open', role: 'cell' }, link),
      ...paths.map((path) => valueCell(path, row)),
      element('td', { class: 'run-state', role: 'cell' }, element('span', { class: 'state' }, dot, element('b', {}, stateWord(state)))),
      element('td', { class: 'number', 'data-label': 'Test cost', role: 'cell' }, measureText(row.test_cost ?? null, 'test_cost')),
      element('td', { class: 'number', 'data-label': 'Accuracy', role: 'cell' }, measureText(row.test_accuracy ?? null, 'test_accuracy')),
      element('td', { class: 'why', role: 'cell' }, ...(why === null ? [] : [element('b', {}, why[0].toUpperCase() + why.slice(1) + '. '), whyWords(why, normsOf(job))])));
  }

  return {
    node,
    /** @param {string[]} paths @param {SummaryRow[]} rows @param {Map<string, string>} colors @param {NormsOf} normsOf */
    show(paths, rows, colors, normsOf) {
      // Every second nearly the same comes: only what differs is written, so that focus and pointer stay.
      const now = JSON.stringify([paths, rows, [...colors], rows.map(({ job, why }) => why && normsOf(job))]);
      if (now === shown) return;
      shown = now;
      const focused = body.querySelector('tr:focus-within')?.getAttribute('data-job');
      const titles = [['', ''], ...paths.map((path) => [fieldWord(path), 'number']), ['State', ''], ['Test cost', 'number'], ['Accuracy', 'number'], ['Why it did badly', 'why']];
      head.replaceChildren(...titles.map(([title, kind]) => element('th', { scope: 'col', class: kind }, title || element('span', { class: 'visually-hidden' }, 'Run'))));
      body.replaceChildren(...rows.map((row) => line(paths, row, colors.get(row.job) ?? '', normsOf)));
      const again = focused && body.querySelector(`[data-job="${focused}"] a`);
      if (again instanceof HTMLElement) again.focus();
    },
  };
}
