/**
 * Width, opacity and dash of an edge, as functions of its strengths: the one statement of DESIGN section 5.
 * The Canvas 2D tier and the legend call these; draw/shaders.js repeats them in GLSL, line for line.
 * Knows: strengths (mf, m), |w|, whether the layer is crowded. Does not know: colours, positions, canvases.
 */

import { clamp, mix, smoothstep } from './scales.js';

/** Gradient below zero: the weight should be raised. On, off, in px. */
export const RAISE_DASH = Object.freeze([11, 5]);
/** Inhibition, and edges without a value. */
export const DOTS = Object.freeze([5, 4]);

/** An edge that has no value is grey, dotted and this opaque. @param {boolean} crowded */
export const missingAlpha = (crowded) => (crowded ? 0.05 : 0.3);

/** @param {number} w |w| @param {boolean} crowded */
export const restWidth = (w, crowded) => (crowded ? 0.8 : 0.9 + 0.4 * Math.min(3, w));

/** @param {number} w |w| @param {boolean} crowded @param {number} base the theme's resting opacity */
export const restAlpha = (w, crowded, base) =>
  crowded ? base * (0.35 + Math.min(4, 3 * w)) : 3 * base + 0.033 * Math.min(3, w);

/** @param {number} mf */
export const flowWidth = (mf) => 0.8 + 2 * mf * mf;

/** @param {number} mf @param {boolean} strong among the top k */
export const flowAlpha = (mf, strong) => (strong ? 0.04 + 0.5 * Math.pow(mf, 1.8) : 0.006 + 0.05 * mf);

/** @param {number} m @param {boolean} crowded */
export const nudgeWidth = (m, crowded) => (crowded ? 0.62 : 1) * (0.8 + 3.4 * Math.pow(m, 2.4));

/** @param {number} m @param {boolean} strong @param {boolean} crowded */
export function nudgeAlpha(m, strong, crowded) {
  if (!strong) return 0.008 + 0.07 * m;
  return crowded ? 0.05 + 0.74 * Math.pow(m, 2.6) : 0.06 + 0.86 * m * m;
}

/** The least opacity of an edge: where there are few, even one that hardly matters can be found. @param {boolean} sparse */
export const leastAlpha = (sparse) => (sparse ? 0.2 : 0);

/** The update, larger than life: grows to 1 at 0.45, then falls. @param {number} update */
export function swell(update) {
  if (update < 0.45) return Math.sin((update / 0.45) * (Math.PI / 2));
  return 1 - smoothstep(0.45, 1, update);
}

/** How far the update has settled. @param {number} update */
export const settled = (update) => smoothstep(0.45, 1, update);

/** Width during the update. @param {number} nudge @param {number} rest @param {number} update */
export const updateWidth = (nudge, rest, update) =>
  mix(nudge * (1 + 1.1 * swell(update)), mix(rest, nudge, 0.35), settled(update));

/** Where along the curve a front stands, so that it starts and ends outside. @param {number} front 0..1 */
export const frontAt = (front) => clamp(front * 1.12 - 0.06);

/** A dash phase from the edge's ends, so that converging dashes do not make rings. @param {number} to @param {number} from */
export function dashPhase(to, from) {
  const s = Math.sin(to * 12.9898 + from * 78.233) * 43758.5453;
  return (s - Math.floor(s)) * 16;
}

/** Focus on one neuron: its own edges louder, the rest nearly gone. @param {boolean} own @param {number} amount 0..1 */
export const focusGain = (own, amount) => (own ? 1 + 0.5 * amount : mix(1, 0.05, amount));
