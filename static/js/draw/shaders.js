/**
 * The programs of the WebGL tier: an edge is a ribbon of 14 segments along its curve; a texture is laid over the screen.
 * Knows: GLSL. The functions of scene/strokes.js and scene/curves.js are repeated here line for line; change both.
 */

export const MOST_LAYERS = 8;
export const SEGMENTS = 14;

/** Corner (t, side); ends; values (mf, m, w / 3, flags); marks (layer, to, from, kind). */
export const RIBBON_VERTEX = `#version 300 es
precision highp float;
layout(location=0) in vec2 corner;
layout(location=1) in vec4 ends;
layout(location=2) in vec4 values;
layout(location=3) in vec4 marks;
uniform vec2 resolution;
uniform float turned, edge, dpr, update;
uniform float front[${MOST_LAYERS}], back[${MOST_LAYERS}];
uniform vec3 focus; // layer (below zero: none), neuron, amount
out float t, side, halfWidth, forward, backward, pulse;
flat out vec4 v;
flat out float crowded, fromPad, sparse, gain, ruler, phase;

void bend(vec2 p, vec2 e, out vec2 c, out vec2 d) {
  float start = turned < .5 ? p.x : p.y, end = turned < .5 ? e.x : e.y;
  float base = fromPad > .5 ? max(edge, start) : start, reach = end - base;
  float bc = base + reach * (fromPad > .5 ? .3 : .5), bd = end - reach * .5;
  c = turned < .5 ? vec2(bc, p.y) : vec2(p.x, bc);
  d = turned < .5 ? vec2(bd, e.y) : vec2(e.x, bd);
}

void main() {
  t = corner.x; side = corner.y; v = values;
  int kind = int(marks.w + .5), layer = int(marks.x + .5) - 1;
  crowded = float(kind & 1); fromPad = float((kind >> 1) & 1); sparse = float((kind >> 2) & 1);
  phase = fract(sin(marks.y * 12.9898 + marks.z * 78.233) * 43758.5453) * 16.;
  vec2 p = ends.xy, e = ends.zw, c, d;
  bend(p, e, c, d);
  float u = 1. - t;
  vec2 at = u*u*u*p + 3.*u*u*t*c + 3.*u*t*t*d + t*t*t*e;
  vec2 along = normalize(3.*u*u*(c-p) + 6.*u*t*(d-c) + 3.*t*t*(e-d) + vec2(1e-5));
  ruler = distance(p, e) * 1.06;

  float f = front[layer] * 1.12, r = back[layer] * 1.12;
  forward = 1. - smoothstep(f - .12, f, t);
  backward = 1. - smoothstep(r - .12, r, 1. - t);
  pulse = (f > 0. && f < 1.12 ? exp(-pow((t - f + .08) / .05, 2.)) : 0.)
        + (r > 0. && r < 1.12 ? exp(-pow((1. - t - r + .08) / .05, 2.)) : 0.);

  float mf = abs(v.x), m = abs(v.y), w = abs(v.z) * 3.;
  float rest = crowded > .5 ? .8 : .9 + .4 * w;
  float flow = mf < .001 ? rest : .8 + 2. * mf * mf;
  float nudge = (crowded > .5 ? .62 : 1.) * (.8 + 3.4 * pow(m, 2.4));
  float done = smoothstep(.45, 1., update);
  float swell = update < .45 ? sin(update / .45 * 1.570796) : 1. - done;
  float settling = mix(nudge * (1. + 1.1 * swell), mix(rest, nudge, .35), done);
  float width = mix(mix(rest, flow, forward), settling, backward);

  bool own = abs(marks.x - focus.x) < .5 && abs(marks.y - focus.y) < .5;
  gain = focus.x < 0. ? 1. : own ? 1. + .5 * focus.z : mix(1., .05, focus.z);
  halfWidth = width * dpr * .5 + .75;
  vec2 s = (at * dpr + vec2(-along.y, along.x) * corner.y * halfWidth) / resolution * 2. - 1.;
  gl_Position = vec4(s.x, -s.y, 0, 1);
}`;

export const RIBBON_FRAGMENT = `#version 300 es
precision highp float;
in float t, side, halfWidth, forward, backward, pulse;
flat in vec4 v;
flat in float crowded, fromPad, sparse, gain, ruler, phase;
out vec4 color;
uniform float update, dim, cover, restBase, live;
uniform vec3 restColor, excite, inhibit, raise, lower;

float gap(float x, float on, float period, float depth) {
  return 1. - depth * smoothstep(on - .8, on + .2, x) * (1. - smoothstep(period - 1., period, x));
}

void main() {
  float mf = abs(v.x), m = abs(v.y), w = abs(v.z) * 3.;
  int flags = int(v.w + .5);
  bool flowStrong = (flags & 1) > 0, nudgeStrong = (flags & 2) > 0;
  float aRest = crowded > .5 ? (1. - live) * restBase * (.35 + min(4., 3. * w)) : restBase * 3. + .033 * w;
  float aFlow = mf < .001 ? aRest : flowStrong ? .04 + .5 * pow(mf, 1.8) : .006 + .05 * mf;
  float aNudge = m < .001 ? aRest * .6
    : !nudgeStrong ? .008 + .07 * m
    : crowded > .5 ? .05 + .74 * pow(m, 2.6) : .06 + .86 * m * m;
  vec3 c = mix(restColor, v.x > 0. ? excite : inhibit, forward * step(.001, mf));
  float a = mix(aRest, aFlow * dim, forward);
  a = mix(a, aNudge, backward);
  c = mix(c, m < .001 ? restColor : v.y > 0. ? lower : raise, backward);
  float done = smoothstep(.45, 1., update);
  a = mix(a, aRest + aNudge * .34, done);
  c = mix(c, restColor, .45 * done);
  a = max(a, .2 * sparse);

  float at = t * ruler + phase;
  bool missing = (forward > .5 && (flags & 4) > 0) || (backward > .5 && (flags & 8) > 0);
  if (missing) { c = restColor; a = (crowded > .5 ? .05 : .3) * gap(mod(at, 9.), 5., 9., 1.); }
  else if (backward > .5 && v.y < 0. && nudgeStrong) a *= gap(mod(at, 16.), 11., 16., .94);
  else if (backward < .5 && forward > .5 && v.x < 0. && flowStrong) a *= gap(mod(at, 9.), 5., 9., .8);

  a += pulse * (.1 * mf + .5 * m * step(.01, backward + .3)) * (mf + m > .01 ? .35 : 0.);
  a *= 1. - smoothstep(halfWidth - 1.3, halfWidth, abs(side) * halfWidth);
  if (fromPad > .5) a *= mix(.25, 1., smoothstep(0., .3, t)); // stay quiet while crossing the digit itself
  a = clamp(a * gain, 0., 1.);
  color = vec4(c * a, a * cover);
}`;

export const SHEET_VERTEX = `#version 300 es
layout(location=0) in vec2 corner;
out vec2 at;
void main() { at = corner; gl_Position = vec4(corner * 2. - 1., 0, 1); }`;

export const SHEET_FRAGMENT = `#version 300 es
precision mediump float;
in vec2 at;
uniform sampler2D sheet;
uniform float strength;
out vec4 color;
void main() { color = texture(sheet, at) * strength; }`;
