/**
 * Knows the table twin: every number of the picture in real tables, with the same rounding; of a small network with more digits.
 * Does not know the picture. It is rebuilt only while it is open.
 */

import { formatFixed, formatNumber, formatPrecise } from '../../scene/format.js';
import { gradientBy, madeBy, movementOf, reached, rightly, strongestEdges } from '../../state/readings.js';
import { bugRows, bugWords } from '../bug_note.js';
import { element, find } from '../../page/dom.js';
import { stepLinks } from './take_away.js';
import { className, inputName, neuronName } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */

const EDGES = 20;
/** Up to so many weights a network is followed by hand, and compared with what is printed elsewhere. */
const SMALL = 60;

/** @typedef {import('../../state/readings.js').Parameter} Parameter */
/** @typedef {(value: number | null) => string} Format */

/** @param {string} caption @param {string[]} heads @param {string[][]} rows the first cell of a row is its head */
function table(caption, heads, rows) {
  const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map(([first, ...cells]) => element('tr', {}, element('th', { scope: 'row' }, first), ...cells.map((text) => element('td', {}, text))));
  return element('table', {}, element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, ...body));
}

/** @param {Frame} frame */
const isSmall = ({ layers }) => layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0) <= SMALL;

/** @param {Frame} frame @returns {Format} */
const formatOf = (frame) => (isSmall(frame) ? formatPrecise : formatNumber);

/** @param {Format} format @returns {(known: boolean, value: number | null) => string} */
const cellOf = (format) => (known, value) => (known ? format(value) : 'not yet');

/** @param {State} state @param {Frame} frame @param {ReturnType<typeof reached>} known */
function outputsTable(state, frame, known) {
  const { layer, a, delta } = frame.layers[frame.layers.length - 1];
  const cell = cellOf(formatOf(frame));
  const squares = frame.detail.cost_name.endsWith('quadratic');
  const heads = ['answer', 'a', 'y', 'wish y − a', ...(squares ? ['(a − y)²'] : []), 'δ'];
  const rows = Array.from(a, (value, i) => {
    const wish = frame.target[i] - value;
    const square = squares ? [cell(known.cost, wish * wish)] : [];
    return [className(state, i), cell(known.forward(layer), value), String(Number(frame.target[i].toPrecision(6))), cell(known.cost, wish), ...square, cell(known.nudge(layer), delta[i])];
  });
  return table('Outputs', heads, rows);
}

/** The costs are float64, and of a small network they are printed with as many digits as elsewhere. @param {Frame} frame @returns {Format} */
const formatCost = (frame) => (formatOf(frame) === formatPrecise ? (value) => formatFixed(value, 9) : formatNumber);

/** @param {Frame} frame @param {ReturnType<typeof reached>} known */
function costTable(frame, known) {
  const cell = cellOf(formatCost(frame));
  return table('Cost', ['', 'of this sample'], [['C₀', cell(known.cost, frame.detail.cost)], ['C₀ after the step', cell(known.update, frame.detail.cost_after)]]);
}

/** Of a run with bugs. @param {Frame} frame */
const bugTable = (frame) => table('∂C/∂W of the update, beside the right one', ['layer', 'length', 'angle'], bugRows(frame).map(({ layer, ratio, angle }) => [String(layer), ratio, angle]));

/** @param {import('../../protocol/types.js').Layer} layer @param {ReturnType<typeof reached>} known @param {Format} format @param {import('../../protocol/types.js').Layer | undefined} right of a run with bugs */
function layerTable({ layer, a, z, delta }, known, format, right) {
  const cell = cellOf(format);
  const beside = (/** @type {number} */ i) => (right ? [cell(known.nudge(layer), right.delta[i])] : []);
  const rows = Array.from(a, (value, i) => [String(i), cell(known.forward(layer), value), cell(known.forward(layer), z[i]), cell(known.nudge(layer), delta[i]), ...beside(i)]);
  return table('Layer ' + layer, ['neuron', 'a', 'z', 'δ', ...(right ? ['right δ'] : [])], rows);
}

/** What the update does to a parameter. @param {Frame} frame @param {Parameter} target @param {Format} format */
function movement(frame, target, format) {
  const [value, change] = movementOf(frame, target);
  const nudge = madeBy(frame, target);
  const right = frame.right ? [format(gradientBy(rightly(frame), target))] : [];
  return [format(value), format(nudge), ...right, nudge === 0 ? 'stay' : nudge < 0 ? 'raise' : 'lower', format(value + change)];
}

/** @param {string} name @param {string} symbol @param {Frame} frame */
const movementHeads = (name, symbol, frame) => [name, symbol, 'nudge', ...(frame.right ? ['right nudge'] : []), 'wish', 'new ' + symbol];

/** All edges of a small network that are nudged, the strongest of a large one. @param {State} state @param {Frame} frame @param {ReturnType<typeof reached>} known */
function edgesTable(state, frame, known) {
  const most = isSmall(frame) ? SMALL : EDGES;
  const edges = strongestEdges(frame, 'dC_dW', known.nudge, most);
  const rows = edges.map(({ layer, to, from }) => {
    const sender = layer === 1 ? inputName(state, from) : `neuron ${from} of layer ${layer - 1}`;
    return [`${sender} to ${neuronName(state, layer, to)}`, ...movement(frame, { kind: 'weight', layer, to, from }, formatOf(frame))];
  });
  return table(edges.length < most ? 'Edges, strongest first' : `Strongest ${most} edges`, movementHeads('edge', 'w', frame), rows);
}

/** @param {State} state @param {Frame} frame @param {ReturnType<typeof reached>} known */
function biasesTable(state, frame, known) {
  const layers = frame.layers.filter(({ layer }) => known.nudge(layer)).reverse();
  const rows = layers.flatMap(({ layer, b }) => Array.from(b, (_, to) => [neuronName(state, layer, to), ...movement(frame, { kind: 'bias', layer, to }, formatOf(frame))]));
  return table('Biases', movementHeads('of', 'b', frame), rows);
}

/** What can be taken away of the sample that is shown. @param {Frame} frame @param {() => void} share opens the drawer with all there is */
function takeAway({ job, sizes }, share) {
  const links = stepLinks(job, sizes).map(({ text, href, opens }) => element('a', { href, ...(opens ? { target: '_blank' } : { download: '' }) }, text));
  const more = element('button', { type: 'button', class: 'as-link', onclick: share }, 'Picture, many steps, network');
  return element('p', { class: 'take-away' }, 'Take it with you: ', ...[...links, more].flatMap((link, i) => (i ? [' · ', link] : [link])));
}

/** Every table of the picture. @param {State} state @param {Frame} frame */
export function tablesOf(state, frame) {
  const known = reached(state.view.tau, frame.layers.length);
  const hidden = frame.layers.slice(0, -1).reverse().map((layer) => layerTable(layer, known, formatOf(frame), frame.right?.[layer.layer - 1]));
  const bug = bugWords(frame);
  const bugs = bug ? [element('p', { class: 'bug-note' }, element('b', { class: 'C' }, bug), ' Deltas, nudges and new weights are what this run computes; the right ones stand beside them.'), bugTable(frame)] : [];
  return [...bugs, outputsTable(state, frame, known), costTable(frame, known), ...hidden, edgesTable(state, frame, known), biasesTable(state, frame, known)];
}

/**
 * @param {() => void} close
 * @param {() => void} share
 * @returns {(state: State, previous: State) => void}
 */
export function createTwin(close, share) {
  const root = find('#twin');
  const tables = element('div', { class: 'tables' });
  root.append(element('div', { class: 'panel-title' }, 'The picture as tables', element('button', { type: 'button', class: 'close', onclick: close }, 'Close')), tables);

  return (state, previous) => {
    const open = state.panel === 'table';
    const opening = open && root.hidden;
    root.hidden = !open;
    if (opening) root.focus();
    const { frame } = state;
    if (!open || !frame) return;
    if (!opening && frame === previous.frame && state.view.tau === previous.view.tau) return;
    tables.replaceChildren(takeAway(frame, share), ...tablesOf(state, frame));
  };
}
