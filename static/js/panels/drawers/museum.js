/**
 * Knows the drawer of the museum of bugs: choose a bug, predict, see it trained with and without, open it in the lab.
 * Does not know how jobs are run, nor how a verdict is found (`state/museum.js`).
 */

import { failureText } from '../../protocol/messages.js';
import { formatFixed, formatNumber } from '../../scene/format.js';
import { PREDICTIONS, experimentsOf, ratiosOf, verdictOf } from '../../state/museum.js';
import { createCurveChart } from '../../charts/curve_chart.js';
import { lastKnown } from '../../charts/series.js';
import { element, find, setText } from '../../page/dom.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').Job} Job */
/** @typedef {import('../../state/museum.js').Bug} Bug */
/** @typedef {import('../../state/museum.js').Experiment} Experiment */
/** @typedef {import('../../state/museum.js').Prediction} Prediction */
/** @typedef {import('../../state/museum.js').Course} Course */

/**
 * @typedef {object} MuseumOptions
 * @property {() => Promise<import('../../state/shape.js').Preset[]>} loadPresets
 * @property {() => Promise<Bug[]>} loadBugs
 * @property {typeof import('../../net/museum.js').tryBug} tryBug
 * @property {(preset: {title: string, spec: Record<string, any>}) => unknown} open
 * @property {() => void} close
 */

const FROZEN = 'bias-not-updated';

/** @param {string} name @param {string} role @param {string} code */
const codeLine = (name, role, code) => element('div', { class: 'museum-line' }, element('span', { class: role }, name), element('code', {}, code));

/** @param {() => void} changed */
function createQuestion(changed) {
  const choices = PREDICTIONS.map(([value, text]) => {
    const box = element('input', { type: 'radio', name: 'prediction', value, onchange: changed });
    return { box, node: element('label', {}, box, text) };
  });
  const node = element('fieldset', { class: 'museum-question' }, element('legend', {}, 'Will the cost still fall?'), element('div', {}, ...choices.map((choice) => choice.node)));
  const chosen = () => /** @type {Prediction | undefined} */ (choices.find(({ box }) => box.checked)?.box.value);
  return { node, chosen, focus: () => choices[0].box.focus(), lock: (/** @type {boolean} */ locked) => choices.forEach(({ box }) => { box.disabled = locked; }) };
}

/** @param {Course} course @param {string} color @param {number[]} dash @param {string} name @returns {import('../../charts/curve_chart.js').Line} */
function lineOf({ x, y }, color, dash, name) {
  return { x, y, color, dash, width: 2, label: `${name} ${formatNumber(lastKnown(y))}` };
}

function createResult() {
  const status = element('p', { class: 'hint', role: 'status' });
  const canvas = element('canvas', { class: 'museum-chart', role: 'img', tabindex: 0, 'aria-label': 'The cost of both runs' });
  const verdict = element('div', { class: 'museum-verdict', 'aria-live': 'polite' });
  const body = element('tbody');
  const table = element('table', { class: 'bug-table museum-ratios' },
    element('caption', {}, '∂C/∂W: its length as a multiple of the right one, and the angle between the two at the end'),
    element('thead', {}, element('tr', {}, ...['', 'early', 'at the end', 'angle'].map((text) => element('th', { scope: 'col' }, text)))), body);
  const node = element('div', { class: 'museum-result' }, status, canvas, verdict, table);
  /** @type {[Course, Course] | null} */
  let shown = null;
  let noun = '';
  const chart = createCurveChart(canvas, (at) => (at === null ? 'The cost of both runs' : readingText(at)));

  /** @param {number} at */
  function readingText(at) {
    const values = (shown ?? []).map(({ x, y }) => {
      const index = x.reduce((best, value, i) => (Math.abs(value - at) < Math.abs(x[best] - at) ? i : best), 0);
      return formatNumber(y[index] ?? null);
    });
    return `${Math.round(at)}: ${values[0]} without, ${values[1]} with the bug`;
  }

  function paint() {
    if (!shown) return;
    const style = getComputedStyle(canvas);
    const [ink, trouble] = ['--ink', '--C'].map((name) => style.getPropertyValue(name).trim());
    const lines = [lineOf(shown[0], ink, [], 'right'), lineOf(shown[1], trouble, [6, 3], 'bug')];
    chart.show({ title: 'Cost', noun, log: false, share: false, quiet: [], lines, band: null });
  }

  /** @param {Course} right @param {Course} buggy @param {string} what the samples are */
  function show(right, buggy, what) {
    [shown, noun] = [[right, buggy], what];
    node.hidden = false;
    const done = Math.min(right.progress, buggy.progress);
    setText(status, right.ended && buggy.ended ? 'Both have ended.' : `Training twice, with the same start and the same samples: ${Math.round(done * 100)} %.`);
    paint();
    body.replaceChildren(...ratiosOf(buggy).map(({ layer, first, last, angle }) => element('tr', {}, element('th', { scope: 'row' }, `layer ${layer}`), ...[first, last].map((ratio) => element('td', {}, ratio === null ? '–' : '× ' + formatNumber(ratio))), element('td', {}, angle === null ? '–' : formatFixed(angle, 1) + '°'))));
    table.hidden = body.children.length === 0;
  }
  /** @param {string[]} sentences */
  const tell = (sentences) => verdict.replaceChildren(...sentences.map((text, index) => element('p', index === 0 ? { class: 'plain' } : {}, text)));
  return { node, show, tell, paint };
}

/**
 * One bug: its lines, the question, what came of it.
 * @param {Bug} bug @param {Experiment} experiment @param {MuseumOptions} options @param {() => void} back @param {() => boolean} isOpen
 */
function createExhibit(bug, experiment, options, back, isOpen) {
  const question = createQuestion(() => { see.disabled = false; });
  const result = createResult();
  const problem = element('p', { class: 'form-note', role: 'alert' });
  const see = element('button', { type: 'button', class: 'button primary', disabled: true, onclick: () => void run() }, 'See');
  const open = element('button', { type: 'button', class: 'button', hidden: true, onclick: () => void enter() }, 'Open it in the lab');
  const freeze = element('input', { type: 'checkbox' });
  freeze.checked = bug.name === 'updated-weights-used';
  const frozen = element('label', { class: 'museum-freeze' }, freeze, 'Leave the biases alone in both runs, as Mazur’s page does');
  const canFreeze = experiment.spec.dataset.name === 'table' && bug.name !== FROZEN && bug.name !== 'bias-shared';
  frozen.hidden = !canFreeze;
  result.node.hidden = true;
  const node = element('div', { class: 'exhibit' },
    element('button', { type: 'button', class: 'button', onclick: back }, 'All bugs'),
    element('h3', {}, bug.label), element('p', { class: 'museum-where' }, bug.name),
    element('p', {}, bug.explanation + (bug.needs && ` It needs ${bug.needs}.`)), codeLine('wrong', 'C', bug.wrong), codeLine('right', 'z', bug.line),
    question.node, frozen, see, problem, result.node, open);
  /** @type {Job | null} */
  let job = null;

  async function run() {
    const predicted = question.chosen();
    if (!predicted) return;
    see.disabled = freeze.disabled = true;
    question.lock(true);
    setText(problem, '');
    /** @type {[Course, Course] | null} */
    let last = null;
    try {
      const both = canFreeze && freeze.checked ? [FROZEN] : [];
      job = await options.tryBug(experiment, [bug.name], both, (right, buggy) => {
        result.show(right, buggy, experiment.noun);
        if (!last) result.node.scrollIntoView();
        last = [right, buggy];
      }, isOpen);
      open.hidden = false;
      see.hidden = true;
      if (last) result.tell(verdictOf(predicted, last[0], last[1], experiment.noun));
      result.node.scrollIntoView();
    } catch (error) {
      setText(problem, failureText(error));
      see.disabled = freeze.disabled = false;
      question.lock(false);
    }
  }

  /** The same start again, paused before its first step. */
  async function enter() {
    if (!job) return;
    await options.open({ title: experiment.title, spec: job.spec });
    find('#picture').focus();
  }
  return { node, focus: question.focus, paint: result.paint };
}

/** @param {MuseumOptions} options @returns {(state: State, previous: State) => void} */
export function createMuseum(options) {
  const root = find('#museum');
  const network = element('select', { id: 'museum-network' });
  const list = element('ul', { class: 'examples', role: 'list' });
  const problem = element('p', { class: 'form-note', role: 'alert' });
  const intro = element('p', { class: 'museum-intro' }, 'Mistakes that are easily made in a backward pass. Choose one, predict what it does, then see the same network trained with it and without.');
  const field = element('div', { class: 'field' }, element('label', { for: 'museum-network' }, 'Network'), network);
  const room = element('div');
  root.append(element('h2', { class: 'panel-title' }, 'The museum of bugs', element('button', { type: 'button', class: 'close', onclick: options.close }, 'Close')), intro, field, problem, list, room);
  /** @type {Experiment[]} */
  let experiments = [];
  /** @type {Bug[]} */
  let bugs = [];
  /** @type {{bug: Bug, exhibit: ReturnType<typeof createExhibit>} | null} */
  let visited = null;
  network.addEventListener('change', () => visited && enter(visited.bug));

  /** @param {boolean} inRoom */
  function turn(inRoom) {
    intro.hidden = list.hidden = inRoom;
    room.hidden = !inRoom;
  }

  /** Back to the bug that was looked at. */
  function leave() {
    const last = visited ? bugs.indexOf(visited.bug) : 0;
    visited = null;
    turn(false);
    list.querySelectorAll('button')[last]?.focus();
  }

  /** @param {Bug} bug */
  function enter(bug) {
    const exhibit = createExhibit(bug, experiments[network.selectedIndex], options, leave, () => visited?.exhibit === exhibit);
    visited = { bug, exhibit };
    turn(true);
    room.replaceChildren(exhibit.node);
    root.scrollTop = 0;
    if (document.activeElement !== network) exhibit.focus();
  }

  async function fill() {
    if (experiments.length > 0) return;
    try {
      const [known, presets] = await Promise.all([options.loadBugs(), options.loadPresets()]);
      [bugs, experiments] = [known, experimentsOf(presets)];
      network.replaceChildren(...experiments.map(({ title }) => element('option', {}, title)));
      list.replaceChildren(...bugs.map((bug) => element('li', {}, element('button', { type: 'button', onclick: () => enter(bug) }, element('b', {}, bug.label), element('span', { class: 'note' }, bug.name)))));
      setText(problem, '');
      list.querySelector('button')?.focus();
    } catch (error) {
      setText(problem, failureText(error));
    }
  }

  return ({ panel, theme }, previous) => {
    const shown = panel === 'museum';
    if (shown && root.hidden) void fill();
    root.hidden = !shown;
    if (shown && theme !== previous.theme) visited?.exhibit.paint();
  };
}
