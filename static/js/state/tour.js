/**
 * Knows the stops of the guided tour: the lesson's story, each stop a state of the lab with a sentence or two and one thing to do.
 * Does not know how a stop is opened or shown. Every number in a sentence is read from the frame.
 */

import { formatCount, formatNumber } from '../scene/format.js';
import { gradientOf, weightOf } from './readings.js';

/** @typedef {import('../protocol/types.js').Frame} Frame */

/**
 * `run` names the network and its history as a link does, `view` what is looked at; stops with the same run share it.
 * @typedef {{title: string, name: string, run: string, view: string, text: (frame: Frame) => string, task: string}} Stop
 */

const CHAIN = 'preset=chain';
const PAIR = 'preset=mazur';
const DIGITS = 'step=300&h=b300';

/** @param {Frame} frame */
const last = (frame) => frame.layers[frame.layers.length - 1];

/** @param {number} value as a factor that may need brackets */
const factor = (value) => (value < 0 ? `(${formatNumber(value)})` : formatNumber(value));

/** @type {readonly Stop[]} */
export const STOPS = [
  {
    title: 'One neuron in each layer', name: 'The chain', run: CHAIN, view: 'tau=3', task: 'Press → and see what it costs.',
    text: (frame) => `The smallest network that has layers: an input, two neurons on the way, one at the end. It says ${formatNumber(last(frame).a[0])} and should say ${formatNumber(frame.target[0])}.`,
  },
  {
    title: 'The cost of one sample', name: 'The chain', run: CHAIN, view: 'tau=4', task: 'Press → again: the first nudge comes back.',
    text: (frame) => `The output misses by a − y = ${formatNumber(last(frame).a[0] - frame.target[0])}. The square of the miss is the cost of this sample, C₀ = ${formatNumber(frame.detail.cost)}.`,
  },
  {
    title: 'Wiggle the last weight', name: 'The chain', run: CHAIN, view: 'tau=7&sel=w3.0.0&tab=nudge', task: 'Drag w on its line, and see what follows.',
    text: () => 'How much does the cost change when this weight changes a little? The weight moves z, z moves a, and a moves C₀: three steps, one after another.',
  },
  {
    title: 'Three factors', name: 'The chain', run: CHAIN, view: 'tau=7&sel=w3.0.0&tab=forms', task: 'Point at a factor, and see where it comes from. Then press Verify.',
    text: (frame) => {
      const own = last(frame);
      const before = frame.layers[frame.layers.length - 2].a[0];
      return `Each of the three steps has a rate, and rates multiply: ${formatNumber(before)} × ${formatNumber(own.slope[0])} × ${factor(own.dC_da[0])} = ${formatNumber(gradientOf(own, 0, 0))}. That is the chain rule.`;
    },
  },
  {
    title: 'The bias', name: 'The chain', run: CHAIN, view: 'tau=7&sel=b3.0&tab=forms', task: 'Compare its factors with those of the weight before.',
    text: (frame) => `A bias is added to the sum as it is, so z moves as much as b does: the first factor is 1. What is left, ${formatNumber(last(frame).delta[0])}, is called δ.`,
  },
  {
    title: 'Further back, the chain grows', name: 'The chain', run: CHAIN, view: 'tau=7&sel=w1.0.0&tab=forms', task: 'Read the lines from the top: each layer adds a slope and a weight.',
    text: (frame) => `The first weight reaches the cost through every layer after it. Its nudge, ${formatNumber(gradientOf(frame.layers[0], 0, 0))}, is the product of all the rates on the way.`,
  },
  {
    title: 'Several neurons in a layer', name: 'Two by two', run: PAIR, view: 'tau=5&sel=n1.0&tab=ways', task: 'Point at each row, and see its way to the cost.',
    text: (frame) => `This neuron moves both outputs, so it reaches the cost along two ways. What they bring back is added: ${formatNumber(frame.layers[0].dC_da[0])}. There is no target for it, only this wish.`,
  },
  {
    title: 'The step', name: 'Two by two', run: PAIR, view: 'tau=6&sel=w2.0.0&tab=step', task: 'Press ← and →: the step, before and after.',
    text: (frame) => `Every weight moves against its nudge, by the rate η: this one from ${formatNumber(weightOf(last(frame), 0, 0))}. With all of them moved, the cost of this sample goes from ${formatNumber(frame.detail.cost)} to ${formatNumber(frame.detail.cost_after)}.`,
  },
  {
    title: 'The same, with digits', name: 'Reading digits', run: DIGITS, view: 'tau=7', task: 'Draw a digit over this one, and say what it should be.',
    text: (frame) => {
      const count = frame.layers.reduce((sum, { inputs, outputs }) => sum + outputs * (inputs + 1), 0);
      return `${formatCount(count)} weights and biases, and one sweep back gives the nudge of every one. Blue asks to be raised, orange to be lowered; the wider, the more.`;
    },
  },
  {
    title: 'One sample, and all of them', name: 'Reading digits', run: DIGITS, view: 'tau=7&sel=b3.4&tab=step', task: 'Point at the sticks: each digit asks for something of its own.',
    text: (frame) => `One digit's nudges serve that digit alone. This step took the mean over ${formatCount(frame.detail.update_size)} of them; the mean over all is the gradient of the whole cost.`,
  },
  {
    title: 'Again and again', name: 'Learning to read digits', run: 'lr=0.5', view: '', task: 'Watch the curve fall. Then open Examples, or draw.',
    text: () => 'Forward, cost, backward, step: that is all of learning. Repeated a few thousand times, it reads.',
  },
];
