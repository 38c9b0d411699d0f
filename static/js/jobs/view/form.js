/**
 * Knows the form that starts a job or a sweep over seeds: its elements, and where a refusal is explained.
 * Does not know how a job is made.
 */

import { element, find, setText } from '../../page/dom.js';
import { ProblemError } from '../../protocol/messages.js';
import { datasetFields } from '../../state/spec.js';
import { fieldOfPointer, initialText, JOB_FIELDS, SEEDS_FIELD, wishOf } from '../model/form.js';

/** @typedef {import('../model/form.js').SettingField} SettingField */
/** @typedef {import('../model/form.js').Wish} Wish */
/** @typedef {{path: string, node: HTMLElement, control: HTMLInputElement | HTMLSelectElement, explain: (problem: string) => void}} FormField */

/** @param {[string, string][]} choices */
const optionsOf = (choices) => choices.map(([value, text]) => element('option', { value }, text));

/** @param {string} path @param {string} label @param {HTMLInputElement | HTMLSelectElement} control @returns {FormField} */
function placed(path, label, control) {
  const id = 'job-' + path.replaceAll('.', '-');
  const why = element('div', { class: 'why-not', id: id + '-why', role: 'status' });
  control.id = id;
  control.setAttribute('aria-describedby', why.id);
  return {
    path, control,
    node: element('div', { class: 'field' }, element('label', { for: id }, label), control, why),
    explain(problem) {
      setText(why, problem);
      control.setAttribute('aria-invalid', String(problem !== ''));
    },
  };
}

/** @param {SettingField} field */
function fieldFor({ path, label, kind, choices }) {
  const inputmode = kind === 'integers' ? 'text' : 'decimal';
  const control = choices ? element('select', {}, ...optionsOf(choices)) : element('input', { type: 'text', inputmode, autocomplete: 'off' });
  const field = placed(path, label, control);
  control.value = initialText(path).replaceAll(',', ', ');
  return field;
}

/**
 * @param {{create: (wish: Wish) => Promise<void>, datasets: () => Promise<import('../../state/shape.js').Dataset[]>}} server
 * @returns {{open: () => void}}
 */
export function createForm({ create, datasets }) {
  const root = find('#job-form');
  const opener = find('#new-job');
  const name = placed('name', 'Name', element('input', { type: 'text', autocomplete: 'off', placeholder: 'as the data set', maxlength: 200 }));
  const fields = JOB_FIELDS.map(fieldFor);
  const start = placed('start', 'Start', element('select', {}, ...optionsOf([['running', 'at once'], ['paused', 'paused']])));
  const sweep = element('input', { type: 'checkbox', id: 'job-sweep', onchange: showSweep });
  const seeds = fieldFor(SEEDS_FIELD);
  const all = [name, ...fields, start, seeds];
  const seed = fields.find(({ path }) => path === 'network.init.seed');
  const note = element('p', { class: 'form-note', role: 'alert' });
  const submit = element('button', { class: 'button primary' }, 'Start');
  const form = element('form', { novalidate: true },
    element('fieldset', {}, element('legend', { class: 'visually-hidden' }, 'The job'), name.node, ...fields.map(({ node }) => node), start.node),
    element('fieldset', {}, element('legend', { class: 'visually-hidden' }, 'Sweep'), element('label', { class: 'check' }, sweep, 'Sweep over seeds 0 to n − 1'), seeds.node, note, element('div', { class: 'button-row' }, submit)));
  root.append(element('h2', { class: 'panel-title' }, 'New job', element('button', { type: 'button', class: 'close tool', onclick: close }, 'Close')), form);

  /** @type {import('../../state/shape.js').Dataset[]} */
  let listed = [];

  function showSweep() {
    seeds.node.hidden = !sweep.checked;
    if (seed) seed.node.hidden = sweep.checked;
    start.node.hidden = sweep.checked;
    setText(submit, sweep.checked ? 'Start the sweep' : 'Start');
  }

  function close() {
    root.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    opener.focus();
  }

  /** @param {Record<string, string>} problems by path @param {string} rest what belongs to no field */
  function explain(problems, rest) {
    for (const field of all) field.explain(problems[field.path] ?? '');
    setText(note, rest);
    all.find(({ path, node }) => problems[path] && !node.hidden)?.control.focus();
  }

  /** @param {unknown} error */
  function refused(error) {
    const problem = error instanceof ProblemError ? error.problem : null;
    /** @type {Record<string, string>} */
    const problems = {};
    const rest = [];
    for (const { pointer, detail } of problem?.errors ?? []) {
      const path = fieldOfPointer(pointer);
      const hidden = all.find((field) => field.path === path)?.node.hidden ?? true;
      if (hidden) rest.push(detail);
      else problems[path] = detail;
    }
    if (rest.length === 0 && Object.keys(problems).length === 0) rest.push(error instanceof Error ? error.message : 'That did not work. Try again.');
    explain(problems, rest.join(' '));
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const texts = Object.fromEntries(all.map(({ path, control }) => [path, control.value]));
    const chosen = listed.find((item) => item.name === texts['dataset.name']);
    const { wish, problems } = wishOf({
      name: name.control.value, start: start.control.value === 'paused' ? 'paused' : 'running', sweep: sweep.checked, texts,
      dataset: chosen ? datasetFields(chosen) : {},
    });
    explain(problems, '');
    if (!wish) return;
    submit.disabled = true;
    await create(wish).then(close, refused);
    submit.disabled = false;
  });
  root.addEventListener('keydown', ({ key }) => { if (key === 'Escape') close(); });
  opener.addEventListener('click', () => (root.hidden ? open() : close()));

  async function listDatasets() {
    const control = fields[0].control;
    listed = await datasets().catch(() => []);
    const before = control.value || 'pen';
    if (listed.length > 0) control.replaceChildren(...optionsOf(listed.map((item) => [item.name, item.availability === 'ready' ? item.title : `${item.title} (fetched first)`])));
    control.value = before;
  }

  function open() {
    root.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    if (fields[0].control.children.length === 0) fields[0].control.append(...optionsOf([['pen', 'pen']]));
    void listDatasets();
    name.control.focus();
  }
  showSweep();
  return { open };
}
