/**
 * Knows how to make and find elements without markup in strings: the page's policy forbids inline styles and scripts.
 * Does not know any region of the page.
 */

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Node | string | null | false} Child */

/** @param {Element} node @param {Record<string, any>} attributes */
function assign(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
}

/** @param {Element} node @param {Child[]} children */
function fill(node, children) {
  for (const child of children) if (child !== null && child !== false) node.append(child);
}

/**
 * Attributes whose value is a function are listeners: `onclick` listens for `click`.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, attributes);
  fill(node, children);
  return node;
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  assign(node, attributes);
  fill(node, children);
  return node;
}

/** Brings a style sheet that only a part opened later needs; once, however often it is asked for. @param {string} name @returns {Promise<void>} */
export function loadStyle(name) {
  const href = `/static/css/${name}.css`;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = element('link', { rel: 'stylesheet', href, onload: () => resolve() });
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(`${name}.css could not be loaded.`));
    });
    document.head.append(link);
  });
}

/** @param {string} selector @param {ParentNode} [root] */
export function find(selector, root = document) {
  const node = root.querySelector(selector);
  if (!(node instanceof HTMLElement)) throw new Error('The page lacks ' + selector + '.');
  return node;
}

/** @param {string} selector @returns {HTMLButtonElement} */
export function findButton(selector) {
  const node = find(selector);
  if (!(node instanceof HTMLButtonElement)) throw new Error(selector + ' is not a button.');
  return node;
}

/** Writes only what differs: an untouched text node costs no layout. @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A span in a role's colour whose text can be written again.
 * @param {string} role class: a, z, C, d, w, b, up, down
 * @param {string} [text]
 */
export const span = (role, text = '') => element('span', { class: role }, text);
