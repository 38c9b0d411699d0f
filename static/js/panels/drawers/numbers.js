/**
 * Knows the drawer in which a network of one's own is typed: layers, weights and biases, samples, cost and rate.
 * Does not know how a run is made of it, nor what is wrong beyond a cell that holds no number.
 */

import { MOST_SAMPLES, cellsOf, blockOf, firstCells, missing, numberIn, pasted, resized, sizesIn, sizesOf, specOf } from '../../state/own_numbers.js';
import { element, find, findButton, setText } from '../../page/dom.js';
import { inlineMath, ofLayer } from '../../page/mathml.js';
import { SETTING_FIELDS } from './settings_fields.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/own_numbers.js').Cells} Cells */

const TITLE = 'Your own numbers';

/** @param {string} path a field that the settings have too, with the same words */
function choiceOf(path, label = '') {
  const field = SETTING_FIELDS.find((candidate) => candidate.path === path);
  const id = 'own-' + path.replaceAll('.', '-');
  const select = element('select', { id }, ...(field?.choices ?? []).map(([value, text]) => element('option', { value }, text)));
  return { select, node: element('div', { class: 'field' }, element('label', { for: id }, label || (field?.label ?? path)), select) };
}

/** @param {string} id @param {string} label @param {string} value */
function textField(id, label, value) {
  const why = element('div', { class: 'why-not', id: id + '-why', role: 'status' });
  const input = element('input', { type: 'text', id, value, autocomplete: 'off', 'aria-describedby': id + '-why' });
  /** @param {string} problem */
  function explain(problem) {
    setText(why, problem);
    input.setAttribute('aria-invalid', String(problem !== ''));
  }
  return { input, explain, node: element('div', { class: 'field' }, element('label', { for: id }, label), input, why) };
}

/**
 * A table whose cells are typed in; a block from a spreadsheet can be pasted into it.
 * @param {string[]} heads
 * @param {(j: number) => string} rowName
 * @param {string[][]} rows
 * @param {(rows: string[][]) => void} change
 */
function createGrid(heads, rowName, rows, change) {
  const inputs = rows.map((cells, j) => cells.map((text, k) => {
    const input = element('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', value: text, 'aria-label': `${rowName(j)}, ${heads[k]}` });
    const mark = () => input.setAttribute('aria-invalid', String(numberIn(input.value) === null));
    input.addEventListener('input', () => {
      mark();
      change(read());
    });
    input.addEventListener('paste', (event) => {
      const block = blockOf(event.clipboardData?.getData('text') ?? '');
      if (block.length === 1 && block[0].length === 1) return;
      event.preventDefault();
      write(pasted(read(), block, j, k));
    });
    mark();
    return input;
  }));
  const read = () => inputs.map((row) => row.map(({ value }) => value));
  /** @param {string[][]} texts */
  function write(texts) {
    inputs.forEach((row, j) => row.forEach((input, k) => {
      input.value = texts[j][k];
      input.setAttribute('aria-invalid', String(numberIn(input.value) === null));
    }));
    change(read());
  }
  const head = element('tr', {}, element('td'), ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = inputs.map((row, j) => element('tr', {}, element('th', { scope: 'row' }, rowName(j)), ...row.map((input) => element('td', {}, input))));
  return element('table', { class: 'grid' }, element('thead', {}, head), element('tbody', {}, ...body));
}

/** @param {string} name @param {number} count */
const numbered = (name, count) => Array.from({ length: count }, (_, index) => name + index);

/**
 * @param {{open: (preset: {title: string, spec: Record<string, any>}) => Promise<boolean>, close: () => void}} options `open` tells whether the run was made
 * @returns {(state: State) => void}
 */
export function createNumbers({ open, close }) {
  const root = find('#numbers');
  let cells = firstCells();
  const layers = textField('own-layers', 'Layers', '');
  const rate = textField('own-rate', 'Rate η', '0.5');
  const hidden = choiceOf('network.activation', 'Hidden activation');
  const output = choiceOf('network.output_activation');
  const cost = choiceOf('cost');
  const grids = element('div', { class: 'grids' });
  const problem = element('p', { class: 'form-note', role: 'alert' });
  const start = element('button', { class: 'button primary' }, 'Open this network');
  const add = element('button', { type: 'button', class: 'button', onclick: () => count(1) }, 'One more sample');
  const remove = element('button', { type: 'button', class: 'button', onclick: () => count(-1) }, 'One less');
  const form = element('form', { novalidate: true }, layers.node, hidden.node, output.node, cost.node, rate.node, grids, element('div', { class: 'button-row' }, add, remove), problem, element('div', { class: 'button-row' }, start));
  root.append(element('h2', { class: 'panel-title' }, TITLE, element('button', { type: 'button', class: 'close', onclick: leave }, 'Close')),
    element('p', { class: 'hint' }, 'Each row is one neuron: its weights, then its bias. A block from a spreadsheet can be pasted.'), form);

  function leave() {
    close();
    findButton('#open-examples').focus();
  }

  /** @param {number} by */
  function count(by) {
    const samples = by > 0 ? [...cells.samples, cells.samples[0].map(() => '')] : cells.samples.slice(0, -1);
    if (samples.length >= 1 && samples.length <= MOST_SAMPLES) rebuild({ ...cells, samples });
  }

  /** @param {Cells} next */
  function rebuild(next) {
    cells = next;
    const sizes = sizesOf(cells);
    const parts = cells.layers.map((rows, l) => element('section', {},
      element('h3', { class: 'label' }, element('span', {}, `Layer ${l + 1}: into each neuron`), inlineMath(ofLayer('W', 'w', l + 1))),
      createGrid([...numbered(l === 0 ? 'x' : 'a', sizes[l]), 'b'], (j) => 'neuron ' + j, rows, (texts) => keep({ ...cells, layers: cells.layers.map((old, place) => (place === l ? texts : old)) }))));
    const heads = [...numbered('x', sizes[0]), ...numbered('y', sizes[sizes.length - 1])];
    const samples = element('section', {}, element('h3', { class: 'label' }, 'Samples: the inputs, then the desired outputs'),
      createGrid(heads, (j) => 'sample ' + (j + 1), cells.samples, (texts) => keep({ ...cells, samples: texts })));
    grids.replaceChildren(...parts, samples);
    add.disabled = cells.samples.length >= MOST_SAMPLES;
    remove.disabled = cells.samples.length <= 1;
    setText(problem, '');
  }

  /** @param {Cells} next */
  function keep(next) {
    cells = next;
    setText(problem, '');
  }

  layers.input.addEventListener('change', () => {
    const { sizes, problem: why } = sizesIn(layers.input.value);
    layers.explain(why);
    if (why === '') rebuild(resized(cells, sizes));
  });
  rate.input.addEventListener('input', () => rate.explain(''));

  function check() {
    const eta = numberIn(rate.input.value);
    rate.explain(eta !== null && eta > 0 ? '' : 'A number above 0, such as 0.5.');
    const empty = missing(cells);
    setText(problem, empty === 0 ? '' : `${empty} ${empty === 1 ? 'cell holds' : 'cells hold'} no number yet.`);
    if (empty > 0) grids.querySelector('input[aria-invalid="true"]')?.scrollIntoView({ block: 'center' });
    return empty === 0 && eta !== null && eta > 0 && layers.input.getAttribute('aria-invalid') !== 'true';
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!check()) return;
    start.disabled = true;
    const choices = { activation: hidden.select.value, output: output.select.value, cost: cost.select.value, rate: rate.input.value };
    const made = await open({ title: TITLE, spec: specOf(cells, choices) });
    start.disabled = false;
    if (made) find('#picture').focus();
  });

  /** The network on the picture is what is typed over, where it is small. @param {State} state */
  function load({ frame, job }) {
    rebuild(cellsOf(frame) ?? cells);
    layers.input.value = sizesOf(cells).join(', ');
    layers.explain('');
    if (!frame || cellsOf(frame) === null || !job) return;
    const { activations } = frame.detail;
    hidden.select.value = activations[0] === 'softmax' ? 'sigmoid' : activations[0];
    output.select.value = activations[activations.length - 1];
    cost.select.value = frame.detail.cost_name;
    rate.input.value = String(Number(frame.detail.learning_rate.toPrecision(6)));
  }

  return (state) => {
    const shown = state.panel === 'numbers';
    if (shown && root.hidden) {
      load(state);
      root.hidden = false;
      layers.input.focus();
    }
    root.hidden = !shown;
  };
}
