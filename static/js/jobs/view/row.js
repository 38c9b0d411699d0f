/**
 * Knows one row of the table: its cells are made once and then only written where something changed, so that nothing jumps and focus stays.
 * Does not know the list, nor how an action is done.
 */

import { formatFixed, formatPercent } from '../../scene/format.js';
import { element, setText, svg } from '../../page/dom.js';
import { isEnd } from '../../protocol/states.js';
import { measureText, sparkPoints } from '../../charts/series.js';
import { createdText, etaText, reasonWords, stateWord, toneOf } from '../model/words.js';
import { iconButton, iconLink } from './icons.js';

/** @typedef {import('../model/types.js').JobRow} JobRow */
/** @typedef {import('../model/types.js').Columns} Columns */
/** @typedef {'pause' | 'resume' | 'cancel' | 'delete' | 'fork'} Action */
/** @typedef {{pick: (id: string, picked: boolean) => void, act: (job: JobRow, action: Action) => Promise<void>}} RowActions */
/** @typedef {{node: HTMLTableRowElement, show: (job: JobRow, picked: boolean, now: Date) => void, curve: (columns: Columns | undefined) => void}} Row */

const SPARK = { width: 120, height: 28 };
/** How long a second press on "delete" counts as an answer to "really?". */
const ARMED_MS = 4000;
const LIVE = ['starting', 'running', 'pausing', 'queued'];

/** @param {string} column @param {string} label said before the value where the table is a list of cards @param {...import('../../page/dom.js').Child} children */
const cell = (column, label, ...children) => element('td', { class: column, 'data-label': label, role: 'cell' }, ...children);

/** @param {JobRow} job @param {RowActions} actions @param {() => JobRow} latest */
function createActions(job, actions, latest) {
  let armed = false;
  let busy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Action} action */
  async function run(action) {
    if (busy) return;
    busy = true;
    show();
    await actions.act(latest(), action);
    busy = false;
    show();
  }
  /** A job that is deleted is gone for good: it takes two presses. */
  function endOrDelete() {
    if (!isEnd(latest().state)) return void run('cancel');
    if (armed) return void run('delete');
    armed = true;
    clearTimeout(timer);
    timer = setTimeout(() => { armed = false; show(); }, ARMED_MS);
    show();
  }
  const isPaused = () => latest().state === 'paused';
  const pace = iconButton('pace', () => void run(isPaused() ? 'resume' : 'pause'));
  const fork = iconButton('fork', () => void run('fork'));
  const end = iconButton('end', endOrDelete);

  function show() {
    const { name, state } = latest();
    const ended = isEnd(state);
    pace.show(isPaused() ? 'resume' : 'pause', (isPaused() ? 'Resume ' : 'Pause ') + name, !busy && !ended && (isPaused() || LIVE.includes(state)));
    fork.show('fork', `Fork ${name}: a new job goes on from its last step`, !busy && state !== 'queued' && state !== 'starting');
    if (!ended) armed = false;
    const question = armed ? `Delete ${name} for good? Press again` : `Delete ${name}`;
    end.show(ended ? 'delete' : 'cancel', ended ? question : `Cancel ${name}`, !busy && state !== 'cancelling');
    end.node.classList.toggle('armed', armed);
  }
  const open = iconLink(`Open ${job.name} in the lab`, '/#job=' + job.id);
  return { node: cell('c-actions', '', open, pace.node, fork.node, end.node, element('span', { class: 'armed-word', 'aria-hidden': 'true' }, 'Press again to delete')), show };
}

/** @param {JobRow} first @param {RowActions} actions @returns {Row} */
export function createRow(first, actions) {
  let job = first;
  const box = element('input', { type: 'checkbox', 'aria-label': `Compare ${first.name}`, 'data-slot': 'pick', onchange: () => actions.pick(job.id, box.checked) });
  const name = element('a', { class: 'name', href: '/#job=' + first.id, 'data-slot': 'name' });
  const bug = element('span', { class: 'about C' });
  const about = element('span', { class: 'about' });
  const dot = element('i', { class: 'dot', 'aria-hidden': 'true' });
  const [state, reason] = [element('b'), element('span', { class: 'reason' })];
  const bar = element('i');
  const [percent, eta, cost, accuracy, created] = Array.from({ length: 5 }, () => element('span'));
  const track = element('span', { class: 'track', role: 'progressbar', 'aria-label': 'Progress', 'aria-valuemin': 0, 'aria-valuemax': 100 }, bar);
  const line = svg('polyline');
  const spark = svg('svg', { class: 'spark', viewBox: `0 0 ${SPARK.width} ${SPARK.height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': 'Test cost so far' }, line);
  const buttons = createActions(first, actions, () => job);

  const node = element('tr', { 'data-job': first.id, role: 'row' },
    cell('c-pick', '', element('label', {}, box)),
    cell('c-name', '', name, bug, about),
    cell('c-state', '', element('span', { class: 'state' }, dot, state), reason),
    cell('c-progress', 'Progress', track, percent),
    cell('c-eta', 'Left', eta),
    cell('c-cost', 'Test cost', cost),
    cell('c-accuracy', 'Accuracy', accuracy),
    cell('c-spark', '', spark),
    cell('c-created', 'Created', created),
    buttons.node);

  /** @param {JobRow} now */
  function showWords(now) {
    setText(name, now.name || now.id);
    name.title = now.name;
    setText(bug, bugText(now));
    bug.hidden = bug.textContent === '';
    setText(about, aboutText(now));
    about.title = aboutText(now);
    setText(state, stateWord(now.state));
    setText(reason, reasonWords(now));
    reason.title = reasonWords(now);
    dot.dataset.tone = toneOf(now.state);
    dot.dataset.state = now.state;
  }

  /** @param {JobRow} now */
  function showNumbers({ progress, eta_seconds, metrics, state: present }) {
    const share = Math.max(0, Math.min(1, progress));
    bar.style.transform = `scaleX(${share})`;
    track.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    setText(percent, formatPercent(share));
    setText(eta, etaText(isEnd(present) ? null : eta_seconds) || '–');
    setText(cost, measureText(metrics.test_cost ?? null, 'test_cost'));
    const right = metrics.test_accuracy ?? null;
    setText(accuracy, right === null ? '–' : formatFixed(right * 100, 1) + ' %');
  }

  return {
    node,
    show(now, picked, date) {
      job = now;
      box.checked = picked;
      node.classList.toggle('picked', picked);
      showWords(now);
      showNumbers(now);
      setText(created, createdText(now.created_at, date));
      created.title = now.created_at;
      buttons.show();
    },
    curve(columns) {
      const points = columns ? sparkPoints(columns.samples, columns.test_cost, SPARK.width, SPARK.height) : '';
      if (line.getAttribute('points') !== points) line.setAttribute('points', points);
    },
  };
}

/** @param {JobRow} job what it does wrong on purpose; empty where nothing */
const bugText = ({ spec }) => ((spec.bugs ?? []).length > 0 ? 'with a bug: ' + spec.bugs.join(', ') : '');

/** @param {JobRow} job @returns {string} pen, 16–16 sigmoid, SGD 3 */
function aboutText({ spec, labels }) {
  const hidden = spec.network?.hidden ?? [];
  const activation = [spec.network?.activation].flat()[0];
  const own = Object.entries(labels).filter(([key]) => key !== 'sweep').map(([key, value]) => (value ? `${key}:${value}` : key));
  return [spec.dataset?.name, `${hidden.join('–') || 'no hidden layer'} ${activation}`, `${spec.optimizer?.name} ${spec.optimizer?.learning_rate}`, ...own].join(', ').replaceAll('_', ' ');
}
