/**
 * Knows how a pointer becomes strokes on the pad, or a point of the plane.
 * Does not know the picture nor the server. Points lie on a grid of tenths of a pad unit, so that a link can hold them exactly.
 */

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../scene/layout.js').Layout} Layout */

const PAD_UNITS = 28;
/** Points closer than this, in pad units, add nothing that the pen's ink would show. */
const CLOSEST = 0.3;

/**
 * @typedef {object} Pen
 * @property {(x: number, y: number) => boolean} isOver
 * @property {(event: PointerEvent, x: number, y: number) => boolean} down true: the pen has taken the pointer
 * @property {(event: PointerEvent, x: number, y: number) => boolean} move
 * @property {(event: PointerEvent) => void} up
 */

/**
 * @param {object} options
 * @param {() => State} options.get
 * @param {() => Layout} options.layout
 * @param {(strokes: number[][][], active: boolean) => void} options.draw
 * @param {(point: [number, number]) => void} options.point in the plane's coordinates
 * @returns {Pen}
 */
export function createPen({ get, layout, draw, point }) {
  /** @type {number | null} */
  let pointer = null;

  /** @param {number} x @param {number} y */
  function isOver(x, y) {
    const { input, pad } = layout();
    const inside = x >= pad.x && y >= pad.y && x < pad.x + pad.size && y < pad.y + pad.size;
    return inside && input !== 'column' && get().frame !== null;
  }

  /** @param {number} x @param {number} y @returns {[number, number]} */
  function padUnits(x, y) {
    const { pad } = layout();
    /** @param {number} share */
    const unit = (share) => Math.round(Math.max(0, Math.min(1, share)) * PAD_UNITS * 10) / 10;
    return [unit((x - pad.x) / pad.size), unit((y - pad.y) / pad.size)];
  }

  /** @param {number} x @param {number} y */
  function sendPoint(x, y) {
    const box = get().frame?.grid_box;
    if (!box) return;
    const [u, v] = padUnits(x, y);
    const across = box[0] + ((box[1] - box[0]) * u) / PAD_UNITS;
    const up = box[3] - ((box[3] - box[2]) * v) / PAD_UNITS;
    point([Number(across.toFixed(3)), Number(up.toFixed(3))]);
  }

  /** @param {PointerEvent} event @param {number} x @param {number} y */
  function extend(event, x, y) {
    const { strokes } = get().drawing;
    const stroke = [...(strokes[strokes.length - 1] ?? [])];
    const coalesced = typeof event.getCoalescedEvents === 'function' ? event.getCoalescedEvents() : [];
    for (const part of coalesced.length > 0 ? coalesced : [event]) {
      const next = padUnits(x + part.clientX - event.clientX, y + part.clientY - event.clientY);
      const last = stroke[stroke.length - 1];
      if (!last || Math.hypot(next[0] - last[0], next[1] - last[1]) >= CLOSEST) stroke.push(next);
    }
    draw([...strokes.slice(0, -1), stroke], true);
  }

  return {
    isOver,
    down(event, x, y) {
      if (!isOver(x, y) || pointer !== null) return false;
      pointer = event.pointerId;
      if (layout().input === 'plane') sendPoint(x, y);
      else draw([...get().drawing.strokes, [padUnits(x, y)]], true);
      return true;
    },
    move(event, x, y) {
      if (event.pointerId !== pointer) return false;
      if (layout().input === 'plane') sendPoint(x, y);
      else extend(event, x, y);
      return true;
    },
    up(event) {
      if (event.pointerId !== pointer) return;
      pointer = null;
      if (layout().input !== 'plane') draw(get().drawing.strokes, false);
    },
  };
}
