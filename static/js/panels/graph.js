/**
 * Knows the computation graph over the lab: its tools, its view, the node in focus and the sentence about it, the same as a list.
 * Does not know how the figure is drawn, nor the server. It is loaded when it is first opened.
 */

import { formatNumber, formatPrecise } from '../scene/format.js';
import { NODE, PITCH, neighbour } from '../scene/graph_layout.js';
import { firstView, fitted, kept, panned, showing, viewBox, zoomed } from '../scene/graph_view.js';
import { graphShown, knownNodes, targetOf } from '../state/graph.js';
import { isRunning } from '../state/reduce.js';
import { element, find, setText, svg } from './dom.js';
import { createFigure } from './graph_figure.js';
import { activation, bias, cost, inlineMath, mi, mn, sub, weight, weightedSum } from './mathml.js';
import { ANSWER, leftOutText, nodeName, nodeSentence, signOf, stepsOf } from './graph_words.js';
import { listenToGestures } from './pan_zoom.js';

/** @typedef {import('../state/shape.js').State} State */
/** @typedef {import('../state/shape.js').GraphAnswer} GraphAnswer */
/** @typedef {import('../state/shape.js').GraphNode} GraphNode */
/** @typedef {import('../protocol/types.js').Target} Target */

const RUNNING = 'Pause, and this can be seen: it belongs to one moment of the run.';
const STEP = 1.25; // of a zoom by key or button
const ROOM = { width: PITCH.x + NODE.width, height: 2 * PITCH.y }; // around a node that is walked to

/** @param {GraphNode} node its symbol, or in words what it is */
function headOf(node) {
  if (!node.symbol) return nodeName(node);
  const { name, layer, to, from } = node.symbol;
  const [l, j, k] = [layer ?? 0, to ?? 0, from ?? 0];
  const symbols = { w: () => weight(l, j, k), b: () => bias(l, j), a: () => activation(l, j), z: () => weightedSum(l, j), y: () => sub(mi('y'), mn(j)), C: cost };
  return inlineMath(symbols[name]());
}

/** @param {GraphAnswer} graph */
const shapeOf = ({ nodes, edges }) => nodes.map(({ id }) => id).join() + edges.length;

/** @param {GraphAnswer} graph @param {(node: GraphNode) => {value: boolean, gradient: boolean}} knownOf */
function listOf(graph, knownOf) {
  const format = graph.whole ? formatPrecise : formatNumber;
  const { outOf } = stepsOf(graph);
  const rows = graph.nodes.map((node) => {
    const known = knownOf(node);
    const cells = [signOf(node) || node.kind, known.value ? format(node.value) : 'not yet', known.gradient ? format(node.gradient) : 'not yet', outOf(node.id).map((step) => nodeName(step.node)).join('; ')];
    return element('tr', {}, element('th', { scope: 'row' }, headOf(node)), ...cells.map((text) => element('td', {}, text)));
  });
  const heads = ['node', 'made by', 'value', 'gradient', 'leads to'].map((text) => element('th', { scope: 'col' }, text));
  return element('table', {}, element('caption', {}, 'Nodes, in the order of evaluation'), element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows));
}

/**
 * @param {{get: () => State, select: (target: Target) => void, close: () => void}} actions
 * @returns {(state: State, previous: State) => void}
 */
export function createGraph({ get, select, close }) {
  const root = find('#graph');
  const surface = svg('svg', { class: 'graph-surface', role: 'group', 'aria-label': 'Nodes: arrow keys walk along the edges, Enter selects' });
  const list = element('div', { class: 'tables graph-list', tabindex: 0, 'aria-label': 'The graph as a list', hidden: true });
  const head = element('span');
  const value = element('span', { class: 'ink' });
  const gradient = element('span');
  const note = element('p', { class: 'graph-note' });
  const rest = element('p', { class: 'hint graph-rest' });
  const asList = element('button', { type: 'button', class: 'tool', 'aria-pressed': 'false', onclick: toggleList }, 'List');
  const tools = element('div', { class: 'graph-tools', role: 'toolbar', 'aria-label': 'View' },
    element('button', { type: 'button', class: 'tool', 'aria-label': 'Zoom out', title: 'Zoom out (−)', onclick: () => zoomBy(1 / STEP) }, '−'),
    element('button', { type: 'button', class: 'tool', 'aria-label': 'Zoom in', title: 'Zoom in (+)', onclick: () => zoomBy(STEP) }, '+'),
    element('button', { type: 'button', class: 'tool', title: 'All of it (Home)', onclick: fit }, 'Fit'), asList);
  const key = element('p', { class: 'hint graph-key' }, ANSWER + ' Above a node its value, below it its gradient ∂C₀/∂node: ', element('span', { class: 'up' }, 'raise it'), ' or ', element('span', { class: 'down' }, 'lower it'), '. A dot: not yet.');
  root.append(element('div', { class: 'panel-title' }, element('span', {}, 'The computation graph'), tools, element('button', { type: 'button', class: 'close', onclick: close }, 'Close')),
    key, surface, list, element('p', { class: 'graph-sentence' }, head, value, ' ', gradient), note, rest);

  /** @type {ReturnType<typeof createFigure> | null} */
  let figure = null;
  /** @type {GraphAnswer | null} */
  let graph = null;
  /** @type {import('../scene/graph_view.js').GraphView | null} */
  let view = null;
  let stage = { width: 1, height: 1 };
  let tau = 0;
  /** @type {string | null} */
  let focused = null;
  /** @type {string | null} */
  let hovered = null;

  /** @param {GraphNode} node */
  function knownOf(node) {
    const known = knownNodes(tau, get().frame?.layers.length ?? 0);
    return { value: known.value(node), gradient: known.gradient(node) };
  }

  function measure() {
    stage = { width: surface.clientWidth || 1, height: surface.clientHeight || 1 };
  }

  /** @param {import('../scene/graph_view.js').GraphView | null} next */
  function look(next) {
    if (!figure || !next) return;
    view = kept(next, figure.layout, stage);
    surface.setAttribute('viewBox', viewBox(view, stage));
  }

  /** @param {number} factor */
  function zoomBy(factor) {
    const place = figure && focused ? figure.layout.places.get(focused) : undefined;
    if (!view) return;
    const at = place ? { x: (place.x - view.x) * view.scale, y: (place.y - view.y) * view.scale } : { x: stage.width / 2, y: stage.height / 2 };
    look(zoomed(view, at, factor));
  }

  function fit() {
    if (figure) look(fitted(figure.layout, stage));
  }

  function toggleList() {
    const listed = list.hidden;
    list.hidden = !listed;
    surface.toggleAttribute('hidden', listed);
    asList.setAttribute('aria-pressed', String(listed));
    if (listed) writeList();
    else resize();
  }

  function writeList() {
    if (graph && !list.hidden) list.replaceChildren(listOf(graph, knownOf));
  }

  /** The node under the pointer, else the one in focus, is spoken of. */
  function speak() {
    const id = hovered ?? focused;
    figure?.light(id, knownOf);
    const node = id && graph?.nodes.find((each) => each.id === id);
    if (!node || !graph) return;
    const said = nodeSentence(node, stepsOf(graph), knownOf(node));
    if (head.dataset.of !== id) head.replaceChildren(headOf(node), ': ');
    head.dataset.of = id;
    setText(value, said.value);
    setText(gradient, said.gradient);
  }

  /** @param {string} id @param {boolean} [visibly] */
  function focus(id, visibly = true) {
    const drawn = figure?.drawn.get(id);
    if (!figure || !drawn) return;
    if (focused) figure.drawn.get(focused)?.root.setAttribute('tabindex', '-1');
    focused = id;
    drawn.root.setAttribute('tabindex', '0');
    const place = figure.layout.places.get(id);
    if (view && place && visibly) look(showing(view, stage, place, { width: ROOM.width, height: ROOM.height }));
    speak();
  }

  /** @param {Event} event @returns {string | null} */
  const idAt = ({ target }) => (target instanceof Element ? (target.closest('[data-id]')?.getAttribute('data-id') ?? null) : null);

  /** @param {string | null} id */
  function choose(id) {
    const node = id && graph?.nodes.find((each) => each.id === id);
    const target = node ? targetOf(node) : null;
    if (target) select(target);
  }

  const dragged = listenToGestures(surface, { pan: (by) => view && look(panned(view, by)), zoom: (at, factor) => view && look(zoomed(view, at, factor)) });
  surface.addEventListener('pointerover', (event) => {
    if (event.pointerType !== 'mouse' || hovered === idAt(event)) return;
    hovered = idAt(event);
    speak();
  });
  surface.addEventListener('pointerleave', () => {
    hovered = null;
    speak();
  });
  surface.addEventListener('focusin', (event) => {
    const id = idAt(event);
    if (id && id !== focused) focus(id);
  });
  surface.addEventListener('click', (event) => {
    if (!dragged()) choose(idAt(event));
  });

  /** @param {KeyboardEvent} event @returns {boolean} whether the key belongs to the graph */
  function act({ key, target }) {
    if (key === '+' || key === '=') return zoomBy(STEP), true;
    if (key === '-' || key === '−') return zoomBy(1 / STEP), true;
    if (!figure || !graph || !focused || !(target instanceof SVGElement)) return false;
    if (key === 'Home') return fit(), true;
    if (key === 'Enter' || key === ' ') return choose(focused), true;
    if (!key.startsWith('Arrow')) return false;
    const next = neighbour(figure.layout, graph.edges, focused, key);
    if (next) focus(next), figure.drawn.get(next)?.root.focus();
    return true;
  }
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {GraphAnswer} answer the node that is asked about, or the first weight of the graph */
  function home({ nodes, parameter }) {
    const { layer, to, from } = parameter ?? { layer: 1, to: 0, from: 0 };
    const id = from === null ? `b${layer}.${to}` : `w${layer}.${to}.${from}`;
    return nodes.some((node) => node.id === id) ? id : nodes[0].id;
  }

  /** @param {GraphAnswer} answer */
  function draw(answer) {
    const held = root.contains(document.activeElement);
    figure = createFigure(answer);
    for (const { node, root: drawn } of figure.drawn.values()) drawn.setAttribute('role', targetOf(node) ? 'button' : 'img');
    surface.replaceChildren(figure.root);
    const id = focused && figure.drawn.has(focused) && answer.whole ? focused : home(answer);
    hovered = null;
    measure();
    const place = figure.layout.places.get(id);
    look(firstView(figure.layout, stage, place ?? { x: 0, y: 0 }));
    graph = answer;
    focus(id, false);
    if (held && (document.activeElement === root || document.activeElement === document.body)) figure.drawn.get(id)?.root.focus();
  }

  function resize() {
    if (root.hidden || surface.hasAttribute('hidden')) return;
    measure();
    look(view);
  }
  new ResizeObserver(resize).observe(surface);

  /** @param {State} state */
  function mark({ selection }) {
    for (const { node, root: drawn } of figure?.drawn.values() ?? []) {
      const target = node.kind === 'multiply' ? null : targetOf(node);
      const own = selection !== null && target !== null && JSON.stringify(target) === JSON.stringify(selection);
      drawn.setAttribute('aria-current', String(own));
      drawn.classList.toggle('selected', own);
    }
  }

  return (state) => {
    const open = state.panel === 'graph';
    const opening = open && root.hidden;
    root.hidden = !open;
    if (opening) root.focus();
    if (!open) return;
    const found = graphShown(state);
    const why = isRunning(state) ? RUNNING : found?.problem ? 'The server could not tell: ' + found.problem : !found?.answer ? 'The graph comes in a moment.' : '';
    setText(note, why);
    root.classList.toggle('is-empty', why !== '');
    if (!found?.answer || why !== '') return;
    tau = state.view.tau;
    const answer = found.answer;
    if (!graph || shapeOf(graph) !== shapeOf(answer)) draw(answer);
    else if (opening) resize();
    graph = answer;
    figure?.write(answer, knownOf);
    setText(rest, leftOutText(answer));
    mark(state);
    speak();
    writeList();
  };
}
