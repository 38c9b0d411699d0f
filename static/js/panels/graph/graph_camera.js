/**
 * Knows which part of the graph's figure is seen: it is dragged, pinched, magnified, shown whole, and brought to a node that is walked to.
 * Does not know nodes: places are given.
 */

import { NODE, PITCH } from '../../scene/graph_layout.js';
import { firstView, fitted, kept, panned, showing, viewBox, zoomed } from '../../scene/graph_view.js';
import { listenToGestures } from './pan_zoom.js';

/** @typedef {import('../../scene/graph_layout.js').GraphLayout} GraphLayout */
/** @typedef {{x: number, y: number}} Point in units of the layout */

const ROOM = { width: PITCH.x + NODE.width, height: 2 * PITCH.y }; // around a node that is walked to

/** @param {SVGSVGElement} surface */
export function createCamera(surface) {
  /** @type {GraphLayout | null} */
  let layout = null;
  /** @type {import('../../scene/graph_view.js').GraphView | null} */
  let view = null;
  let stage = { width: 1, height: 1 };

  function measure() {
    stage = { width: surface.clientWidth || 1, height: surface.clientHeight || 1 };
  }

  /** @param {import('../../scene/graph_view.js').GraphView} next */
  function look(next) {
    if (!layout) return;
    view = kept(next, layout, stage);
    surface.setAttribute('viewBox', viewBox(view, stage));
  }

  function resize() {
    if (!surface.checkVisibility()) return;
    measure();
    if (view) look(view);
  }
  new ResizeObserver(resize).observe(surface);
  const dragged = listenToGestures(surface, { pan: (by) => view && look(panned(view, by)), zoom: (at, factor) => view && look(zoomed(view, at, factor)) });

  return {
    resize,
    /** Whether what has just ended was a drag, not a press. */
    dragged,
    /** Looks at another figure, at first around a place. @param {GraphLayout} next @param {Point | undefined} place */
    open(next, place) {
      layout = next;
      measure();
      look(firstView(layout, stage, place ?? { x: 0, y: 0 }));
    },
    fit() {
      if (layout) look(fitted(layout, stage));
    },
    /** @param {number} factor @param {Point | undefined} place what stays where it is; without one the middle */
    zoomBy(factor, place) {
      if (!view) return;
      const at = place ? { x: (place.x - view.x) * view.scale, y: (place.y - view.y) * view.scale } : { x: stage.width / 2, y: stage.height / 2 };
      look(zoomed(view, at, factor));
    },
    /** Moves as little as brings a node and its neighbours into sight. @param {import('../../scene/graph_layout.js').Place | undefined} place */
    reveal(place) {
      if (view && place) look(showing(view, stage, place, { width: ROOM.width, height: ROOM.height }));
    },
  };
}
