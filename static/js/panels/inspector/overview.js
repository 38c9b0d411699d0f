/**
 * Knows the inspector when nothing is selected: this step in one sentence, its strongest flows or nudges, the nudge of each layer.
 * Does not know edges or neurons in detail.
 */

import { formatFixed, formatNumber } from '../../scene/format.js';
import { gradientScale } from '../../scene/scales.js';
import { isRunning } from '../../state/reduce.js';
import { loudest, reached, strongestEdges } from '../../state/readings.js';
import { element, setText } from '../../page/dom.js';
import { costBy, math, mi, mo, weight } from '../../page/mathml.js';
import { createRows, flowBar, nudgeBar, plainBar } from './rows.js';
import { signRole } from '../stage/tooltip.js';
import { answersOf, className, learnsNumbers, numbersText, sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../protocol/types.js').Target} Target */
/** @typedef {import('./rows.js').RowContent} RowContent */

const STRONGEST = 6;
const ANSWERS = 4;

/** @param {import('../../state/readings.js').EdgeReading} edge @param {'flow' | 'nudge'} what @returns {RowContent} */
function edgeRow({ layer, to, from, value }, what) {
  return {
    key: [layer, to, from].join(),
    label: () => math(weight(layer, to, from)),
    ...(what === 'flow' ? flowBar(value) : nudgeBar(value)),
    value: formatNumber(value),
    role: what === 'flow' ? '' : signRole(value),
    target: { kind: 'weight', layer, to, from },
  };
}

/** @param {State} state @param {Frame} frame @returns {RowContent[]} */
function answerRows(state, frame) {
  const layer = frame.layers[frame.layers.length - 1];
  return loudest(layer.a, ANSWERS).map((to) => ({
    key: className(state, to),
    label: () => document.createTextNode((sampleNoun(state) === 'digit' ? 'digit ' : '') + className(state, to)),
    ...plainBar(layer.a[to], 'a'),
    value: formatFixed(layer.a[to]),
    role: '',
    target: { kind: 'neuron', layer: layer.layer, to },
  }));
}

/** @param {Frame} frame @param {(layer: number) => boolean} known @returns {RowContent[]} */
function layerRows(frame, known) {
  return frame.layers.map(({ layer }) => {
    const norm = frame.detail.gradient_norms[layer - 1];
    const shown = known(layer) && norm !== null;
    return {
      key: String(layer),
      label: () => document.createTextNode('layer ' + layer),
      ...plainBar(shown ? gradientScale(norm ?? 0) : 0, 'd'),
      value: shown ? formatNumber(norm) : 'not yet',
      role: shown ? '' : 'hint',
      target: null,
    };
  }).reverse();
}

/** @param {State} state @param {Frame} frame @param {ReturnType<typeof reached>} known */
function stepSentence(state, frame, known) {
  const { cost, cost_after: costAfter, sample } = frame.detail;
  const { before: answer, after, strength } = answersOf(frame);
  const numeric = learnsNumbers(state);
  const reads = numeric ? '' : className(state, answer);
  const should = className(state, sample.target);
  if (state.view.tau <= 0) return 'Nothing has happened yet.';
  if (!known.forward(frame.layers.length)) return 'The signal is on its way. No answer yet.';
  if (frame.detail.non_finite) return 'Some numbers are too large to be written down. There is no answer to read.';
  const said = `The network says ${numbersText(state, frame.layers[frame.layers.length - 1].a)}.`;
  if (!known.cost) return numeric ? said : `The network reads ${reads}, with ${formatFixed(strength, 2)}.`;
  const change = numeric || after === answer ? '' : `, and the answer changes from ${reads} to ${className(state, after)}`;
  const numbers = `from ${formatNumber(cost)} to ${formatNumber(costAfter)}`;
  if (known.update && frame.phase === 'applied') return `One step taken${change}. The cost of this ${sampleNoun(state)} went ${numbers}.`;
  if (numeric) return `${said} Its cost on this ${sampleNoun(state)} is ${formatNumber(cost)}.`;
  const reading = answer === sample.target ? `The network reads ${reads}, as it should.` : `The network reads ${reads}. It should say ${should}.`;
  return `${reading} Its cost on this ${sampleNoun(state)} is ${formatNumber(cost)}.`;
}

/**
 * @param {string} title
 * @param {Node} right
 * @param {(target: Target) => void} select
 */
function createPart(title, right, select) {
  const rows = createRows(select);
  const node = element('div', { class: 'part' }, element('div', { class: 'label' }, element('span', {}, title), right), rows.node);
  return { node, show: (/** @type {RowContent[]} */ contents) => { node.hidden = contents.length === 0; rows.show(contents); } };
}

/** @param {(target: Target) => void} select */
export function createOverview(select) {
  const title = element('h2', { class: 'panel-title' });
  const sentence = element('p', { class: 'plain' });
  const answers = createPart('Loudest answers', element('span', { class: 'a' }, 'a'), select);
  const flows = createPart('Strongest flows so far', math(mi('w', 'w'), mo('·'), mi('a', 'a')), select);
  const nudges = createPart('Strongest nudges', math(costBy(mi('w', 'w'))), select);
  const layers = createPart('Nudge per layer', element('span', {}, 'length of ∂C₀/∂W'), select);
  const hint = element('p', { class: 'hint' });
  const node = element('div', {}, title, sentence, answers.node, flows.node, nudges.node, layers.node, element('div', { class: 'part' }, hint));

  /** @param {State} state @param {Frame} frame */
  function show(state, frame) {
    const known = reached(state.view.tau, frame.layers.length);
    const backward = state.view.tau > frame.layers.length + 1;
    setText(title, isRunning(state) ? 'The last step' : 'This step');
    setText(sentence, stepSentence(state, frame, known));
    answers.show(!backward && known.forward(frame.layers.length) ? answerRows(state, frame) : []);
    flows.show(backward ? [] : strongestEdges(frame, 'flow', known.forward, STRONGEST).map((edge) => edgeRow(edge, 'flow')));
    nudges.show(backward ? strongestEdges(frame, 'dC_dW', known.nudge, STRONGEST).map((edge) => edgeRow(edge, 'nudge')) : []);
    layers.show(backward ? layerRows(frame, known.nudge) : []);
    const help = backward ? 'Click an edge or a neuron for its chain rule. Hover a neuron to see only its edges.' : 'Nudges appear once the cost is known. Click an edge or a neuron at any time.';
    setText(hint, help);
  }
  return { node, show };
}
