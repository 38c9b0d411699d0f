/**
 * Knows the inspector of one weight or one bias: its plain sentence, its derivative as factors, and which tabs follow.
 * Does not know what the tabs say. It multiplies nothing: every factor is a number of the frame.
 */

import { formatNumber } from '../../scene/format.js';
import { gradientBy, reached, senders } from '../../state/readings.js';
import { createChain } from './chain.js';
import { createCheck } from './check.js';
import { element, loadStyle, setText } from '../../page/dom.js';
import { activation, bias, costBy, delta, inlineMath, mi, mn, mo, row, slopeAt, sub, sumOver, weight, weightedSum } from '../../page/mathml.js';
import { createTabs } from './tabs.js';
import { signRole } from '../stage/tooltip.js';
import { inputName, neuronName, sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../protocol/types.js').Target} Target */
/** @typedef {import('../../state/readings.js').Parameter} Parameter */
/** @typedef {import('./chain.js').FactorValue} FactorValue */

const NOT_YET = { text: 'not yet', role: 'hint' };
const TRIAL = 0.1;

/** @param {Frame} frame @param {Parameter} target */
const isOutput = (frame, target) => target.layer === frame.layers.length;

/** @param {Parameter} target */
const symbolOf = (target) => (target.kind === 'weight' ? weight(target.layer, target.to, target.from) : bias(target.layer, target.to));

/** dC0/da of the receiver, written out. @param {Frame} frame @param {Parameter} target */
function missSymbol(frame, target) {
  const { layer, to } = target;
  if (!isOutput(frame, target)) return row(sumOver('i'), weight(layer + 1, 'i', to), delta(layer + 1, 'i'));
  const miss = [activation(layer, to), mo('−'), sub(mi('y'), mn(to))];
  if (frame.detail.cost_name === 'quadratic') return row(mn(2), mo('('), ...miss, mo(')'));
  if (frame.detail.cost_name === 'half_quadratic') return row(mo('('), ...miss, mo(')'));
  return costBy(activation(layer, to));
}

/** A softmax mixes the outputs: its slope is no single number, so delta stands undivided. @param {Frame} frame @param {Parameter} target */
const fused = (frame, target) => frame.layers[target.layer - 1].activation === 'softmax';

/** @param {import('../../state/shape.js').Role} role @param {string} term @param {...import('../../protocol/types.js').Region} places */
const lighting = (role, term, ...places) => ({ role, places, terms: [term] });

/** @param {Frame} frame @param {Parameter} target @returns {import('./chain.js').Factor[]} */
function factorsOf(frame, target) {
  const { layer, to } = target;
  /** @type {Target} */
  const receiver = { kind: 'neuron', layer, to };
  /** @type {import('../../protocol/types.js').Region} */
  const onward = { kind: 'edges', layer: layer + 1, to: null, from: to };
  const own = target.kind === 'bias' ? lighting('b', 'dC_db' + layer, target) : lighting('w', 'dC_dW' + layer, target);
  const nudge = { symbol: () => costBy(symbolOf(target)), lights: own, operator: '=' };
  /** @type {Target} */
  const sender = target.kind === 'bias' ? receiver : layer === 1 ? { kind: 'input', index: target.from } : { kind: 'neuron', layer: layer - 1, to: target.from };
  const heard = target.kind === 'bias' ? [] : [{ symbol: () => activation(layer - 1, target.from), lights: lighting('a', 'a' + (layer - 1), sender), operator: '×' }];
  if (fused(frame, target)) return [nudge, ...heard, { symbol: () => delta(layer, to), lights: lighting('d', 'delta' + layer, receiver), operator: '' }];
  const slope = { symbol: () => slopeAt(frame.layers[layer - 1].activation, weightedSum(layer, to)), lights: lighting('z', 'slope' + layer, receiver), operator: '×' };
  const miss = isOutput(frame, target) ? lighting('C', 'dC_da' + layer, receiver) : lighting('d', 'dC_da' + layer, receiver, onward);
  return [nudge, ...heard, slope, { symbol: () => missSymbol(frame, target), lights: miss, operator: '' }];
}

/** @param {number} a */
const loudness = (a) => (Math.abs(a) > 0.6 ? 'sender: loud' : Math.abs(a) > 0.15 ? 'sender: medium' : a === 0 ? 'sender: silent' : 'sender: quiet');
/** @param {number} slope */
const attention = (slope) => (Math.abs(slope) > 0.15 ? 'listening: yes' : Math.abs(slope) > 0.05 ? 'listening: a little' : 'listening: hardly');

/** @param {boolean} known @param {number} number @param {string} role @param {string} why @returns {FactorValue} */
const value = (known, number, role, why) => (known ? { text: formatNumber(number), role, why } : { ...NOT_YET, why: '' });

/** @param {State} state @param {Frame} frame @param {Parameter} target @returns {FactorValue[]} */
function factorValues(state, frame, target) {
  const known = reached(state.view.tau, frame.layers.length);
  const layer = frame.layers[target.layer - 1];
  const gradient = gradientBy(frame, target);
  const miss = layer.dC_da[target.to];
  const output = isOutput(frame, target);
  const errorKnown = output ? known.cost : known.nudge(target.layer + 1);
  const missWords = miss < 0 ? 'miss: too low' : miss > 0 ? 'miss: too high' : 'no miss';
  const nudge = value(known.nudge(target.layer), gradient, signRole(gradient), 'nudge');
  const heard = [];
  if (target.kind === 'weight') {
    const a = senders(frame, target.layer)[target.from];
    heard.push(value(target.layer === 1 || known.forward(target.layer - 1), a, 'a', loudness(a)));
  }
  if (fused(frame, target)) return [nudge, ...heard, value(known.nudge(target.layer), layer.delta[target.to], 'd', 'answer minus wish')];
  const slope = layer.slope[target.to];
  const error = value(errorKnown, miss, output ? 'C' : 'd', output ? missWords : 'complaints, summed');
  return [nudge, ...heard, value(known.forward(target.layer), slope, 'z', attention(slope)), error];
}

/** @param {State} state @param {Frame} frame @param {Parameter} target */
function plainSentence(state, frame, target) {
  const name = target.kind;
  const gradient = gradientBy(frame, target);
  if (!reached(state.view.tau, frame.layers.length).nudge(target.layer)) return `What this ${name} should do is not known yet: the complaints have not come back this far.`;
  if (gradient === 0) return `This ${name} cannot change the cost of this ${sampleNoun(state)}: its nudge is 0.`;
  return `${gradient < 0 ? 'Raising' : 'Lowering'} this ${name} by ${TRIAL} would lower the cost of this ${sampleNoun(state)} by about ${formatNumber(Math.abs(gradient) * TRIAL)}.`;
}

/** @param {State} state @param {Parameter} target */
function placeText(state, target) {
  const to = neuronName(state, target.layer, target.to);
  if (target.kind === 'bias') return 'Of ' + to;
  return `From ${target.layer === 1 ? inputName(state, target.from) : neuronName(state, target.layer - 1, target.from)} to ${to}`;
}

/** @param {Frame} frame @param {Parameter} target @param {import('./inspector.js').Tools} tools */
async function loadNudge(frame, target, tools) {
  const [{ createNudge }] = await Promise.all([import('../nudge/nudge.js'), loadStyle('nudge')]);
  return createNudge(frame, target, tools);
}

/** @param {Frame} frame @param {Parameter} target @param {import('./inspector.js').Tools} tools @returns {import('./tabs.js').Tab[]} */
const tabsOf = (frame, target, tools) => [
  { name: 'forms', title: 'Formula', load: async () => (await import('../forms/forms.js')).createForms(tools) },
  { name: 'nudge', title: 'Nudge it', load: () => loadNudge(frame, target, tools) },
  { name: 'step', title: 'The step', load: async () => (await import('../step/step.js')).createStep(target, tools) },
  { name: 'ways', title: 'Ways', load: async () => (await import('../ways/complaints.js')).createOrigins(frame, target, tools) },
];

/**
 * @param {State} state
 * @param {Frame} frame
 * @param {Parameter} target
 * @param {import('./inspector.js').Tools} tools
 */
export function createParameter(state, frame, target, tools) {
  const title = target.kind === 'weight' ? 'Weight' : 'Bias';
  const plain = element('p', { class: 'plain' });
  const chain = createChain(factorsOf(frame, target), tools.light);
  const check = createCheck(target, tools.commands);
  const tabs = createTabs(tabsOf(frame, target, tools), tools.chooseTab);
  const node = element('div', {},
    element('h2', { class: 'panel-title' }, title, inlineMath(symbolOf(target)), element('button', { type: 'button', class: 'close', onclick: () => tools.select(null) }, 'Close')),
    element('p', { class: 'sub' }, placeText(state, target)),
    plain,
    element('div', { class: 'part' }, chain.node),
    check.node,
    tabs.node);

  /** @param {State} now @param {Frame} shown */
  function show(now, shown) {
    setText(plain, plainSentence(now, shown, target));
    chain.show(factorValues(now, shown, target));
    check.show(now);
    tabs.show(now, shown);
  }
  return { node, show };
}
