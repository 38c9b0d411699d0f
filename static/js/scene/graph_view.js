/**
 * Knows which part of a drawing is seen: where its corner is, and how large. Zooming, panning, fitting, as pure functions.
 * Does not know what is drawn, nor pointers and wheels.
 */

/** A point of the drawing lies at (point - corner) * scale on the stage. @typedef {{x: number, y: number, scale: number}} GraphView */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number}} Point */

const LARGEST = 3;
const SMALLEST = 0.05;
const NATURAL = 1.25; // a small drawing is not blown up beyond this
export const READABLE = 0.93; // of the drawing's 13 px: text of 12 px

/** @param {number} scale */
const inRange = (scale) => Math.max(SMALLEST, Math.min(LARGEST, scale));

/** @param {Size} drawing @param {Size} stage @param {number} scale @returns {GraphView} in the middle */
const centred = (drawing, stage, scale) => ({ x: (drawing.width - stage.width / scale) / 2, y: (drawing.height - stage.height / scale) / 2, scale });

/** All of it. @param {Size} drawing @param {Size} stage @returns {GraphView} */
export const fitted = (drawing, stage) => centred(drawing, stage, inRange(Math.min(NATURAL, stage.width / drawing.width, stage.height / drawing.height)));

/**
 * What is seen first: all of it where it can be read so, else a part around a point that can.
 * @param {Size} drawing
 * @param {Size} stage
 * @param {Point} around
 */
export function firstView(drawing, stage, around) {
  const all = fitted(drawing, stage);
  return all.scale >= READABLE ? all : kept({ x: around.x - stage.width / READABLE / 2, y: around.y - stage.height / READABLE / 2, scale: READABLE }, drawing, stage);
}

/** No farther out than its edges allow. @param {number} from @param {number} seen @param {number} whole */
const held = (from, seen, whole) => (seen >= whole ? (whole - seen) / 2 : Math.max(0, Math.min(whole - seen, from)));

/** @param {GraphView} view @param {Size} drawing @param {Size} stage @returns {GraphView} with nothing empty beside it that need not be */
export const kept = ({ x, y, scale }, drawing, stage) => ({ x: held(x, stage.width / scale, drawing.width), y: held(y, stage.height / scale, drawing.height), scale });

/** @param {GraphView} view @param {Point} at on the stage; it stays where it is @param {number} factor @returns {GraphView} */
export function zoomed(view, at, factor) {
  const scale = inRange(view.scale * factor);
  return { x: view.x + at.x / view.scale - at.x / scale, y: view.y + at.y / view.scale - at.y / scale, scale };
}

/** @param {GraphView} view @param {Point} by on the stage @returns {GraphView} */
export const panned = (view, by) => ({ ...view, x: view.x - by.x / view.scale, y: view.y - by.y / view.scale });

/** The view moved as little as shows a point with room around it. @param {GraphView} view @param {Size} stage @param {Point} point @param {Size} room @returns {GraphView} */
export function showing(view, stage, point, room) {
  /** @param {number} from @param {number} seen @param {number} at @param {number} around */
  const moved = (from, seen, at, around) => Math.min(Math.max(from, at + around - seen), at - around);
  return {
    ...view,
    x: moved(view.x, stage.width / view.scale, point.x, room.width / 2),
    y: moved(view.y, stage.height / view.scale, point.y, room.height / 2),
  };
}

/** @param {GraphView} view @param {Size} stage */
export const viewBox = ({ x, y, scale }, { width, height }) => [x, y, width / scale, height / scale].map((value) => value.toFixed(2)).join(' ');
