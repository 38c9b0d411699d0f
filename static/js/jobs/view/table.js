/**
 * Knows the table of jobs: which rows stand where, which are in view, and how the arrow keys walk it.
 * Does not know the server.
 */

import { find } from '../../page/dom.js';
import { createRow } from './row.js';

/** @typedef {import('../model/types.js').JobRow} JobRow */
/** @typedef {import('./row.js').Row} Row */
/** @typedef {{show: (jobs: JobRow[], picked: string[]) => void, curve: (id: string) => void, inView: () => JobRow[], focusJob: (id: string) => void}} Table */

/** The same place in the row above or below. @param {KeyboardEvent} event */
function walk(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const target = event.target;
  if (step === undefined || !(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = target.closest('tr');
  const other = step < 0 ? row?.previousElementSibling : row?.nextElementSibling;
  const place = other?.querySelector(`[data-slot="${target.dataset.slot}"]:not(:disabled)`) ?? other?.querySelector('[data-slot="name"]');
  if (!(place instanceof HTMLElement)) return;
  event.preventDefault();
  place.focus();
  other?.scrollIntoView({ block: 'nearest' });
}

/** Where focus goes when the row that had it is deleted. @param {Element} gone */
function keepFocus(gone) {
  if (!gone.contains(document.activeElement)) return;
  const beside = gone.nextElementSibling ?? gone.previousElementSibling;
  const place = beside?.querySelector('[data-slot="name"]') ?? find('#new-job');
  if (place instanceof HTMLElement) place.focus();
}

/**
 * @param {import('./row.js').RowActions} actions
 * @param {(id: string) => import('../model/types.js').Columns | undefined} curveOf
 * @returns {Table}
 */
export function createTable(actions, curveOf) {
  const body = find('#job-table tbody');
  /** @type {Map<string, {row: Row, job: JobRow}>} */
  const rows = new Map();
  /** @type {Set<string>} */
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = /** @type {HTMLElement} */ (target).dataset.job ?? '';
      if (isIntersecting) seen.add(id);
      else seen.delete(id);
    }
  });
  body.addEventListener('keydown', walk);

  /** @param {JobRow} job */
  function rowOf(job) {
    const known = rows.get(job.id);
    if (known) {
      known.job = job;
      return known.row;
    }
    const row = createRow(job, actions);
    rows.set(job.id, { row, job });
    watch.observe(row.node);
    row.curve(curveOf(job.id));
    return row;
  }

  /** @param {Set<string>} ids those that stay */
  function removeOthers(ids) {
    for (const [id, { row }] of rows) {
      if (ids.has(id)) continue;
      keepFocus(row.node);
      watch.unobserve(row.node);
      row.node.remove();
      rows.delete(id);
      seen.delete(id);
    }
  }

  return {
    show(jobs, picked) {
      removeOthers(new Set(jobs.map(({ id }) => id)));
      const now = new Date();
      jobs.forEach((job, index) => {
        const row = rowOf(job);
        row.show(job, picked.includes(job.id), now);
        // Moved only when it stands elsewhere: a moved element would lose focus.
        if (body.children[index] !== row.node) body.insertBefore(row.node, body.children[index] ?? null);
      });
    },
    curve: (id) => rows.get(id)?.row.curve(curveOf(id)),
    inView: () => [...seen].flatMap((id) => rows.get(id)?.job ?? []),
    focusJob(id) {
      const name = rows.get(id)?.row.node.querySelector('[data-slot="name"]');
      if (name instanceof HTMLElement) name.focus();
    },
  };
}
