/**
 * Knows the tab that writes the selected derivative down in three forms, each term with its live number, and keeps them in step:
 * what is pointed at in one is lit in all, and in the picture; and the other way round.
 * Does not know the derivative: the server wrote it down. It looks numbers up and computes none.
 */

import { formatNumber } from '../scene/format.js';
import { firstChoice, formsShown, isKnown, isOfBatch, lettersAt, numbersOf, readingOf, regionOf, termsAt } from '../state/forms.js';
import { element, setText } from './dom.js';
import { codeText, foldedLines, indexSentence, shapeText, termName } from './form_words.js';
import { cellsOf, symbolOf } from './formula.js';
import { createHeat } from './heat.js';
import { inlineMath, tagged } from './mathml.js';
import { followPointer } from './pointed.js';
import { signRole } from './tooltip.js';

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {import('../state/shape.js').FormsAnswer} FormsAnswer */
/** @typedef {import('../state/shape.js').FormTerm} FormTerm */
/** @typedef {import('../state/shape.js').FormLine} FormLine */
/** @typedef {import('../state/shape.js').Index} Index */
/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {(state: State, frame: Frame, chosen: Map<string, number>) => void} Live */

const POINT = 'Point at a symbol or an index: what it names lights up here and in the picture.';
const GRADIENTS = ['dC_dW', 'dC_db', 'dC_da', 'delta'];

/** @param {FormTerm} term @param {number} value */
const toneOf = ({ quantity, role }, value) => (GRADIENTS.includes(quantity) && quantity !== 'delta' ? signRole(value) : role);

/**
 * Writes a term's number, or "not yet".
 * @param {HTMLElement} node
 * @param {FormTerm} term
 * @param {Index[]} indices
 * @param {string} [name] what a reader hears before the number
 * @returns {Live}
 */
function liveNumber(node, term, indices, name = '') {
  return (state, frame, chosen) => {
    if (isOfBatch(term)) return; // no frame holds it
    const known = isKnown(state.view.tau, frame.layers.length, term);
    const at = numbersOf(indices, chosen);
    const value = known ? readingOf(frame, term, at) : null;
    const text = known ? formatNumber(value) : 'not yet';
    setText(node, text);
    const tone = 'below ' + (value === null ? 'hint' : toneOf(term, value));
    if (node.className !== tone) node.className = tone;
    if (!name) return;
    const label = `${termName(term, at)}: ${text}`;
    const cell = node.parentElement;
    if (cell && cell.getAttribute('aria-label') !== label) cell.setAttribute('aria-label', label);
  };
}

/** @param {FormsAnswer} answer @param {Frame} frame */
function createSetting(answer, frame) {
  const term = (/** @type {string} */ id) => /** @type {FormTerm} */ (answer.terms.find((one) => one.id === id));
  const activationOf = (/** @type {number} */ layer) => frame.layers[layer - 1]?.activation ?? '';
  /** @type {Live[]} */
  const live = [];

  /** The numbers of the selected neuron and its sender can be pointed at too. @param {FormTerm} one @param {Index[]} indices */
  const marksOf = (one, indices) => indices.map((index, axis) => {
    const layer = one.layer - (indices[0] === 's' ? axis - 1 : axis);
    return tagged(index, typeof index === 'number' ? answer.indices.find((each) => each.layer === layer && each.value === index)?.letter : undefined);
  });

  /** @param {string} id @param {Index[]} indices @param {'index' | 'matrix'} form @param {HTMLElement} below @param {Node[]} inside */
  function boxOf(id, indices, form, below, inside) {
    const one = term(id);
    const box = element('span', { class: `term ${one.quantity}`, role: 'group', tabindex: -1, 'data-term': id, 'data-form': form, 'aria-label': termName(one, indices) }, ...inside, below);
    return Object.assign(box, { indices });
  }

  /** @param {'index' | 'matrix'} form @returns {import('./formula.js').Setting} */
  const settingOf = (form) => {
    /** @param {string} id @param {Index[]} indices */
    function below(id, indices) {
      const one = term(id);
      const node = element('span', { class: 'below hint', 'aria-hidden': 'true' });
      if (form === 'index') live.push(liveNumber(node, one, indices, 'label'));
      else setText(node, shapeText(one));
      return node;
    }
    return {
      term,
      cell(id, indices) {
        const one = term(id);
        const symbol = element('span', { class: 'symbol', 'aria-hidden': 'true' }, inlineMath(symbolOf(one, indices, marksOf(one, indices), activationOf(one.layer))));
        return boxOf(id, indices, form, below(id, indices), [symbol]);
      },
      named(id, indices, inside) {
        const box = boxOf(id, indices, form, below(id, indices), [element('span', { class: 'inside' }, ...inside)]);
        box.classList.add('named');
        return box;
      },
    };
  };
  return { term, live, settingOf };
}

/** @param {FormLine} line @param {'index' | 'matrix'} form @param {ReturnType<typeof createSetting>} setting */
function lineOf(line, form, setting) {
  const with_ = setting.settingOf(form);
  const { left, right } = line[form];
  return element('div', { class: 'formula' }, ...cellsOf(left, with_), element('span', { class: 'op', 'aria-hidden': 'true' }, '='), ...cellsOf(right, with_));
}

/** @param {import('../state/shape.js').CodeToken[]} tokens @param {ReturnType<typeof createSetting>} setting @param {{id: string, indices: Index[]} | null} value */
function codeLine(tokens, setting, value) {
  const spans = tokens.map(({ text, term }) => (term === null ? text
    : Object.assign(element('span', { class: `token ${setting.term(term).role}`, role: 'group', tabindex: -1, 'data-term': term, 'data-form': 'code', 'aria-label': `${text}: ${termName(setting.term(term), [])}` }, text), { indices: [] })));
  const number = element('span', { class: 'below' });
  if (value) setting.live.push(liveNumber(number, setting.term(value.id), value.indices));
  return element('div', { class: 'code-line' }, element('code', {}, ...spans), value ? element('span', { class: 'code-number' }, number) : null);
}

/** @param {FormLine} line */
const leftOf = (line) => ({ id: line.left, indices: line.index.left.kind === 'term' ? line.index.left.indices : [] });

/** @param {string} title @param {string} hint @param {...(Node | null)} content */
const block = (title, hint, ...content) => element('section', { class: 'form-block', 'aria-label': title },
  element('h3', { class: 'label' }, element('span', {}, title), element('span', {}, hint)), ...content);

/**
 * @param {FormsAnswer} answer
 * @param {State} state
 * @param {Frame} frame
 * @param {import('./inspector.js').Tools} tools
 */
function build(answer, state, frame, tools) {
  const setting = createSetting(answer, frame);
  const chosen = firstChoice(answer, frame);
  const folded = foldedLines(answer.lines);
  const image = state.job?.dataset.kind === 'image';
  const heat = createHeat(answer, image);
  const { indices, letterField } = createIndices(answer, chosen);
  const sentence = element('p', { class: 'hint index-sentence' }, POINT);
  /** @type {HTMLElement[]} */
  const hidden = [];
  /** @type {HTMLElement[]} */
  const openers = [];

  /** @param {FormLine[]} lines @param {(line: FormLine) => HTMLElement} make */
  function withFold(lines, make) {
    const rows = lines.map((line) => [line, make(line)]);
    const waiting = rows.filter(([line]) => folded.has(/** @type {FormLine} */ (line))).map(([, row]) => /** @type {HTMLElement} */ (row));
    const all = rows.map(([, row]) => /** @type {HTMLElement} */ (row));
    if (waiting.length === 0) return all;
    hidden.push(...waiting);
    const opener = element('button', { type: 'button', class: 'tool opener', onclick: open }, `${waiting.length} more lines between here and the cost`);
    openers.push(opener);
    all.splice(all.indexOf(waiting[0]), 0, opener);
    return all;
  }
  const fold = (/** @type {boolean} */ shut) => {
    for (const row of hidden) row.hidden = shut;
    for (const opener of openers) opener.hidden = !shut;
  };
  const open = () => fold(false);

  const copy = element('button', { type: 'button', class: 'tool', onclick: () => void copyCode() }, 'Copy');
  async function copyCode() {
    try {
      await navigator.clipboard.writeText(codeText(answer));
      setText(copy, 'Copied');
    } catch {
      setText(copy, 'Not allowed: select it');
    }
  }

  const { batch } = answer;
  const program = element('a', { class: 'hint', href: `/api/v1/jobs/${frame.job}/worksheet?format=py`, download: '' }, 'The whole program, with its numbers');
  const parts = [
    block('By index', 'one number at a time', ...withFold(answer.lines, (line) => lineOf(line, 'index', setting)), batch && overBatch(lineOf(batch, 'index', setting)), indices, sentence),
    block('As matrices', 'a layer at a time', heat.node, image && answer.selected.kind === 'weight' && answer.selected.layer === 1 ? element('p', { class: 'hint' }, `Row ${answer.selected.to} of the matrix, as an image.`) : null,
      ...withFold(answer.lines, (line) => lineOf(line, 'matrix', setting)), batch && overBatch(lineOf(batch, 'matrix', setting))),
    block('In NumPy', 'it runs from the cost back', ...withFold([...answer.lines].reverse(), (line) => codeLine(line.code, setting, leftOf(line))),
      codeLine(answer.pick, setting, leftOf(answer.lines.find(({ left }) => left === answer.pick[1].term) ?? answer.lines[0])),
      batch && overBatch(codeLine(batch.code, setting, null), ' (a row for each sample)'), element('div', { class: 'form-tools' }, copy, program)),
  ];
  fold(true);
  const node = element('div', {}, ...parts);
  const lastLayer = frame.layers.length;

  /** @param {import('./pointed.js').Pointed} pointed */
  function lightTerm(pointed) {
    const term = setting.term(pointed.dataset.term ?? '');
    const at = pointed.indices ?? [];
    const places = [regionOf(term, at)];
    const [to] = at;
    if (term.quantity === 'dC_da' && term.layer < lastLayer && places[0].kind === 'neuron') places.push({ kind: 'edges', layer: term.layer + 1, to: null, from: typeof to === 'number' ? to : null });
    tools.light({ role: term.role, places, terms: [term.id] });
  }
  followPointer(node, parts, (pointed, letter) => {
    const index = answer.indices.find((one) => one.letter === letter);
    setText(sentence, letter === null ? POINT : indexSentence(answer, letter, chosen));
    if (pointed) lightTerm(pointed);
    else tools.light(index ? { role: 'y', places: [{ kind: 'layer', layer: index.layer }], terms: [] } : null);
  });

  let litKey = '';
  /** @param {State} now */
  function showLit(now) {
    const lit = new Set([...(now.highlight?.terms ?? []), ...termsAt(answer, now.hover)]);
    const key = [...lit].join();
    if (key === litKey) return;
    litKey = key;
    for (const one of node.querySelectorAll('[data-term]')) one.classList.toggle('is-lit', one instanceof HTMLElement && lit.has(one.dataset.term ?? ''));
  }

  /** @param {State} now @param {Frame} shown */
  function show(now, shown) {
    const hovered = now.hover?.kind === 'neuron' ? now.hover.to : 0;
    for (const letter of lettersAt(answer, now.hover)) chosen.set(letter, hovered);
    letterField();
    for (const write of setting.live) write(now, shown, chosen);
    heat.show(now, shown);
    showLit(now);
  }
  return { node, show };
}

/** @param {HTMLElement} line @param {string} [more] */
const overBatch = (line, more = '') => element('div', { class: 'over-batch' }, element('span', { class: 'hint' }, 'Over a batch of n samples, the mean' + more), line);

/** One field for each index that runs, one word for each that does not. @param {FormsAnswer} answer @param {Map<string, number>} chosen */
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
  const letterField = () => {
    for (const [letter, field] of fields) {
      const text = String(chosen.get(letter) ?? 0);
      if (document.activeElement !== field && field.value !== text) field.value = text;
    }
  };
  return { indices: element('div', { class: 'chips' }, ...chips), letterField };
}

/** @param {import('./inspector.js').Tools} tools @returns {import('./tabs.js').Part} */
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
