/**
 * Knows how the selected weight or bias is nudged in the picture itself: its number is a grip that is dragged up or down.
 * Does not know the picture nor the server. A press without a movement changes nothing.
 */

import { aimed, isParameter, nudgedValue, valueNow, whyNot } from '../../state/nudging.js';
import { exists } from '../../state/readings.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/readings.js').Parameter} Parameter */

const PIXELS = 100; // that move a parameter by 1
const STILL = 3;

/**
 * @param {object} options
 * @param {() => State} options.get
 * @param {Pick<import('../../net/commands.js').Commands, 'tryValue' | 'release'>} options.commands
 * @param {() => void} options.begin called when a drag begins
 */
export function createGrip({ get, commands, begin }) {
  /** @type {{pointer: number, y: number, target: Parameter, now: number, value: number | null} | null} */
  let held = null;
  return {
    /** @param {PointerEvent} event on the number of what is selected @returns {boolean} whether it is held now */
    down(event) {
      const { frame, selection } = get();
      if (held || !frame || !isParameter(selection) || !exists(frame, selection) || whyNot(get()) !== '') return false;
      held = { pointer: event.pointerId, y: event.clientY, target: selection, now: valueNow(frame, selection), value: null };
      return true;
    },
    /** @param {PointerEvent} event @returns {boolean} */
    move(event) {
      if (held?.pointer !== event.pointerId) return false;
      const up = held.y - event.clientY;
      if (held.value === null && Math.abs(up) < STILL) return true;
      if (held.value === null) begin();
      held.value = nudgedValue(held.now, aimed(up / PIXELS));
      commands.tryValue(held.target, held.value);
      return true;
    },
    /** @param {PointerEvent} event */
    up(event) {
      if (held?.pointer !== event.pointerId) return;
      if (held.value !== null) void commands.release(held.target, held.value, held.now);
      held = null;
    },
  };
}

/** @typedef {ReturnType<typeof createGrip>} Grip */
