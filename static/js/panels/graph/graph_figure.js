/**
 * Knows how a computation graph is drawn in SVG: boxes with signs and symbols, a value above and a gradient below, edges.
 * Does not know the state, the server, nor what a click means.
 */

import { formatNumber } from '../../scene/format.js';
import { NODE, edgePath, layoutGraph, reach } from '../../scene/graph_layout.js';
import { setText, svg } from '../../page/dom.js';
import { nodeName, signOf, symbolParts } from './graph_words.js';

/** @typedef {import('../../state/shape.js').GraphNode} GraphNode */
/** @typedef {import('../../state/shape.js').GraphAnswer} GraphAnswer */
/** @typedef {import('../../scene/graph_layout.js').Place} Place */
/** @typedef {{node: GraphNode, root: SVGGElement, value: SVGTextElement, gradient: SVGTextElement}} Drawn */
/** @typedef {{edge: import('../../state/shape.js').GraphEdge, path: SVGPathElement, at: {x: number, y: number}}} DrawnEdge */

const GIVEN = ['input', 'weight', 'bias', 'target', 'activation'];
/** @type {Record<string, string>} the colour roles of letters */
const ROLES = { w: 'w', b: 'b', a: 'a', z: 'z', C: 'C', y: 'ink' };

const LEVEL = 20; // px of height, below which an edge is so level that its label stands over it
const LIFT = 10;

/** @param {NonNullable<GraphNode['symbol']>} symbol @param {number} middle */
function symbolOf(symbol, middle) {
  const { letter, low, high } = symbolParts(symbol);
  const own = letter === 'w' ? 13.5 : letter === 'C' ? 12.5 : 10.5;
  const width = own + 5 * Math.max(low.length, high.length);
  const x = middle - width / 2;
  return svg('g', { class: 'symbol ' + ROLES[symbol.name] },
    svg('text', { class: 'letter', x, y: 5 }, letter), svg('text', { class: 'index', x: x + own, y: -2 }, high), svg('text', { class: 'index', x: x + own, y: 10 }, low));
}

/** @param {GraphNode} node @param {Place} place @returns {Drawn} */
function drawNode(node, { x, y }) {
  const given = GIVEN.includes(node.kind);
  const { height } = NODE;
  const half = reach(node);
  const box = svg('rect', { class: 'box', x: -half, y: -height / 2, width: 2 * half, height, rx: given ? 5 : height / 2 });
  const sign = signOf(node);
  const value = svg('text', { class: 'value', y: -height / 2 - 6 });
  const gradient = svg('text', { class: 'gradient', y: height / 2 + 15 });
  const root = svg('g', { class: 'node ' + (given ? 'given' : node.kind), 'data-id': node.id, tabindex: -1, transform: `translate(${x} ${y})` },
    box, sign && svg('text', { class: sign.length > 2 ? 'sign long' : 'sign', x: node.symbol ? -half / 2 + 3 : 0, y: 5 }, sign),
    node.symbol && symbolOf(node.symbol, sign ? 13 : 0), value, gradient);
  return { node, root, value, gradient };
}

/** All outputs of a softmax are one step. @param {GraphAnswer} graph @param {Map<string, Place>} places */
function softmaxFrame({ nodes }, places) {
  const own = nodes.filter(({ kind }) => kind === 'softmax').map(({ id }) => /** @type {Place} */ (places.get(id)));
  if (own.length === 0) return null;
  const ys = own.map(({ y }) => y);
  const [top, bottom] = [Math.min(...ys) - 40, Math.max(...ys) + 40];
  return svg('g', {}, svg('rect', { class: 'frame', x: own[0].x - NODE.width / 2 - 8, y: top, width: NODE.width + 16, height: bottom - top, rx: 14 }),
    svg('text', { class: 'caption', x: own[0].x, y: top - 6 }, 'softmax'));
}

/** @param {number | null} gradient */
const tone = (gradient) => (!gradient ? '' : gradient < 0 ? ' up' : ' down');

/**
 * The figure of one graph; its numbers can be written again.
 * @param {GraphAnswer} graph
 */
export function createFigure(graph) {
  const layout = layoutGraph(graph);
  const { places, captions } = layout;
  /** @param {string} id */
  const place = (id) => /** @type {Place} */ (places.get(id));
  /** @param {string} id */
  const reachOf = (id) => reach(/** @type {Drawn} */ (drawn.get(id)).node);
  const drawn = new Map(graph.nodes.map((node) => [node.id, drawNode(node, place(node.id))]));
  /** @type {DrawnEdge[]} */
  const edges = graph.edges.map((edge) => {
    const [from, to] = [place(edge.from), place(edge.to)];
    const path = svg('path', { class: edge.through ? 'edge through' : 'edge', d: edgePath(from, reachOf(edge.from), to, reachOf(edge.to)) });
    return { edge, path, at: { x: (from.x + reachOf(edge.from) + to.x - reachOf(edge.to)) / 2, y: (from.y + to.y) / 2 - (Math.abs(from.y - to.y) < LEVEL ? LIFT : 0) } };
  });
  const labels = svg('g', { class: 'locals' });
  const root = svg('g', {}, softmaxFrame(graph, places), ...edges.map(({ path }) => path),
    ...captions.map(({ text, x, y }) => svg('text', { class: 'caption', x, y }, text)), ...[...drawn.values()].map(({ root: node }) => node), labels);

  /** @param {GraphAnswer} answer of the same shape @param {(node: GraphNode) => {value: boolean, gradient: boolean}} knownOf */
  function write(answer, knownOf) {
    answer.nodes.forEach((node) => {
      const shown = /** @type {Drawn} */ (drawn.get(node.id));
      shown.node = node;
      const known = knownOf(node);
      setText(shown.value, known.value ? formatNumber(node.value) : '·');
      setText(shown.gradient, known.gradient ? formatNumber(node.gradient) : '·');
      shown.gradient.setAttribute('class', 'gradient' + (known.gradient ? tone(node.gradient) : ''));
      const gradient = known.gradient ? formatNumber(node.gradient) : 'not yet';
      shown.root.setAttribute('aria-label', `${nodeName(node)}, value ${known.value ? formatNumber(node.value) : 'not yet'}, gradient ${gradient}`);
    });
    answer.edges.forEach((edge, index) => (edges[index].edge = edge));
  }

  /** The local derivative stands on an edge that is lit. @param {DrawnEdge} edge @param {'into' | 'out'} way */
  function label({ edge, at }, way) {
    labels.append(svg('text', { class: 'local ' + way, x: at.x, y: at.y + 4 }, '× ' + formatNumber(edge.local)));
  }

  /** @param {string | null} id @param {(node: GraphNode) => {value: boolean, gradient: boolean}} knownOf */
  function light(id, knownOf) {
    labels.replaceChildren();
    for (const { root: node } of drawn.values()) node.classList.remove('lit');
    if (id) drawn.get(id)?.root.classList.add('lit');
    for (const each of edges) {
      const { edge, path } = each;
      const way = edge.to === id ? 'into' : edge.from === id ? 'out' : null;
      path.classList.toggle('into', way === 'into');
      path.classList.toggle('out', way === 'out');
      if (!way) continue;
      const end = drawn.get(edge.to);
      drawn.get(way === 'into' ? edge.from : edge.to)?.root.classList.add('lit');
      if (end && knownOf(end.node).value) label(each, way);
    }
    root.classList.toggle('has-lit', id !== null);
  }

  return { root, layout, drawn, write, light };
}
