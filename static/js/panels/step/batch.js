/**
 * Knows how the nudges of a mini-batch's samples are drawn side by side, and how their mean comes about.
 * Does not know which parameter they are of. Every nudge and every mean so far is the server's.
 */

import { formatCount, formatNumber } from '../../scene/format.js';
import { element, setText, svg } from '../../page/dom.js';
import { capital, className, sampleNoun } from '../words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').UpdateAnswer} UpdateAnswer */
/** @typedef {import('../../state/shape.js').SampleNudge} SampleNudge */

const HALF = 50; // units above and below the zero line
const MOST_LABELS = 16;

/** @param {number | null} value */
const finite = (value) => (value !== null && Number.isFinite(value) ? value : 0);

/** The largest size, so that all fit. @param {SampleNudge[]} samples */
const extentOf = (samples) => Math.max(...samples.flatMap(({ nudge, mean_so_far: mean }) => [Math.abs(finite(nudge)), Math.abs(finite(mean))])) || 1;

/** The means so far as one line across all sticks. @param {SampleNudge[]} samples @param {number} extent */
export function meanLine(samples, extent) {
  return samples.map(({ mean_so_far: mean }, index) => `${index + 0.5},${((-finite(mean) / extent) * HALF).toFixed(2)}`).join(' ');
}

/** What a sample is called. @param {State} state @param {SampleNudge} sample @param {number} index */
function nameOf(state, { index: number, label }, index) {
  const noun = capital(sampleNoun(state));
  const what = label === null ? `${noun} ${index + 1}` : sampleNoun(state) === 'digit' ? `${noun} ${className(state, label)}` : `${noun} of ${className(state, label)}`;
  return number === null ? `${what}, yours` : `${what}, number ${formatCount(number + 1)}`;
}

/** @param {State} state @param {SampleNudge[]} samples @param {number} index */
function said(state, samples, index) {
  const sample = samples[index];
  const mean = index === 0 ? '' : ` Mean of the first ${index + 1}: ${formatNumber(sample.mean_so_far)}.`;
  return `${nameOf(state, sample, index)}: ${formatNumber(sample.nudge)}.${mean}`;
}

/** @param {State} state @param {UpdateAnswer['batch']} batch */
function summary(state, { used, size, samples, mean }) {
  const noun = sampleNoun(state);
  const more = samples.length < size ? ` The first ${samples.length} are drawn.` : '';
  const are = used ? `These ${formatCount(size)} ${noun}s made the step: their mean, ` : `In a batch, these ${formatCount(size)} ${noun}s would move it by their mean, `;
  return `${are}${formatNumber(mean)}.${more}`;
}

/** @param {(sample: number) => void} watchSample */
export function createBatch(watchSample) {
  const sticks = element('div', { class: 'sticks' });
  const mean = svg('polyline', { class: 'mean-line' });
  const line = svg('svg', { class: 'means', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, mean);
  const words = element('p', { class: 'hint', 'aria-live': 'off' });
  const title = element('span');
  const node = element('section', { class: 'part batch', 'aria-label': 'From one sample to the batch' },
    element('h3', { class: 'label' }, title, element('span', {}, 'line: the mean so far')), element('div', { class: 'sticks-room' }, sticks, line), words);
  /** @type {[State, UpdateAnswer['batch']] | null} */
  let last = null;

  /** @param {number | null} index */
  function tell(index) {
    if (last) setText(words, index === null ? summary(...last) : said(last[0], last[1].samples, index));
  }

  /** @param {SampleNudge} sample @param {number} index @param {number} extent @param {State} state @param {boolean} labelled */
  function stick(sample, index, extent, state, labelled) {
    const nudge = finite(sample.nudge);
    const label = labelled && sample.label !== null ? className(state, sample.label) : '';
    const bar = svg('line', { class: 'bar-line', x1: 0.5, x2: 0.5, y1: 0, y2: ((-nudge / extent) * HALF).toFixed(2) });
    bar.dataset.tone = nudge < 0 ? 'up' : 'down';
    return element('button', {
      type: 'button', class: 'stick', 'aria-label': said(state, last?.[1].samples ?? [], index), onclick: () => sample.index !== null && watchSample(sample.index),
      onpointerenter: () => tell(index), onfocus: () => tell(index), onpointerleave: () => tell(null), onblur: () => tell(null),
    }, svg('svg', { viewBox: `0 ${-HALF - 2} 1 ${2 * HALF + 4}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, bar), element('span', {}, label));
  }

  /** @param {State} state @param {UpdateAnswer['batch']} batch */
  function show(state, batch) {
    if (last?.[1] === batch) return;
    last = [state, batch];
    const { samples } = batch;
    const extent = extentOf(samples);
    const labelled = samples.length <= MOST_LABELS;
    setText(title, batch.used ? `The ${formatCount(batch.size)} nudges of this step` : `Nudges of ${formatCount(batch.size)} ${sampleNoun(state)}s at this network`);
    sticks.replaceChildren(...samples.map((sample, index) => stick(sample, index, extent, state, labelled)));
    line.setAttribute('viewBox', `0 ${-HALF - 2} ${samples.length} ${2 * HALF + 4}`);
    mean.setAttribute('points', meanLine(samples, extent));
    tell(null);
  }
  return { node, show };
}
