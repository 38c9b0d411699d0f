/**
 * Knows how the derivative by a weight or a bias is checked against a central difference.
 * Does not know the chain rule; both numbers come from the server.
 */

import { formatNumber } from '../../scene/format.js';
import { encodeTarget } from '../../state/address.js';
import { element, setText } from '../../page/dom.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Target} Target */

const HINT = 'against a central difference on the server';
/** Central differences of float64 are good to about seven digits. */
const DISAGREES = 1e-4;

/** More digits than elsewhere: the point is where two numbers begin to differ. @param {number | null} value */
function precise(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return formatNumber(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-4 ? (value < 0 ? '−' : '') + size.toPrecision(9) : formatNumber(value);
}

/** The error is that of what a run with bugs computes: the chain rule itself would agree. @param {Record<string, any>} result */
function verdictText({ error }) {
  if (error === null) return 'Not every number is finite here.';
  if (error > DISAGREES) return 'They disagree: this is the bug. The chain rule agrees with the difference, the run does not.';
  return 'They agree: the bug does not touch this derivative of one sample.';
}

/** @param {Record<string, any>} result */
function agreementText({ error }) {
  if (error === null) return 'Not every number is finite here.';
  return error > DISAGREES ? 'They differ: see the numbers below.' : 'They agree, wiggled on the server.';
}

/** @param {string} name */
function resultRow(name) {
  const value = element('td');
  return { node: element('tr', {}, element('th', { scope: 'row' }, name), value), value };
}

/**
 * @param {Target} target
 * @param {import('../../net/commands.js').Commands} commands
 */
export function createCheck(target, commands) {
  const key = encodeTarget(target);
  const button = element('button', { type: 'button', class: 'button', onclick: () => void commands.verify(target) }, 'Verify');
  const hint = element('span', { role: 'status' }, HINT);
  const rows = ['chain rule', 'central difference', 'relative error', 'ε'].map(resultRow);
  const made = resultRow('this run, with its bug');
  const verdict = element('p', { class: 'check-verdict' });
  const body = element('tbody', {}, ...rows.map((row) => row.node));
  const table = element('table', { class: 'check-table' }, body);
  const node = element('div', { class: 'check' }, element('div', { class: 'edit-row' }, button, hint), verdict, table);

  /** @param {State} state */
  function show(state) {
    const found = state.verification && state.verification.key === key ? state.verification : null;
    const result = found?.result ?? null;
    button.disabled = found?.running ?? false;
    setText(hint, found?.problem ?? (found?.running ? 'The server is computing.' : result && result.right === undefined ? agreementText(result) : HINT));
    table.hidden = result === null;
    verdict.hidden = result?.right === undefined;
    if (verdict.hidden) made.node.remove();
    else body.prepend(made.node);
    if (!result) return;
    setText(made.value, precise(result.gradient));
    setText(verdict, verdictText(result));
    [precise(result.right ?? result.gradient), precise(result.difference), formatNumber(result.error), formatNumber(result.epsilon)].forEach((text, index) => setText(rows[index].value, text));
  }
  return { node, show };
}
