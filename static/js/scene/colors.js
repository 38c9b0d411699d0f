/**
 * The theme as data. Tokens come from the page's CSS custom properties; the canvas-only colours of DESIGN section 3 stand here.
 * Knows: colours and how to mix them. Does not know: what is drawn with them.
 */

/**
 * @typedef {readonly [number, number, number]} Rgb 0..255
 *
 * @typedef {object} Theme
 * @property {'dark' | 'light'} name
 * @property {boolean} dark
 * @property {Readonly<Record<string, string>>} token CSS colours by token name: bg, ink, up, down, C, w, ..
 * @property {Rgb} bg
 * @property {Rgb} up
 * @property {Rgb} down
 * @property {Rgb} w
 * @property {Rgb} a
 * @property {Rgb} activation ink of a full neuron or pixel
 * @property {Rgb} excite
 * @property {Rgb} inhibit
 * @property {Rgb} rest
 * @property {Rgb} empty a dark pixel
 * @property {string} outline of a neuron
 * @property {string} bar
 * @property {number} restAlpha
 * @property {readonly string[]} ramp background to activation ink, 65 steps
 * @property {string} ui font family
 * @property {string} math font family
 */

const TOKENS = ['bg', 'bg1', 'bg2', 'line', 'line2', 'ink', 'ink2', 'ink3', 'up', 'down', 'up-s', 'down-s', 'C', 'w', 'b', 'a', 'z', 'd'];

const CANVAS_ONLY = {
  dark: { activation: '#f6ecd2', excite: '#f6ecd2', inhibit: '#9a8cc4', rest: '#a9a498', empty: '#12161e', outline: '#667083', bar: '#efe3c2', restAlpha: 0.014 },
  light: { activation: '#2a2620', excite: '#3b3426', inhibit: '#8a7fb0', rest: '#6b665c', empty: '#f1eee7', outline: '#8d8a80', bar: '#4a4026', restAlpha: 0.01 },
};

/** @param {string} color #rgb, #rrggbb or rgb(..) @returns {Rgb} */
export function parseColor(color) {
  const text = color.trim();
  if (text.startsWith('#')) {
    const digits = text.length === 4 ? [...text.slice(1)].map((d) => d + d).join('') : text.slice(1);
    return [0, 2, 4].map((i) => parseInt(digits.slice(i, i + 2), 16)).reduce(asRgb, [0, 0, 0]);
  }
  return (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number).reduce(asRgb, [0, 0, 0]);
}

/** @param {Rgb} rgb @param {number} value @param {number} i @returns {Rgb} */
const asRgb = (rgb, value, i) => [i === 0 ? value : rgb[0], i === 1 ? value : rgb[1], i === 2 ? value : rgb[2]];

/** @param {Rgb} a @param {Rgb} b @param {number} t */
export function mixColor(a, b, t) {
  return `rgb(${Math.round(a[0] + (b[0] - a[0]) * t)},${Math.round(a[1] + (b[1] - a[1]) * t)},${Math.round(a[2] + (b[2] - a[2]) * t)})`;
}

/** A step of a ramp. @param {readonly string[]} ramp @param {number} t 0..1 */
export const rampAt = (ramp, t) => ramp[Math.round(Math.max(0, Math.min(1, t)) * (ramp.length - 1))];

/**
 * @param {Readonly<Record<string, string>>} token
 * @param {'dark' | 'light'} name
 * @param {{ui: string, math: string}} fonts
 * @returns {Readonly<Theme>}
 */
export function themeFrom(token, name, fonts) {
  const own = CANVAS_ONLY[name];
  const bg = parseColor(token.bg);
  const activation = parseColor(own.activation);
  return Object.freeze({
    name, dark: name === 'dark', token, bg, activation,
    up: parseColor(token.up), down: parseColor(token.down), w: parseColor(token.w), a: parseColor(token.a),
    excite: parseColor(own.excite), inhibit: parseColor(own.inhibit), rest: parseColor(own.rest), empty: parseColor(own.empty),
    outline: own.outline, bar: own.bar, restAlpha: own.restAlpha,
    ramp: Object.freeze(Array.from({ length: 65 }, (_, i) => mixColor(bg, activation, i / 64))),
    ui: fonts.ui, math: fonts.math,
  });
}

/**
 * Reads the tokens in force at an element.
 * @param {Element} element
 * @param {string} name
 */
export function readTheme(element, name) {
  const style = getComputedStyle(element);
  const token = Object.fromEntries(TOKENS.map((t) => [t, style.getPropertyValue('--' + t).trim() || '#808080']));
  const math = style.getPropertyValue('--math').trim() || 'serif';
  return themeFrom(Object.freeze(token), name === 'light' ? 'light' : 'dark', { ui: style.fontFamily, math });
}
