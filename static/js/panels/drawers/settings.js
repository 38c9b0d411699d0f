/**
 * Knows the settings drawer: what can be changed while the run goes on, and the form that starts another run.
 * Does not know how a run is made. A refused value is explained beside its field.
 */

import { at, datasetFields, differences, formatField, nestedOf } from '../../state/spec.js';
import { element, find, setText } from '../../page/dom.js';
import { LIVE_FIELDS, SETTING_FIELDS, pathOfPointer, readSetting } from './settings_fields.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').Dataset} Dataset */
/** @typedef {import('../../net/commands.js').Commands} Commands */

/** @param {[string, string][]} choices */
const optionsOf = (choices) => choices.map(([value, text]) => element('option', { value }, text));

/** @param {import('./settings_fields.js').SettingField} field */
function createField(field) {
  const id = 'setting-' + field.path.replaceAll('.', '-');
  const why = element('div', { class: 'why-not', id: id + '-why', role: 'status' });
  const described = { id, 'aria-describedby': id + '-why', autocomplete: 'off' };
  const control = field.choices ? element('select', described, ...optionsOf(field.choices)) : element('input', { type: 'text', inputmode: field.kind === 'integers' ? 'text' : 'decimal', ...described });
  const node = element('div', { class: 'field' }, element('label', { for: id }, field.label), control, why);
  /** @param {string} problem */
  function explain(problem) {
    setText(why, problem);
    control.setAttribute('aria-invalid', String(problem !== ''));
  }
  return { field, node, control, explain };
}

/** @param {Dataset} dataset */
function datasetText({ availability, detail, progress }) {
  if (availability === 'ready') return '';
  if (availability === 'downloading') return `Being fetched: ${Math.round((progress ?? 0) * 100)} % is here.`;
  return detail ?? (availability === 'failed' ? 'It could not be fetched.' : 'It is fetched when you start.');
}

/** What changes at once. @param {Commands} commands */
function createLive(commands) {
  const [rate, batch] = LIVE_FIELDS.map(createField);
  /** @param {ReturnType<typeof createField>} item @param {(value: number) => void} apply */
  function listen(item, apply) {
    item.control.addEventListener('change', () => {
      const { value, problem } = readSetting(item.field, item.control.value);
      item.explain(problem);
      if (problem === '') apply(Number(value));
    });
  }
  listen(rate, (value) => void commands.setLive({ learning_rate: value }));
  listen(batch, (value) => void commands.setLive({ batch_size: value }));
  const resets = element('div', { class: 'button-row' },
    element('button', { type: 'button', class: 'button', onclick: () => void commands.reset(true) }, 'Same start again'),
    element('button', { type: 'button', class: 'button', onclick: () => void commands.reset(false) }, 'New random start'));
  const node = element('fieldset', {}, element('legend', {}, 'This run'), rate.node, batch.node, resets);
  /** @param {State} state */
  function show({ frame }) {
    if (!frame) return;
    for (const [item, value] of /** @type {const} */ ([[rate, frame.detail.learning_rate], [batch, frame.detail.batch_size]])) {
      const text = String(value);
      if (document.activeElement !== item.control && item.control.getAttribute('aria-invalid') !== 'true' && item.control.value !== text) item.control.value = text;
    }
  }
  return { node, show };
}

/** @param {ReturnType<typeof createField>[]} fields @returns {import('../../state/spec.js').Differences | null} null: something is wrong, and it says so */
function readForm(fields) {
  /** @type {import('../../state/spec.js').Differences} */
  const given = {};
  let good = true;
  for (const item of fields) {
    const { value, problem } = readSetting(item.field, item.control.value);
    item.explain(problem);
    if (problem !== '') good = false;
    else given[item.field.path] = value;
  }
  return good ? given : null;
}

/** @param {() => State} get @param {Commands} commands */
function createForm(get, commands) {
  const fields = SETTING_FIELDS.map(createField);
  const [dataset] = fields;
  const datasetState = element('div', { class: 'dataset-state', role: 'status' });
  dataset.node.append(datasetState);
  const note = element('p', { class: 'form-note', role: 'alert' });
  const start = element('button', { class: 'button primary' }, 'Start');
  const form = element('form', { novalidate: true }, element('fieldset', {}, element('legend', {}, 'Another run'), ...fields.map((item) => item.node), note, element('div', { class: 'button-row' }, start)));
  let listed = '';
  /** @type {Record<string, any>} */
  let spec = {};

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const given = readForm(fields);
    if (!given) return;
    start.disabled = true;
    // Only what differs from the defaults is sent, so that a data set's own numbers stand.
    await commands.start({ ...differences(nestedOf(given)), ...tableOf(String(given['dataset.name'])) });
    start.disabled = false;
  });

  /** What the specification says of a table: all that this run says of its own, or what the list says of another. @param {string} name */
  function tableOf(name) {
    const { datasets, job } = get();
    if (job?.dataset.name === name && at(spec, 'dataset.name') === 'table') {
      const { rows, table, targets, scale } = spec.dataset;
      return { 'dataset.name': 'table', ...(rows ? { 'dataset.rows': rows } : { 'dataset.table': table }), ...(targets ? { 'dataset.targets': targets } : {}), ...(scale === false ? { 'dataset.scale': false } : {}) };
    }
    const chosen = datasets.find((item) => item.name === name);
    return chosen?.table ? datasetFields(chosen) : {};
  }

  /** @param {State} state */
  function listDatasets({ datasets, job }) {
    const own = job && !datasets.some(({ name }) => name === job.dataset.name) ? [job.dataset] : [];
    const known = [...datasets, ...own];
    const names = known.map(({ name }) => name).join();
    if (names !== listed) {
      listed = names;
      const before = dataset.control.value;
      dataset.control.replaceChildren(...optionsOf(known.map((item) => [item.name, item.title ?? item.name])));
      dataset.control.value = before || (job?.dataset.name ?? 'pen');
    }
    const chosen = datasets.find(({ name }) => name === dataset.control.value);
    setText(datasetState, chosen ? datasetText(chosen) : '');
    if (chosen?.availability === 'downloading') datasetState.append(element('progress', { max: 1, value: chosen.progress ?? 0 }));
  }

  /** @param {State} state */
  function load(state) {
    spec = state.job?.spec ?? {};
    for (const item of fields) {
      const value = item === dataset ? state.job?.dataset.name : at(spec, item.field.path);
      if (value !== undefined && value !== null) item.control.value = formatField(Array.isArray(value) && item.field.kind === 'words' ? value[0] : value).replaceAll(',', ', ');
      item.explain('');
    }
  }

  /** @param {State} state @param {State} previous */
  function show(state, previous) {
    listDatasets(state);
    if (state.specErrors === previous.specErrors) return;
    const unplaced = state.specErrors.filter(({ pointer }) => pathOfPointer(pointer) === '');
    for (const item of fields) {
      const own = state.specErrors.find(({ pointer }) => pathOfPointer(pointer) === item.field.path);
      item.explain(own ? own.detail : '');
    }
    setText(note, unplaced.map(({ detail }) => detail).join(' '));
  }
  dataset.control.addEventListener('change', () => listDatasets(get()));
  return { node: form, load, show };
}

/**
 * @param {() => State} get
 * @param {Commands} commands
 * @param {() => void} close
 * @returns {(state: State, previous: State) => void}
 */
export function createSettings(get, commands, close) {
  const root = find('#settings');
  const live = createLive(commands);
  const form = createForm(get, commands);
  root.append(element('h2', { class: 'panel-title' }, 'Settings', element('button', { type: 'button', class: 'close', onclick: close }, 'Close')), live.node, form.node);

  return (state, previous) => {
    const open = state.panel === 'settings';
    if (open && root.hidden) form.load(state);
    root.hidden = !open;
    if (!open) return;
    live.show(state);
    form.show(state, previous);
  };
}
