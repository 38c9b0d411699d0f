/**
 * Knows the top bar: the run's name and shape, its state, and the buttons that open drawers.
 * Does not know what the drawers hold.
 */

import { bugLabel } from './bug_note.js';
import { find, findButton, setText } from '../page/dom.js';
import { statusOf } from './bottom/sentences.js';

/** @typedef {import('../state/shape.js').State} State */

/** @type {Record<string, string>} */
const DATASETS = { pen: 'pen digits, always fresh', mnist: 'MNIST', xor: 'exclusive or', circles: 'circles', moons: 'two moons', spiral: 'spiral', blobs: 'blobs' };

/** @param {State} state */
function networkText(state) {
  if (!state.frame) return '';
  const { sizes, activations } = state.frame.detail;
  return sizes.join('–') + ' ' + [...new Set(activations)].join(', ');
}

/**
 * @param {{togglePanel: (panel: 'settings' | 'examples' | 'table' | 'graph' | 'share' | 'help') => void, toggleTheme: () => void}} actions
 * @returns {(state: State) => void}
 */
export function createTopBar({ togglePanel, toggleTheme }) {
  const settings = findButton('#open-settings');
  const examples = findButton('#open-examples');
  const table = findButton('#open-table');
  const graph = findButton('#open-graph');
  const share = findButton('#share');
  const help = findButton('#open-help');
  settings.addEventListener('click', () => togglePanel('settings'));
  examples.addEventListener('click', () => togglePanel('examples'));
  table.addEventListener('click', () => togglePanel('table'));
  graph.addEventListener('click', () => togglePanel('graph'));
  share.addEventListener('click', () => togglePanel('share'));
  help.addEventListener('click', () => togglePanel('help'));
  findButton('#theme').addEventListener('click', toggleTheme);
  const bug = find('#run-bug');
  const dot = find('#status .dot');
  const status = find('#status span');

  return (state) => {
    setText(find('#run-name'), state.job?.name ?? '');
    setText(bug, bugLabel(state.frame) && 'with a bug');
    bug.title = bugLabel(state.frame);
    setText(find('#run-network'), networkText(state));
    setText(find('#run-dataset'), state.job ? (DATASETS[state.job.dataset.name] ?? state.job.dataset.title ?? state.job.dataset.name) : '');
    const { tone, text } = statusOf(state);
    dot.dataset.tone = tone;
    setText(status, text);
    settings.setAttribute('aria-expanded', String(state.panel === 'settings'));
    examples.setAttribute('aria-expanded', String(state.panel === 'examples'));
    table.setAttribute('aria-expanded', String(state.panel === 'table'));
    graph.setAttribute('aria-expanded', String(state.panel === 'graph'));
    share.setAttribute('aria-expanded', String(state.panel === 'share'));
  };
}
