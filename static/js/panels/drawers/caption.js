/**
 * Knows what stands below a picture that leaves the page: which run, which step and phase, and where to find it again.
 * Does not know how a picture is painted.
 */

import { formatCount } from '../../scene/format.js';
import { phaseAt } from '../../scene/phases.js';
import { bugWords } from '../bug_note.js';
import { padWords } from '../stage/pad.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../protocol/types.js').Frame} Frame */

/** @param {State} state @param {Frame} frame */
function momentText({ view }, frame) {
  const phase = view.tau < 0.0005 ? 'before the first phase' : phaseAt(view.tau, frame.layers.length).name;
  const applied = frame.phase === 'applied' ? '' : ', not applied yet';
  return `Step ${formatCount(frame.step)}${applied} · ${phase} · ${frame.sizes.join('–')} ${[...new Set(frame.detail.activations)].join(', ')}`;
}

/** @param {State} state @param {Frame} frame @param {string} address @returns {import('../../draw/export.js').Caption} */
export function captionOf(state, frame, address) {
  const { title, reading } = padWords(state, frame);
  return { name: [state.job?.name ?? 'A run', title, bugWords(frame)].filter(Boolean).join(' · '), state: momentText(state, frame), sample: title, reading, address };
}
