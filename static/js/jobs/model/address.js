/**
 * Knows how what the page shows is written after #: the filter, the compared jobs, or a sweep.
 * Does not know the browser's location. Reading never throws: what cannot be read is left out.
 */

import { STATES } from '../../protocol/states.js';

/** @typedef {{sweep: string | null, state: string, label: string, compare: string[]}} Place */

const ID = /^[\w-]{1,80}$/;
const MOST = 32;

/** @param {string} hash with or without the # @returns {Place} */
export function readPlace(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const sweep = parts.get('sweep');
  const state = parts.get('state') ?? '';
  return {
    sweep: sweep !== null && ID.test(sweep) ? sweep : null,
    state: STATES.includes(state) ? state : '',
    label: (parts.get('label') ?? '').slice(0, 260),
    compare: (parts.get('compare') ?? '').split(',').filter((id) => ID.test(id)).slice(0, MOST),
  };
}

/** @param {Place} place @returns {string} without the # */
export function writePlace(place) {
  if (place.sweep !== null) return 'sweep=' + place.sweep;
  const parts = new URLSearchParams();
  if (place.state) parts.set('state', place.state);
  if (place.label) parts.set('label', place.label);
  const rest = place.compare.length > 0 ? 'compare=' + place.compare.join(',') : '';
  return [parts.toString(), rest].filter(Boolean).join('&');
}
