/**
 * Knows the two lists below a weight, a bias or a neuron: what the next layer wants of it, and all ways from it to the cost.
 * Does not know how a share is drawn. Every number is the server's; here is decided only which of them may be seen yet.
 */

import { reached } from '../../state/readings.js';
import { factorsShown } from '../../state/factors.js';
import { isRunning } from '../../state/reduce.js';
import { element, setText } from '../../page/dom.js';
import { activation, bias, costBy, delta, inlineMath, row, sumOver, weight } from '../../page/mathml.js';
import { createShareList } from './share_list.js';
import { MOST_PATHS, complaintShares, pathShares, rowCount, targetSentence, wayCount, waysSentence } from './shares.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').LitRow} LitRow */
/** @typedef {import('../../state/shape.js').FactorsAnswer} FactorsAnswer */
/** @typedef {import('../../protocol/types.js').Frame} Frame */
/** @typedef {import('../../protocol/types.js').Target} Target */
/** @typedef {Exclude<Target, {kind: 'input'}>} Place */
/** @typedef {{select: (target: Target) => void, lightRow: (lit: LitRow | null) => void}} Tools */
/** @typedef {(state: State, answer: FactorsAnswer) => import('./shares.js').ShareList} Share */

const RUNNING = 'Pause, and this can be seen: it belongs to one moment of the run.';

/**
 * @param {{title: string, symbol: Element | null, sentence: string, list: ReturnType<typeof createShareList> | null, share: Share,
 *         known: (state: State) => boolean, notYet: string, name: string}} what
 */
function createPart({ title, symbol, sentence, list, share, known, notYet, name }) {
  const note = element('p', { class: 'hint' });
  const text = element('p', { class: 'hint' }, sentence);
  const node = element('section', { class: 'part ' + name, 'aria-label': title }, element('h3', { class: 'label' }, element('span', {}, title), symbol), text, note, list?.node ?? null);

  /** @param {State} state */
  function show(state) {
    const found = factorsShown(state);
    const why = list === null ? '' : isRunning(state) ? RUNNING : !known(state) ? notYet : found?.problem ? 'The server could not tell: ' + found.problem : '';
    setText(note, why);
    note.hidden = why === '';
    text.hidden = why === RUNNING;
    if (!list) return;
    list.node.hidden = why !== '';
    if (found?.answer && why === '') list.show(share(state, found.answer), found.old);
  }
  return { node, show };
}

/** @param {Frame} frame @param {Place} place @param {Tools} tools */
function createComplaints(frame, { kind, layer, to }, { select, lightRow }) {
  const output = layer === frame.layers.length;
  const count = output ? 0 : frame.sizes[layer + 1];
  /** @type {number[]} */
  let neurons = [];
  const list = output ? null : createShareList(rowCount(count), rowCount(count) < count, inlineMath(costBy(activation(layer, to))), {
    light: (index) => lightRow(index === null ? null : { list: 'complaints', index }),
    open: (index) => neurons[index] !== undefined && select({ kind: 'weight', layer: layer + 1, to: neurons[index], from: to }),
  });
  const whom = kind === 'neuron' ? 'this neuron' : 'neuron ' + to;
  return createPart({
    name: 'complaints', title: output ? 'What the cost wants of this output' : `What the next layer wants of ${whom}`,
    symbol: output ? null : inlineMath(row(sumOver('i'), weight(layer + 1, 'i', to), delta(layer + 1, 'i'))),
    sentence: targetSentence(frame, layer), list,
    share: (state, answer) => {
      neurons = answer.complaints.map(({ neuron }) => neuron);
      return complaintShares(state, answer, layer);
    },
    known: (state) => reached(state.view.tau, frame.layers.length).nudge(layer + 1),
    notYet: 'Not yet: the cost has not come back to that layer.',
  });
}

/** @param {Frame} frame @param {Place} place @param {Tools} tools */
function createWays(frame, place, { lightRow }) {
  const { kind, layer, to } = place;
  const count = wayCount(frame.sizes, layer);
  const symbol = kind === 'weight' ? costBy(weight(layer, to, place.from)) : costBy(bias(layer, to));
  const output = layer === frame.layers.length;
  const list = output ? null : createShareList(Math.min(MOST_PATHS, count), count > MOST_PATHS, inlineMath(symbol), {
    light: (index) => lightRow(index === null ? null : { list: 'paths', index }), open: null,
  });
  return createPart({
    name: 'ways', title: 'All ways from here to the cost', symbol: null, sentence: waysSentence(count), list,
    share: (state, answer) => pathShares(state, answer, layer),
    known: (state) => reached(state.view.tau, frame.layers.length).nudge(layer),
    notYet: 'Not yet: the complaints have not come back this far.',
  });
}

/** @param {Frame} frame @param {Place} place @param {Tools} tools */
export function createOrigins(frame, place, tools) {
  const parts = [createComplaints(frame, place, tools), createWays(frame, place, tools)];
  return {
    node: element('div', {}, ...parts.map((part) => part.node)),
    /** @param {State} state */
    show: (state) => parts.forEach((part) => part.show(state)),
  };
}
