/**
 * The stack of canvases in its container: back (pad), edges, front (neurons and words); their size and pixel density;
 * and which tier paints the edges.
 * Knows: canvas elements, WebGL's renderer name. Does not know: the scene.
 */

/**
 * @typedef {'webgl' | 'canvas2d'} Tier
 * @typedef {object} Surface
 * @property {HTMLCanvasElement} back
 * @property {HTMLCanvasElement} edges
 * @property {HTMLCanvasElement} front
 * @property {Tier} tier
 * @property {number} width CSS pixels
 * @property {number} height
 * @property {number} dpr
 * @property {() => boolean} resize reads the container's size; true if it changed
 * @property {() => void} destroy
 */

const SLOW_RENDERER = /SwiftShader|llvmpipe|Basic Render/i;
const MOST_DENSE = 2;

/**
 * Without a graphics card WebGL is the slowest way to draw these edges (DESIGN section 12), so its software renderers do not count.
 * @param {Document} document
 * @returns {Tier}
 */
export function chooseTier(document) {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return 'canvas2d';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SLOW_RENDERER.test(renderer) ? 'canvas2d' : 'webgl';
}

/** @param {HTMLElement} container @param {string} part */
function canvasIn(container, part) {
  const canvas = container.ownerDocument.createElement('canvas');
  canvas.dataset.part = part;
  canvas.setAttribute('aria-hidden', 'true');
  Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', pointerEvents: 'none' });
  return canvas;
}

/**
 * @param {HTMLElement} container positioned; the canvases are put before its other children and take no pointer events
 * @param {Tier} [tier] instead of the choice by renderer
 * @returns {Surface}
 */
export function createSurface(container, tier) {
  const parts = ['back', 'edges', 'front'].map((part) => canvasIn(container, part));
  container.prepend(...parts);
  const [back, edges, front] = parts;
  const surface = { back, edges, front, tier: tier ?? chooseTier(container.ownerDocument), width: 0, height: 0, dpr: 1, resize, destroy };

  function resize() {
    const width = container.clientWidth;
    const height = container.clientHeight;
    const dpr = Math.min(MOST_DENSE, container.ownerDocument.defaultView?.devicePixelRatio || 1);
    if (width === surface.width && height === surface.height && dpr === surface.dpr) return false;
    Object.assign(surface, { width, height, dpr });
    for (const canvas of parts) {
      canvas.width = Math.round(width * dpr);
      canvas.height = Math.round(height * dpr);
    }
    return true;
  }

  function destroy() {
    for (const canvas of parts) canvas.remove();
  }

  resize();
  return surface;
}

/**
 * A context wiped clean, in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} dpr
 */
export function cleared(canvas, dpr) {
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.globalAlpha = 1;
  c.clearRect(0, 0, canvas.width, canvas.height);
  c.setTransform(dpr, 0, 0, dpr, 0, 0);
  return c;
}
