/**
 * Knows the inspector of one neuron or one input: its numbers, and for an input what the first layer complains about.
 * Does not know weights in detail, nor where a neuron's derivative comes from. The sum of an input's complaints is dC0/da of the frame.
 */

import { formatNumber } from '../../scene/format.js';
import { bySize, reached, weightOf } from '../../state/readings.js';
import { element, setText, span } from '../../page/dom.js';
import { activation, costBy, delta, inlineMath, mi, row, slopeAt, weight, weightedSum } from '../../page/mathml.js';
import { createTabs } from './tabs.js';
import { signRole } from '../stage/tooltip.js';
import { capital, className, inputName, neuronName, sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../protocol/types.js').Target} Target */
/** @typedef {{layer: number, to: number}} Place layer 0 holds the inputs */

const MOST_COMPLAINTS = 24;

/** @param {Frame} frame @param {Place} place @param {boolean} known */
function plainSentence(frame, { layer, to }, known) {
  const a = layer === 0 ? frame.input[to] : frame.layers[layer - 1].a[to];
  const wish = layer === 0 ? frame.dC_da0[to] : frame.layers[layer - 1].delta[to];
  const what = layer === 0 ? `This input is at ${formatNumber(a)}.` : `This neuron is at ${formatNumber(a)}.`;
  if (!known) return what + ' What the cost wishes of it is not known yet.';
  if (wish === 0) return what + ' The cost wishes nothing of it.';
  return `${what} The cost would fall if ${layer === 0 ? 'it' : 'its sum'} ${wish < 0 ? 'rose' : 'fell'}.`;
}

/** @param {string} name @param {Element} symbol @param {string} role @param {(() => void) | null} open */
function numberRow(name, symbol, role, open) {
  const number = element('span', { class: 'value ' + role });
  const content = [element('span', {}, name), element('span', { class: role }, inlineMath(symbol)), number];
  const node = open ? element('button', { type: 'button', class: 'row', onclick: open }, ...content) : element('div', { class: 'row' }, ...content);
  return { node, number };
}

/** @param {Frame} frame @param {Place} place @param {(target: Target) => void} select */
function createNumbers(frame, { layer, to }, select) {
  const own = layer > 0 ? frame.layers[layer - 1] : null;
  const wish = numberRow('what the cost wishes', costBy(activation(layer, to)), 'C', null);
  const a = numberRow(layer === 0 ? 'value' : 'activation', activation(layer, to), 'a', null);
  const rows = own === null ? [a, wish] : [
    numberRow('weighted sum', weightedSum(layer, to), 'z', null),
    a,
    numberRow('slope, is it listening?', slopeAt(own.activation, weightedSum(layer, to)), 'z', null),
    wish,
    numberRow('delta, the wish for the sum', delta(layer, to), 'd', null),
    numberRow('bias', mi('b', 'b'), 'b', () => select({ kind: 'bias', layer, to })),
  ];
  /** @param {State} now @param {Frame} shown */
  function show(now, shown) {
    const known = reached(now.view.tau, shown.layers.length);
    /** @param {boolean} is @param {number} number */
    const text = (is, number) => (is ? formatNumber(number) : 'not yet');
    const layerNow = layer > 0 ? shown.layers[layer - 1] : null;
    const error = layer === shown.layers.length ? known.cost : known.nudge(layer + 1);
    const numbers = layerNow === null
      ? [formatNumber(shown.input[to]), text(error, shown.dC_da0[to])]
      : [
          text(known.forward(layer), layerNow.z[to]), text(known.forward(layer), layerNow.a[to]), text(known.forward(layer), layerNow.slope[to]),
          text(error, layerNow.dC_da[to]), text(known.nudge(layer), layerNow.delta[to]), formatNumber(layerNow.b[to]),
        ];
    rows.forEach((line, index) => setText(line.number, numbers[index]));
  }
  return { node: element('div', { class: 'part' }, element('div', { class: 'rows three' }, ...rows.map((line) => line.node))), show };
}

/** @param {number} layer the complaining one @param {(target: Target) => void} select @param {number} from */
function createComplaint(layer, from, select) {
  let to = 0;
  const name = element('span');
  const w = span('w value');
  const d = span('d value');
  const node = element('button', { type: 'button', class: 'row', onclick: () => select({ kind: 'weight', layer, to, from }) }, name, w, d);
  return {
    node,
    /** @param {number} neuron @param {string} text @param {number} weightNow @param {number} deltaNow */
    show(neuron, text, weightNow, deltaNow) {
      to = neuron;
      setText(name, text);
      setText(w, 'w ' + formatNumber(weightNow));
      setText(d, 'δ ' + formatNumber(deltaNow));
    },
  };
}

/** Of an input. @param {Frame} frame @param {number} to @param {(target: Target) => void} select */
function createComplaints(frame, to, select) {
  const next = 1;
  const list = Array.from({ length: Math.min(MOST_COMPLAINTS, frame.layers[next - 1].outputs) }, () => createComplaint(next, to, select));
  const rows = element('div', { class: 'rows three' }, ...list.map((line) => line.node));
  const sum = element('span');
  const waiting = element('p', { class: 'hint' }, 'Not yet: the cost has not come back to that layer.');
  const heading = element('div', { class: 'label' }, element('span', {}, `Complaints from layer ${next}, loudest first`), inlineMath(row(weight(next, 'i', to), delta(next, 'i'))));
  const total = element('p', { class: 'sub' }, 'Weighted by w they add up to ', sum, '.');
  /** @param {State} state @param {Frame} shown */
  function show(state, shown) {
    const known = reached(state.view.tau, shown.layers.length).nudge(next);
    const after = shown.layers[next - 1];
    const order = bySize(after.delta);
    list.forEach((line, index) => {
      const i = order[index];
      const name = next === shown.layers.length ? capital(sampleNoun(state) === 'digit' ? 'digit ' + className(state, i) : className(state, i)) : 'neuron ' + i;
      line.show(i, name, weightOf(after, i, to), after.delta[i]);
    });
    rows.hidden = total.hidden = !known;
    waiting.hidden = known;
    setText(sum, formatNumber(shown.dC_da0[to]));
    sum.className = signRole(shown.dC_da0[to]);
  }
  return { node: element('div', { class: 'part' }, heading, rows, total, waiting), show };
}

/** @param {Frame} frame @param {Place} place @param {import('./inspector.js').Tools} tools @returns {import('./tabs.js').Tab[]} */
const tabsOf = (frame, { layer, to }, tools) => [
  { name: 'forms', title: 'Formula', load: async () => (await import('../forms/forms.js')).createForms(tools) },
  { name: 'ways', title: 'Ways', load: async () => (await import('../ways/complaints.js')).createOrigins(frame, { kind: 'neuron', layer, to }, tools) },
];

/**
 * @param {State} state
 * @param {Frame} frame
 * @param {Place} place
 * @param {import('./inspector.js').Tools} tools
 */
export function createNeuron(state, frame, place, tools) {
  const { layer, to } = place;
  const plain = element('p', { class: 'plain' });
  const where = layer === 0 ? capital(inputName(state, to)) : `${capital(neuronName(state, layer, to))}, ${frame.layers[layer - 1].inputs} incoming weights`;
  const numbers = createNumbers(frame, place, tools.select);
  const more = layer === 0 ? createComplaints(frame, to, tools.select) : createTabs(tabsOf(frame, place, tools), tools.chooseTab);
  const node = element('div', {},
    element('h2', { class: 'panel-title' }, layer === 0 ? 'Input' : 'Neuron', inlineMath(activation(layer, to)), element('button', { type: 'button', class: 'close', onclick: () => tools.select(null) }, 'Close')),
    element('p', { class: 'sub' }, where), plain, numbers.node, more.node);
  /** @param {State} now @param {Frame} shown */
  function show(now, shown) {
    const known = reached(now.view.tau, shown.layers.length);
    setText(plain, plainSentence(shown, place, layer === 0 ? known.nudge(1) : known.nudge(layer)));
    numbers.show(now, shown);
    more.show(now, shown);
  }
  return { node, show };
}
