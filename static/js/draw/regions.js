/**
 * Small pictures of an activation over the plane, one for each neuron of a 2-D network, kept until the next frame.
 * Knows: grids and the activation ramp. Does not know: where a picture is placed.
 */

import { brightness } from '../scene/scales.js';

/**
 * @typedef {import('../protocol/types.js').Frame} Frame
 * @typedef {import('../scene/colors.js').Theme} Theme
 * @typedef {{of: (frame: Frame, layer: number, to: number, theme: Theme) => HTMLCanvasElement | null}} Regions
 */

/** Columns and rows of a layer's grids. @param {import('../protocol/types.js').Layer} layer */
export const gridSide = (layer) => Math.round(Math.sqrt((layer.grid_a?.length ?? 0) / layer.outputs));

/** The whole range of light would hide the point and the digit-like marks on it; the plane uses this much of it. */
const MOST_LIGHT = 0.86;

/**
 * @param {Document} document
 * @returns {Regions}
 */
export function createRegions(document) {
  /** @type {Map<string, HTMLCanvasElement>} */
  const kept = new Map();
  /** @type {Frame | null} */
  let keptFrame = null;
  let keptTheme = '';

  /** @param {Frame} frame @param {number} layer @param {number} to @param {Theme} theme */
  function of(frame, layer, to, theme) {
    if (frame !== keptFrame || theme.name !== keptTheme) {
      kept.clear();
      keptFrame = frame;
      keptTheme = theme.name;
    }
    const source = frame.layers[layer - 1];
    if (!source.grid_a) return null;
    const key = `${layer} ${to}`;
    const known = kept.get(key);
    if (known) return known;
    const made = paintGrid(document.createElement('canvas'), source, to, theme);
    kept.set(key, made);
    return made;
  }

  return { of };
}

/** @param {HTMLCanvasElement} canvas @param {import('../protocol/types.js').Layer} layer @param {number} to @param {Theme} theme */
function paintGrid(canvas, layer, to, theme) {
  const grid = /** @type {Float32Array} */ (layer.grid_a);
  const g = gridSide(layer);
  canvas.width = canvas.height = g;
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = c.createImageData(g, g);
  for (let row = 0; row < g; row++) {
    for (let column = 0; column < g; column++) {
      const light = MOST_LIGHT * brightness(grid[to * g * g + row * g + column], layer.activation);
      const at = 4 * ((g - 1 - row) * g + column); // rows of the grid rise, rows of an image fall
      for (let i = 0; i < 3; i++) image.data[at + i] = theme.empty[i] + (theme.activation[i] - theme.empty[i]) * light;
      image.data[at + 3] = 255;
    }
  }
  c.putImageData(image, 0, 0);
  return canvas;
}
