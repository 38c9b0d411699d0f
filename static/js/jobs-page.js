/**
 * The script of /jobs: asks the server once a second and hands what came to the table, the comparison or the sweep.
 * Knows all parts of jobs/. Does not know how any of them works.
 */

import { getJob, forkJob, listDatasets } from './net/api.js';
import { find, findButton, setText } from './page/dom.js';
import { ProblemError } from './protocol/messages.js';
import { readPlace, writePlace } from './jobs/model/address.js';
import { rowsOf, withNewest, withPage } from './jobs/model/pages.js';
import { saying } from './jobs/model/said.js';
import * as calls from './jobs/net/calls.js';
import { createCurveCache } from './jobs/net/curve_cache.js';
import { startPoll } from './jobs/net/poll.js';
import { createCompare } from './jobs/view/compare.js';
import { createFilters } from './jobs/view/filters.js';
import { createForm } from './jobs/view/form.js';
import { createSweepView } from './jobs/view/sweep.js';
import { createTable } from './jobs/view/table.js';
import { createTheme } from './jobs/view/theme.js';

/** @typedef {import('./jobs/model/types.js').JobRow} JobRow */
/** @typedef {import('./jobs/model/types.js').SummaryRow} SummaryRow */
/** @typedef {import('./jobs/view/row.js').Action} Action */

const SPARK_POINTS = 40;
const CURVE_POINTS = 400;
const RUN_POINTS = 120;
/** Sweeps and older pages are asked for once in so many rounds. */
const SELDOM = 4;
const NOTE_MS = 6000;

let place = readPlace(location.hash);
/** @type {JobRow[][]} */
let pages = [];
let more = false;
let loaded = false;
let round = 0;
let note = '';
/** A job to put the focus on when its row is there: the one that was just made. @type {string | null} */
let awaited = null;
/** @type {import('./jobs/model/said.js').Standing['lost']} */
let lost = null;
/** Compared jobs that are not in the list. @type {Map<string, JobRow>} */
const others = new Map();

const sparks = createCurveCache((id) => calls.getMetrics(id, SPARK_POINTS), (id) => table.curve(id));
const curves = createCurveCache((id) => calls.getMetrics(id, CURVE_POINTS), () => compare.refresh());
const runs = createCurveCache((id) => calls.getMetrics(id, RUN_POINTS), () => sweepView.refresh());

const table = createTable({ pick, act }, (id) => sparks.get(id));
const compare = createCompare((id) => curves.get(id), { drop: (id) => pick(id, false), clear: () => go({ compare: [] }) });
const sweepView = createSweepView((id) => runs.get(id), (id, action) => attempt(() => calls.actOnSweep(id, action)));
const filters = createFilters((changes) => go(changes));
const form = createForm({ create, datasets: listDatasets });
createTheme(() => { compare.refresh(); sweepView.refresh(); });
const poll = startPoll(ask, told);

/** @param {Partial<typeof place>} changes the page goes elsewhere, and its address with it */
function go(changes) {
  const hash = writePlace({ ...place, ...changes });
  history.replaceState(null, '', '#' + hash);
  arrive();
}

function arrive() {
  const before = place;
  place = readPlace(location.hash);
  const otherList = place.state !== before.state || place.label !== before.label;
  if (otherList || place.sweep !== before.sweep) loaded = false;
  if (otherList) pages = [];
  show();
  poll.now();
}
addEventListener('hashchange', arrive);

/** @param {string} id @param {boolean} picked */
function pick(id, picked) {
  const rest = place.compare.filter((each) => each !== id);
  go({ compare: picked ? [...rest, id] : rest });
}

async function ask() {
  round += 1;
  if (place.sweep !== null) return askSweep(place.sweep);
  await askList();
}

/** @param {string} id */
async function askSweep(id) {
  const [sweep, summary] = await Promise.all([calls.getSweep(id), calls.getSummary(id)]);
  if (place.sweep !== id) return;
  loaded = true;
  sweepView.show(sweep, summary);
  const steps = new Map((sweep.jobs ?? []).map((job) => [job.id, job.step]));
  runs.want(summary.table.map(({ job, state }) => ({ id: job, state, step: steps.get(job) ?? 0 })));
}

async function askList() {
  const { state, label } = place;
  const newest = await calls.listJobs({ state, label });
  if (state !== place.state || label !== place.label) return;
  more = pages.length > 1 ? more : newest.has_more;
  pages = withNewest(pages, newest.data, newest.has_more);
  loaded = true;
  if (pages.length > 1 && round % SELDOM === 1) await askOlder(1 + (Math.floor(round / SELDOM) % (pages.length - 1)));
  await askOthers();
  if (round % SELDOM === 1) filters.sweeps(await calls.listSweeps());
}

/** @param {number} index of the page */
async function askOlder(index) {
  const { state, label } = place;
  const page = await calls.listJobs({ state, label, after: pages[index - 1].at(-1)?.id ?? '' });
  if (index >= pages.length - 1) more = page.has_more;
  pages = withPage(pages, index, page.data);
}

/** Compared jobs may stand on a page that is not shown, or be gone. */
async function askOthers() {
  const known = new Set(rowsOf(pages).map(({ id }) => id));
  for (const id of place.compare.filter((each) => !known.has(each))) {
    try {
      others.set(id, /** @type {any} */ (await getJob(id)));
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error;
      go({ compare: place.compare.filter((each) => each !== id) });
    }
  }
}

/** @param {unknown} error */
function told(error) {
  const problem = error instanceof ProblemError ? error.problem : null;
  lost = error === null ? null : { retryAt: poll.retryAt(), answered: (problem?.status ?? 0) > 0, detail: problem?.detail ?? 'The page could not read the answer.' };
  show();
}
// Only the countdown moves by itself.
setInterval(() => { if (lost) say(); }, 500);

function say() {
  const jobs = rowsOf(pages);
  const { tone, text } = saying({ loaded, lost, note, jobs, more, filtered: Boolean(place.state || place.label), sweep: place.sweep !== null }, Date.now());
  setText(find('#said'), text);
  find('#said-dot').dataset.tone = tone;
}

function show() {
  const inSweep = place.sweep !== null;
  find('#listing').hidden = inSweep;
  if (!inSweep) sweepView.hide();
  if (inSweep && !loaded) sweepView.hide();
  document.body.classList.toggle('in-sweep', inSweep);
  filters.show(place);
  if (!inSweep) showList();
  else find('#compare').hidden = true;
  say();
}

function showList() {
  const jobs = rowsOf(pages);
  const known = new Map([...others, ...jobs.map((job) => /** @type {[string, JobRow]} */ ([job.id, job]))]);
  const chosen = place.compare.flatMap((id) => known.get(id) ?? []);
  table.show(jobs, place.compare);
  compare.show(chosen);
  curves.want(chosen);
  sparks.want(table.inView());
  find('#older').hidden = !more;
  find('#no-jobs').hidden = !loaded || jobs.length > 0;
  find('#job-table').hidden = loaded && jobs.length === 0;
  setText(find('#no-jobs p'), place.state || place.label ? 'No job matches this filter.' : 'No jobs yet. Start one here, or open the lab.');
  const toCompare = find('#to-compare');
  toCompare.hidden = chosen.length === 0;
  setText(toCompare, `Compare ${chosen.length}`);
  if (awaited !== null && jobs.some(({ id }) => id === awaited)) {
    table.focusJob(awaited);
    awaited = null;
  }
}

/** @param {string} text */
function tell(text) {
  note = text;
  say();
  setTimeout(() => {
    if (note !== text) return;
    note = '';
    say();
  }, NOTE_MS);
}

/** @param {() => Promise<unknown>} action */
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    tell(error instanceof Error ? error.message : 'That did not work. Try again.');
  }
  poll.now();
}

/** @param {JobRow} job @param {Action} action */
async function act(job, action) {
  await attempt(async () => {
    if (action === 'delete') await remove(job);
    else if (action === 'fork') await fork(job);
    else await calls.actOnJob(job.id, action);
  });
}

/** @param {JobRow} job */
async function remove(job) {
  await calls.deleteJob(job.id);
  pages = pages.map((page) => page.filter(({ id }) => id !== job.id));
  if (place.compare.includes(job.id)) go({ compare: place.compare.filter((id) => id !== job.id) });
  show();
  tell(`Deleted ${job.name}.`);
}

/** @param {JobRow} job */
async function fork(job) {
  const made = await forkJob(job.id, {});
  awaited = made.id;
  tell(`Forked ${job.name}. The new job waits at step ${made.step}.`);
}

/** @param {import('./jobs/model/form.js').Wish} wish */
async function create(wish) {
  const made = await calls.create(wish);
  tell(`Started ${made.name}.`);
  if (wish.path === '/sweeps') location.hash = 'sweep=' + made.id;
  else awaited = made.id;
  if (wish.path === '/jobs' && place.sweep !== null) location.hash = '';
  poll.now();
}

findButton('#first-job').addEventListener('click', form.open);
findButton('#to-compare').addEventListener('click', () => { find('#compare').scrollIntoView(); find('#compare').focus(); });
// Where the page scrolls, the button leads to the curves until they are there.
new IntersectionObserver((entries) => {
  for (const { isIntersecting } of entries) find('#to-compare').classList.toggle('there', isIntersecting);
}).observe(find('#compare'));
findButton('#older').addEventListener('click', () => attempt(async () => {
  pages = [...pages, []];
  more = false;
  await askOlder(pages.length - 1);
  show();
}));
show();
