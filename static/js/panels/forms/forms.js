/**
 * Knows the tab that writes the selected derivative down in three forms and keeps them in step: what is pointed at in one is lit in
 * all, and in the picture; and the other way round.
 * Does not know the derivative: the server wrote it down. It looks numbers up and computes none.
 */

import { firstChoice, formsShown, lettersAt, regionOf, termsAt } from '../../state/forms.js';
import { copyOnClick } from '../../page/copy.js';
import { element, setText } from '../../page/dom.js';
import { codeLine, createSetting, leftOf, lineOf } from './form_cells.js';
import { askedLine, codeText, foldedLines, indexSentence } from './form_words.js';
import { createHeat } from './heat.js';
import { followPointer } from './pointed.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').FormsAnswer} FormsAnswer */
/** @typedef {import('../../state/shape.js').FormLine} FormLine */
/** @typedef {import('../../state/shape.js').Highlight} Highlight */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('./form_cells.js').CellSetting} CellSetting */
/** @typedef {import('./pointed.js').Pointed} Pointed */

const POINT = 'Point at a symbol or an index: what it names lights up here and in the picture.';

/** @param {string} title @param {string} hint @param {...(Node | null)} content */
const block = (title, hint, ...content) => element('section', { class: 'form-block', 'aria-label': title },
  element('h3', { class: 'label' }, element('span', {}, title), element('span', {}, hint)), ...content);

/** @param {HTMLElement | null} line @param {string} [title] */
const overBatch = (line, title = 'Over a batch of n samples, the mean') => line && element('div', { class: 'over-batch' }, element('span', { class: 'hint' }, title), line);

/** The lines of many layers wait behind a button in each block; one press opens all blocks. @param {Set<FormLine>} folded */
function createFold(folded) {
  /** @type {HTMLElement[]} */
  const waiting = [];
  /** @type {HTMLElement[]} */
  const openers = [];
  function open() {
    for (const row of waiting) row.hidden = false;
    for (const opener of openers) opener.hidden = true;
  }
  /** @param {FormLine[]} lines @param {(line: FormLine) => HTMLElement} make */
  return function rowsOf(lines, make) {
    return lines.flatMap((line, index) => {
      const row = make(line);
      if (!folded.has(line)) return [row];
      row.hidden = true;
      waiting.push(row);
      if (index > 0 && folded.has(lines[index - 1])) return [row];
      const opener = element('button', { type: 'button', class: 'tool opener', onclick: open }, `${folded.size} more lines between here and the cost`);
      openers.push(opener);
      return [opener, row];
    });
  };
}

/** @param {FormsAnswer} answer @param {string} job */
function createCodeTools(answer, job) {
  const copy = element('button', { type: 'button', class: 'tool' }, 'Copy');
  copyOnClick(copy, () => codeText(answer));
  const program = element('a', { class: 'hint', href: `/api/v1/jobs/${job}/worksheet?format=py`, download: '' }, 'The whole program, with its numbers');
  return element('div', { class: 'form-tools' }, copy, program);
}

/** One word for each index that stands still, one field for each that runs. @param {FormsAnswer} answer @param {Map<string, number>} chosen */
function createIndices(answer, chosen) {
  /** @type {[string, HTMLInputElement][]} */
  const fields = [];
  const chips = answer.indices.map(({ letter, count, value }) => {
    if (value !== null) return element('span', { class: 'chip', role: 'note', tabindex: 0, 'data-letter': letter, 'aria-label': indexSentence(answer, letter, chosen) }, `${letter} = ${value}`);
    const field = /** @type {HTMLInputElement} */ (element('input', { type: 'number', min: 0, max: count - 1, 'aria-label': `Show the numbers of ${letter} =` }));
    field.addEventListener('input', () => {
      const wanted = Number(field.value);
      if (field.value !== '' && Number.isInteger(wanted) && wanted >= 0 && wanted < count) chosen.set(letter, wanted);
      field.dispatchEvent(new CustomEvent('chosen', { bubbles: true }));
    });
    fields.push([letter, field]);
    return element('label', { class: 'chip', 'data-letter': letter }, `${letter} =`, field);
  });
  function show() {
    for (const [letter, field] of fields) {
      const text = String(chosen.get(letter) ?? 0);
      if (document.activeElement !== field && field.value !== text) field.value = text;
    }
  }
  return { node: element('div', { class: 'chips' }, ...chips), show };
}

/**
 * What a term lights: what it names, and with dC0/da the edges along which the wishes came.
 * @param {Pointed} pointed
 * @param {CellSetting} setting
 * @param {number} last layer
 * @returns {Highlight}
 */
function highlightOf({ dataset, indices = [] }, setting, last) {
  const term = setting.term(dataset.term ?? '');
  const places = [regionOf(term, indices)];
  const [to] = indices;
  if (term.quantity === 'dC_da' && term.layer < last && typeof to === 'number') places.push({ kind: 'edges', layer: term.layer + 1, to: null, from: to });
  return { role: term.role, places, terms: [term.id] };
}

/** @param {FormsAnswer} answer @param {State} state @param {Frame} frame @param {CellSetting} setting @param {ReturnType<typeof createHeat>} heat @param {Node[]} indices */
function createBlocks(answer, state, frame, setting, heat, indices) {
  const { batch, lines, selected } = answer;
  const rowsOf = createFold(foldedLines(lines));
  const drawnAsImage = state.job?.dataset.kind === 'image' && selected.kind === 'weight' && selected.layer === 1;
  /** @param {'index' | 'matrix'} form */
  const written = (form) => [...rowsOf(lines, (line) => lineOf(line, form, setting)), overBatch(batch && lineOf(batch, form, setting))];
  return [
    block('By index', 'one number at a time', ...written('index'), ...indices),
    block('As matrices', 'a layer at a time', heat.node, drawnAsImage ? element('p', { class: 'hint' }, `Row ${selected.to} of the matrix, as an image.`) : null, ...written('matrix')),
    block('In NumPy', 'it runs from the cost back',
      ...rowsOf([...lines].reverse(), (line) => codeLine(line.code, setting, leftOf(line))),
      codeLine(answer.pick, setting, leftOf(askedLine(answer))),
      overBatch(batch && codeLine(batch.code, setting, null), 'Over a batch of n samples, each a row'),
      createCodeTools(answer, frame.job)),
  ];
}

/**
 * @param {FormsAnswer} answer
 * @param {State} state
 * @param {Frame} frame
 * @param {import('../inspector/inspector.js').Tools} tools
 */
function build(answer, state, frame, tools) {
  const setting = createSetting(answer, frame);
  const chosen = firstChoice(answer, frame);
  const heat = createHeat(answer, state.job?.dataset.kind === 'image');
  const indices = createIndices(answer, chosen);
  const sentence = element('p', { class: 'hint index-sentence' }, POINT);
  const blocks = createBlocks(answer, state, frame, setting, heat, [indices.node, sentence]);
  const node = element('div', {}, ...blocks);

  followPointer(node, blocks, (pointed, letter) => {
    const index = answer.indices.find((one) => one.letter === letter);
    setText(sentence, letter === null ? POINT : indexSentence(answer, letter, chosen));
    if (pointed) tools.light(highlightOf(pointed, setting, frame.layers.length));
    else tools.light(index ? { role: 'y', places: [{ kind: 'layer', layer: index.layer }], terms: [] } : null);
  });

  let litKey = '';
  /** @param {State} now */
  function showLit(now) {
    const lit = new Set([...(now.highlight?.terms ?? []), ...termsAt(answer, now.hover)]);
    const key = [...lit].join();
    if (key === litKey) return;
    litKey = key;
    for (const one of node.querySelectorAll('[data-term]')) one.classList.toggle('is-lit', lit.has(one.getAttribute('data-term') ?? ''));
  }

  /** @param {State} now @param {Frame} shown */
  function show(now, shown) {
    if (now.hover?.kind === 'neuron') for (const letter of lettersAt(answer, now.hover)) chosen.set(letter, now.hover.to);
    indices.show();
    for (const write of setting.live) write(now, shown, chosen);
    heat.show(now, shown);
    showLit(now);
  }
  return { node, show };
}

/** @param {import('../inspector/inspector.js').Tools} tools @returns {import('../inspector/tabs.js').Part} */
export function createForms(tools) {
  const note = element('p', { class: 'hint' });
  const body = element('div');
  const node = element('div', { class: 'forms' }, note, body);
  /** @type {FormsAnswer | null} */
  let built = null;
  /** @type {ReturnType<typeof build> | null} */
  let panel = null;
  /** @type {[State, Frame] | null} */
  let last = null;
  node.addEventListener('chosen', () => last && panel?.show(...last));

  /** @param {State} state @param {Frame} frame */
  function show(state, frame) {
    last = [state, frame];
    const found = formsShown(state);
    setText(note, found?.problem ? 'The server could not write it down: ' + found.problem : found ? '' : 'Asking the server to write it down.');
    note.hidden = note.textContent === '';
    if (found?.answer && found.answer !== built) {
      built = found.answer;
      panel = build(built, state, frame, tools);
      body.replaceChildren(panel.node);
    }
    if (found?.answer) panel?.show(state, frame);
  }
  return { node, show };
}
