/**
 * Knows how tensors come in (pasted, dropped, chosen), that the server recognises and judges them, and where all of it is shown.
 * Does not know the lab. It judges nothing itself: every role and every verdict comes from the server.
 */

import { createChoices } from './doctor/choices.js';
import { EXAMPLE } from './doctor/example.js';
import { showRecognised } from './doctor/recognised.js';
import { showReport } from './doctor/report.js';
import { questionOf, rolesQuestion, withFile } from './doctor/tensors.js';
import { firstTheme } from './page/theme.js';
import { checkGradients, readTensors, recogniseTensors } from './net/api.js';
import { copyOnClick } from './page/copy.js';
import { element, find, setText } from './page/dom.js';
import { ProblemError } from './protocol/messages.js';

/** @typedef {import('./doctor/tensors.js').Brought} Brought */

const MOST_BYTES = 8 * 2 ** 20;
const PASTED = 'pasted';

document.documentElement.dataset.theme = firstTheme();

const report = find('#report');
const recognised = find('#recognised');
const note = find('#drop-note');
const drop = find('#drop');
const numbers = /** @type {HTMLTextAreaElement} */ (find('#numbers'));
const chooser = /** @type {HTMLInputElement} */ (find('#files'));
const choices = createChoices(find('#choices'), recheck);

/** @type {Brought[]} */
let rows = [];
/** @type {import('./doctor/tensors.js').Arrangement} */
let arrangement = { tensors: [], sizes: [], problems: [] };
let read = '';
let asked = 0;

/** What went wrong stands where the report would. @param {string} text */
const complain = (text) => report.replaceChildren(element('h2', {}, text));

/** The newest wish alone is shown; a refusal is a sentence. @param {() => Promise<void>} work */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    complain(error.message);
  }
}

/** @param {Blob} file @param {string} name */
async function take(file, name) {
  if (file.size > MOST_BYTES) {
    complain(`${name} is larger than 8 MB. Send fewer samples, or a smaller network of the same kind.`);
    return;
  }
  try {
    const found = await readTensors(file, name);
    rows = withFile(rows, name, found.tensors);
    choices.hear(found);
    const left = found.left_out.length > 0 ? ` Left out, as no tensor: ${found.left_out.slice(0, 6).join(', ')}.` : '';
    setText(note, `${name}: ${found.tensors.length} ${found.tensors.length === 1 ? 'tensor' : 'tensors'} (${found.format}).${left}`);
  } catch (error) {
    if (error instanceof ProblemError) error.message = name === PASTED ? error.message : `${name}: ${error.message}`;
    throw error;
  }
}

async function recognise() {
  arrangement = rows.length > 0 ? await recogniseTensors(rolesQuestion(rows)) : { tensors: [], sizes: [], problems: [] };
  choices.show(Math.max(0, arrangement.sizes.length - 1));
  const isOpen = recognised.querySelector('details')?.open ?? false;
  recognised.replaceChildren(...(rows.length > 0 ? showRecognised(rows, arrangement, correct, isOpen) : []));
}

/** @param {number} index @param {Partial<Brought>} change */
function correct(index, change) {
  rows = rows.map((row, at) => (at === index ? { ...row, ...change } : row));
  attempt(async () => {
    const { ariaLabel } = document.activeElement ?? { ariaLabel: '' };
    await recognise();
    /** @type {HTMLElement | null} */ (recognised.querySelector(`select[aria-label="${CSS.escape(ariaLabel ?? '')}"]`))?.focus();
    await judge();
  });
}

/** What blocks a check is said by the table above; then there is no report. */
async function judge() {
  const blocking = arrangement.problems.filter((text) => !text.startsWith('Not understood'));
  if (blocking.length > 0) return complain(`Not yet: ${blocking[0]}`);
  const turn = (asked += 1);
  const question = questionOf(rows, arrangement, choices.now());
  if (JSON.stringify(question).length > MOST_BYTES) return complain('Written out, these are more than 8 MB of numbers. Take fewer samples, or a smaller network of the same kind.');
  report.replaceChildren(element('h2', {}, 'Checking.'));
  const found = await checkGradients(question);
  if (turn !== asked) return undefined;
  report.replaceChildren(...showReport(found, question, (choice) => {
    choices.hear(choice);
    choices.show(choice.activations.length);
    recheck();
  }));
  return undefined;
}

function recheck() {
  if (rows.length > 0) attempt(judge);
}

/** What stands in the field is a file like any other. */
async function check() {
  await attempt(async () => {
    const text = numbers.value.trim();
    if (text === '' && rows.length === 0) return complain('Paste numbers first, drop a file, or take the example.');
    if (text !== read) {
      rows = rows.filter((row) => row.file !== PASTED);
      read = text;
      if (text !== '') await take(new Blob([text]), PASTED);
      await recognise();
    }
    return judge();
  });
  if (report.getBoundingClientRect().top > innerHeight) report.scrollIntoView({ block: 'nearest' });
}

/** @param {Iterable<File>} files */
async function takeAll(files) {
  await attempt(async () => {
    for (const file of files) await take(file, file.name);
  });
  await attempt(async () => {
    if (rows.length === 0) return;
    await recognise();
    if (!report.textContent || arrangement.problems.length === 0) await judge();
  });
}

find('#given').addEventListener('submit', (event) => {
  event.preventDefault();
  check();
});
find('#example').addEventListener('click', () => {
  rows = [];
  numbers.value = EXAMPLE;
  read = '';
  check();
});
find('#clear').addEventListener('click', () => {
  rows = [];
  numbers.value = read = '';
  setText(note, '');
  choices.reset();
  report.replaceChildren();
  attempt(recognise);
  numbers.focus();
});
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('#snippets button.copy'))) {
  copyOnClick(button, () => button.parentElement?.querySelector('code')?.textContent ?? '');
}
chooser.addEventListener('change', () => {
  takeAll([...(chooser.files ?? [])]).then(() => { chooser.value = ''; });
});
for (const name of ['dragover', 'dragleave', 'drop']) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', name === 'dragover');
  });
}
drop.addEventListener('drop', (event) => takeAll(event.dataTransfer?.files ?? []));
