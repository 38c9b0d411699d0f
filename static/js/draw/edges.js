/**
 * What both tiers of the edge painter share: the shape of their input. Types only.
 */

/**
 * @typedef {object} EdgePaint
 * @property {import('../scene/scene.js').Scene} scene
 * @property {import('../scene/colors.js').Theme} theme
 * @property {import('../scene/phases.js').Progress} progress
 * @property {{layer: number, to: number, amount: number}} focus layer below zero: none
 * @property {number} dpr
 * @property {string} sceneKey changes when the scene was refilled
 * @property {string} bakeKey changes when the resting texture must be baked again
 * @property {boolean} hasty leave out what takes long: the whole picture follows with the next frame
 *
 * @typedef {{paint: (p: EdgePaint) => void, destroy: () => void}} EdgePainter
 */

export {};
