/**
 * The WebGL2 tier of the edges: buffers go up once per step, time only moves uniforms.
 * Knows: the scene's arrays, the theme, uniforms. Does not know: what an edge means, Canvas 2D, the DOM around it.
 */

import { MOST_LAYERS, RIBBON_FRAGMENT, RIBBON_VERTEX, SEGMENTS, SHEET_FRAGMENT, SHEET_VERTEX } from './shaders.js';

/**
 * @typedef {import('../scene/scene.js').Edges} Edges
 * @typedef {import('./edges.js').EdgePaint} EdgePaint
 * @typedef {import('./edges.js').EdgePainter} EdgePainter
 * @typedef {{array: WebGLVertexArrayObject, buffers: WebGLBuffer[]}} Ribbons
 */

const UNIFORMS = ['resolution', 'turned', 'edge', 'dpr', 'update', 'front', 'back', 'focus', 'dim', 'cover', 'restBase', 'live', 'restColor', 'excite', 'inhibit', 'raise', 'lower'];
const CORNERS = 2 * (SEGMENTS + 1);
const NOTHING = new Float32Array(MOST_LAYERS);

/** @param {WebGL2RenderingContext} gl @param {string} vertex @param {string} fragment */
function program(gl, vertex, fragment) {
  const made = gl.createProgram();
  for (const [kind, source] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]])) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error('WebGL gave no shader');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) throw new Error(gl.getShaderInfoLog(shader) ?? 'shader');
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  return made;
}

/** @param {WebGL2RenderingContext} gl @param {number} index @param {number} width @param {Float32Array | null} data */
function attribute(gl, index, width, data) {
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  if (data) gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
  gl.enableVertexAttribArray(index);
  gl.vertexAttribPointer(index, width, gl.FLOAT, false, 0, 0);
  if (index > 0) gl.vertexAttribDivisor(index, 1);
  return buffer;
}

/** @param {WebGL2RenderingContext} gl @param {Float32Array} corners @returns {Ribbons} */
function ribbons(gl, corners) {
  const array = gl.createVertexArray();
  gl.bindVertexArray(array);
  attribute(gl, 0, 2, corners);
  return { array, buffers: [1, 2, 3].map((i) => attribute(gl, i, 4, null)) };
}

/** @param {WebGL2RenderingContext} gl @param {Ribbons} to @param {Edges} edges */
function upload(gl, to, edges) {
  [edges.ends, edges.values, edges.marks].forEach((data, i) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, to.buffers[i]);
    gl.bufferData(gl.ARRAY_BUFFER, data.subarray(0, 4 * edges.count), gl.DYNAMIC_DRAW);
  });
}

/** Everything the graphics card holds; made again after a lost context. @param {WebGL2RenderingContext} gl */
function resources(gl) {
  const corners = new Float32Array(2 * CORNERS);
  for (let i = 0; i <= SEGMENTS; i++) corners.set([i / SEGMENTS, -1, i / SEGMENTS, 1], 4 * i);
  const ribbon = program(gl, RIBBON_VERTEX, RIBBON_FRAGMENT);
  const sheet = program(gl, SHEET_VERTEX, SHEET_FRAGMENT);
  const sheetArray = gl.createVertexArray();
  gl.bindVertexArray(sheetArray);
  attribute(gl, 0, 2, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]));
  gl.enable(gl.BLEND);
  // Premultiplied "over", never additive: adding burns orange to yellow.
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return {
    ribbon, sheet, sheetArray, strength: gl.getUniformLocation(sheet, 'strength'),
    at: Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(ribbon, name)])),
    live: ribbons(gl, corners), rest: ribbons(gl, corners),
    texture: gl.createTexture(), target: gl.createFramebuffer(), uploaded: '', baked: '',
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} onRestored called when a lost context came back and must be painted again
 * @returns {EdgePainter | null} null if there is no WebGL2
 */
export function createWebglPainter(canvas, onRestored) {
  const context = canvas.getContext('webgl2', { alpha: true, antialias: false, premultipliedAlpha: true, preserveDrawingBuffer: false });
  if (!context) return null;
  const gl = context;
  let held = resources(gl);
  const onLost = (/** @type {Event} */ event) => event.preventDefault();
  const onBack = () => { held = resources(gl); onRestored(); };
  canvas.addEventListener('webglcontextlost', onLost);
  canvas.addEventListener('webglcontextrestored', onBack);

  /** @param {EdgePaint} p */
  function paint(p) {
    if (gl.isContextLost()) return;
    gl.viewport(0, 0, canvas.width, canvas.height);
    constants(p);
    const bakeKey = `${p.bakeKey} ${canvas.width} ${canvas.height}`;
    if (held.baked !== bakeKey) { bake(p); held.baked = bakeKey; }
    if (held.uploaded !== p.sceneKey) { upload(gl, held.live, p.scene.edges); held.uploaded = p.sceneKey; }
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (p.scene.rest.count) lay(1 - 0.85 * p.focus.amount);
    moving(p);
    gl.bindVertexArray(held.live.array);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, CORNERS, p.scene.edges.count);
  }

  /** @param {EdgePaint} p */
  function constants(p) {
    const { at } = held;
    const { theme, scene: { layout } } = p;
    gl.useProgram(held.ribbon);
    gl.uniform2f(at.resolution, canvas.width, canvas.height);
    gl.uniform1f(at.turned, layout.portrait ? 1 : 0);
    gl.uniform1f(at.edge, layout.edge);
    gl.uniform1f(at.dpr, p.dpr);
    gl.uniform1f(at.cover, theme.dark ? 0.92 : 1);
    gl.uniform1f(at.restBase, theme.restAlpha);
    for (const [name, rgb] of /** @type {[string, import('../scene/colors.js').Rgb][]} */ ([
      ['restColor', theme.rest], ['excite', theme.excite], ['inhibit', theme.inhibit], ['raise', theme.up], ['lower', theme.down]])) {
      gl.uniform3f(at[name], rgb[0] / 255, rgb[1] / 255, rgb[2] / 255);
    }
  }

  /** @param {EdgePaint} p */
  function moving(p) {
    const { at } = held;
    gl.useProgram(held.ribbon);
    gl.uniform1f(at.live, 1);
    gl.uniform1f(at.update, p.progress.update);
    gl.uniform1f(at.dim, p.progress.dim * (p.theme.dark ? 1 : 1.15));
    gl.uniform1fv(at.front, p.progress.front);
    gl.uniform1fv(at.back, p.progress.back);
    gl.uniform3f(at.focus, p.focus.layer, p.focus.to, p.focus.amount);
  }

  /** The resting texture: every edge of the crowded layers at its weight's opacity. @param {EdgePaint} p */
  function bake(p) {
    if (!p.scene.rest.count) return;
    const { at } = held;
    upload(gl, held.rest, p.scene.rest);
    gl.bindTexture(gl.TEXTURE_2D, held.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, canvas.width, canvas.height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    gl.bindFramebuffer(gl.FRAMEBUFFER, held.target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, held.texture, 0);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform1f(at.live, 0);
    gl.uniform1f(at.update, 0);
    gl.uniform1fv(at.front, NOTHING);
    gl.uniform1fv(at.back, NOTHING);
    gl.uniform3f(at.focus, -1, 0, 0);
    gl.bindVertexArray(held.rest.array);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, CORNERS, p.scene.rest.count);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** @param {number} strength */
  function lay(strength) {
    gl.useProgram(held.sheet);
    gl.uniform1f(held.strength, strength);
    gl.bindTexture(gl.TEXTURE_2D, held.texture);
    gl.bindVertexArray(held.sheetArray);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  function destroy() {
    canvas.removeEventListener('webglcontextlost', onLost);
    canvas.removeEventListener('webglcontextrestored', onBack);
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  return { paint, destroy };
}
