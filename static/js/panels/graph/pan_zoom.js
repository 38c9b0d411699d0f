/**
 * Knows the gestures that move and magnify a drawing: dragging, two fingers, the wheel.
 * Does not know what is drawn nor how far a view may go.
 */

/** @typedef {import('../../scene/graph_view.js').Point} Point */

const SLACK = 4; // px that a click may slip
const WHEEL = 0.0016; // of the logarithm of the magnification, for each px of the wheel
const LINE = 16; // px, where a wheel counts lines

/**
 * @param {SVGSVGElement} surface
 * @param {{pan: (by: Point) => void, zoom: (at: Point, factor: number) => void}} actions points are in px of the surface
 * @returns {() => boolean} whether the press that just ended was a drag, and no click
 */
export function listenToGestures(surface, { pan, zoom }) {
  /** @type {Map<number, Point>} */
  const fingers = new Map();
  let slipped = 0;

  /** @param {MouseEvent} event @returns {Point} */
  const placeOf = (event) => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  /** @returns {{middle: Point, apart: number}} */
  const pinch = () => {
    const [one, other] = [...fingers.values()];
    return { middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }, apart: Math.hypot(one.x - other.x, one.y - other.y) };
  };

  surface.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (fingers.size === 0) slipped = 0;
    fingers.set(event.pointerId, placeOf(event));
  });
  surface.addEventListener('pointermove', (event) => {
    const from = fingers.get(event.pointerId);
    if (!from) return;
    const to = placeOf(event);
    const before = fingers.size === 2 ? pinch() : null;
    fingers.set(event.pointerId, to);
    slipped += Math.hypot(to.x - from.x, to.y - from.y);
    if (slipped <= SLACK) return;
    surface.setPointerCapture(event.pointerId); // only now: a captured press clicks on the surface, not on what it hit
    if (!before) return pan({ x: to.x - from.x, y: to.y - from.y });
    const { middle, apart } = pinch();
    pan({ x: middle.x - before.middle.x, y: middle.y - before.middle.y });
    if (before.apart > 0) zoom(middle, apart / before.apart);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) {
    surface.addEventListener(end, (event) => fingers.delete(/** @type {PointerEvent} */ (event).pointerId));
  }
  surface.addEventListener('wheel', (event) => {
    event.preventDefault();
    zoom(placeOf(event), Math.exp(-event.deltaY * (event.deltaMode === 1 ? LINE : 1) * WHEEL));
  }, { passive: false });

  return () => slipped > SLACK;
}
