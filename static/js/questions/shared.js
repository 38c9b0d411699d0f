/**
 * Knows the experiment of shared weights: one number used several times, the nudge at each place, and their sum beside a measured derivative.
 * Does not know how they are computed: the server runs the network forward and back, and wiggles the number.
 */

import { oneOf } from '../jobs/view/choices.js';
import { shareParameter } from '../net/api.js';
import { element, setText, svg } from '../page/dom.js';
import { failureText } from '../protocol/messages.js';
import { formatFixed, formatNumber } from '../scene/format.js';

/** @typedef {import('../state/shape.js').SharedAnswer} SharedAnswer */
/** @typedef {{layer: number, to: number, from: number}} Use */
/** @typedef {{points: [number, number][], edges: {ends: [number, number], use: number | null}[], names: [string, number][]}} Figure use: which of the shared number's places the edge is */
/** @typedef {{label: string, unit: string, most: number, body: (w: number, count: number) => Record<string, unknown>, uses: (count: number) => Use[], figure: (count: number) => Figure}} Example */

const INPUTS = [0.9, 0.2, 0.6, -0.3, 0.5, 0.1, 0.8];
const KERNEL_OTHER = -0.4;
const BIAS = 0.1;
const GAP = 92;

/** @param {number} count @returns {number[]} */
const upTo = (count) => Array.from({ length: count }, (_, at) => at);

/** A chain in which each layer is the same weight and bias: the state at the next time. @type {Example} */
const RECURRENCE = {
  label: 'A recurrence', unit: 'times', most: 8,
  body: (w, count) => ({
    network: { activations: upTo(count).map(() => 'tanh'), weights: upTo(count).map(() => [[w]]), biases: upTo(count).map(() => [BIAS]) },
    input: [1], target: [0.8],
  }),
  uses: (count) => upTo(count).map((at) => ({ layer: at + 1, to: 0, from: 0 })),
  figure: (count) => ({
    points: upTo(count + 1).map((at) => [30 + at * GAP, 60]),
    edges: upTo(count).map((at) => ({ ends: [at, at + 1], use: at })),
    names: upTo(count + 1).map((at) => [at === 0 ? 'start' : `time ${at}`, at]),
  }),
};

/** A kernel of two numbers that moves over a row of inputs; the first of the two is the shared number. @type {Example} */
const CONVOLUTION = {
  label: 'A convolution', unit: 'places', most: 6,
  body: (w, count) => ({
    network: {
      activations: ['sigmoid', 'sigmoid'],
      weights: [upTo(count).map((at) => upTo(count + 1).map((k) => (k === at ? w : k === at + 1 ? KERNEL_OTHER : 0))), [upTo(count).map((at) => (at % 2 ? -1.5 : 1))]],
      biases: [upTo(count).map(() => BIAS), [0]],
    },
    input: INPUTS.slice(0, count + 1), target: [1],
  }),
  uses: (count) => upTo(count).map((at) => ({ layer: 1, to: at, from: at })),
  figure: (count) => ({
    points: [...upTo(count + 1).map((at) => /** @type {[number, number]} */ ([30 + at * GAP, 124])), ...upTo(count).map((at) => /** @type {[number, number]} */ ([30 + (at + 0.5) * GAP, 68])), [30 + (count / 2) * GAP, 14]],
    edges: upTo(count).flatMap((at) => [
      { ends: [at, count + 1 + at], use: at }, { ends: [at + 1, count + 1 + at], use: null }, { ends: [count + 1 + at, 2 * count + 1], use: null },
    ]),
    names: upTo(count + 1).map((at) => [`x${at + 1}`, at]),
  }),
};

/** @param {Figure} figure @param {SharedAnswer} answer */
function drawn({ points, edges, names }, { uses }) {
  const width = Math.max(...points.map(([x]) => x)) + 30;
  const largest = Math.max(...uses.map(({ gradient }) => Math.abs(gradient ?? 0))) || 1;
  const lines = edges.flatMap(({ ends: [from, to], use }) => {
    const [[x1, y1], [x2, y2]] = [points[from], points[to]];
    const gradient = use === null ? null : (uses[use].gradient ?? 0);
    const look = gradient === null ? 'other' : gradient > 0 ? 'down' : 'up';
    const said = gradient === null ? [] : [svg('text', { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 8, 'text-anchor': x1 === x2 || y1 === y2 ? 'middle' : 'end' }, formatNumber(gradient))];
    return [...said, svg('line', { class: look, x1, y1, x2, y2, 'stroke-width': gradient === null ? 1 : 1.5 + (5 * Math.abs(gradient)) / largest, 'stroke-dasharray': look === 'up' ? '6 4' : null })];
  });
  return svg('svg', { class: 'shared', viewBox: `0 0 ${width} 152`, width, height: 152, 'aria-hidden': 'true' }, ...lines, ...points.map(([cx, cy]) => svg('circle', { cx, cy, r: 8 })),
    ...names.map(([name, at]) => svg('text', { class: 'name', x: points[at][0], y: points[at][1] + 24, 'text-anchor': 'middle' }, name)));
}

/** @param {number | null} value in a sum */
const term = (value) => (value !== null && value < 0 ? `(${formatNumber(value)})` : formatNumber(value));

/** @param {SharedAnswer} answer */
function equation({ uses, gradient, difference }) {
  return [
    element('p', { class: 'sum' }, '∂C/∂w = ' + uses.map((use) => term(use.gradient)).join(' + ') + ' = ', element('b', {}, formatNumber(gradient))),
    element('p', {}, `Measured by moving all of them together: ${formatNumber(difference.value)}, relative error ${formatNumber(difference.error)}.`),
  ];
}

/** @param {HTMLElement} root */
export function createShared(root) {
  const examples = { recurrence: RECURRENCE, convolution: CONVOLUTION };
  /** @type {keyof typeof examples} */
  let which = 'recurrence';
  let asked = 0;
  const kind = oneOf('Example', /** @type {['recurrence' | 'convolution', string][]} */ (Object.entries(examples).map(([name, { label }]) => [name, label])), (chosen) => {
    which = chosen;
    void show();
  });
  const weight = element('input', { type: 'range', id: 'weight', min: -2, max: 2, step: 0.05, value: 0.5, oninput: () => void show() });
  const weightShown = element('output', { for: 'weight' });
  const count = element('input', { type: 'range', id: 'count', min: 1, max: RECURRENCE.most, value: 3, oninput: () => void show() });
  const countShown = element('output', { for: 'count' });
  const figure = element('div', { class: 'figure' });
  const words = element('div', { class: 'found', role: 'status' });

  async function show() {
    const mine = (asked += 1);
    const example = examples[which];
    kind.show(which);
    count.max = String(example.most);
    const [w, uses] = [Number(weight.value), Number(count.value)];
    setText(weightShown, formatFixed(w, 2));
    setText(countShown, `${uses} ${example.unit}`);
    try {
      const answer = await shareParameter({ ...example.body(w, uses), uses: example.uses(uses) });
      if (mine !== asked) return; // a later one is under way
      figure.replaceChildren(drawn(example.figure(uses), answer));
      words.replaceChildren(...equation(answer));
    } catch (error) {
      words.replaceChildren(element('p', {}, failureText(error)));
    }
  }
  root.append(
    element('div', { class: 'choices' }, kind.node, element('label', { for: 'weight' }, 'w'), weight, weightShown, element('label', { for: 'count' }, 'Used'), count, countShown),
    figure, words, element('p', { class: 'key' }, 'Each coloured edge is the same w. The wider, the larger its part of the nudge: blue and dashed asks for a higher w, orange for a lower one.'));
  void show();
}
