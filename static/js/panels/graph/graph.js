/**
 * Knows the computation graph over the lab: its tools and keys, the sentence about a node, the same as a list.
 * Does not know how the figure is drawn, seen or walked, nor the server. It is loaded when it is first opened.
 */

import { formatNumber, formatPrecise } from '../../scene/format.js';
import { graphShown, knownNodes } from '../../state/graph.js';
import { isRunning } from '../../state/reduce.js';
import { bugLabel } from '../bug_note.js';
import { element, find, setText, svg } from '../../page/dom.js';
import { createCamera } from './graph_camera.js';
import { createWalk } from './graph_walk.js';
import { activation, bias, cost, inlineMath, mi, mn, sub, weight, weightedSum } from '../../page/mathml.js';
import { ANSWER, leftOutText, nodeName, nodeSentence, signOf, stepsOf } from './graph_words.js';

/** @typedef {import('../../state/shape.js').State} State */
/** @typedef {import('../../state/shape.js').GraphAnswer} GraphAnswer */
/** @typedef {import('../../state/shape.js').GraphNode} GraphNode */
/** @typedef {import('../../protocol/types.js').Target} Target */

const RUNNING = 'Pause, and this can be seen: it belongs to one moment of the run.';
const STEP = 1.25; // of a zoom by key or button

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

function createSentence() {
  const head = element('span');
  const value = element('span', { class: 'ink' });
  const gradient = element('span');
  return {
    node: element('p', { class: 'graph-sentence' }, head, value, ' ', gradient),
    /** @param {GraphNode} node @param {GraphAnswer} graph @param {{value: boolean, gradient: boolean}} known */
    show(node, graph, known) {
      const said = nodeSentence(node, stepsOf(graph), known);
      if (head.dataset.of !== node.id) head.replaceChildren(headOf(node), ': ');
      head.dataset.of = node.id;
      setText(value, said.value);
      setText(gradient, said.gradient);
    },
  };
}

/** @param {{zoomBy: (factor: number) => void, fit: () => void, toggleList: () => void}} actions */
function createTools({ zoomBy, fit, toggleList }) {
  const asList = element('button', { type: 'button', class: 'tool', 'aria-pressed': 'false', onclick: toggleList }, 'List');
  const node = element('div', { class: 'graph-tools', role: 'toolbar', 'aria-label': 'View' },
    element('button', { type: 'button', class: 'tool', 'aria-label': 'Zoom out', title: 'Zoom out (−)', onclick: () => zoomBy(1 / STEP) }, '−'),
    element('button', { type: 'button', class: 'tool', 'aria-label': 'Zoom in', title: 'Zoom in (+)', onclick: () => zoomBy(STEP) }, '+'),
    element('button', { type: 'button', class: 'tool', title: 'All of it (Home)', onclick: fit }, 'Fit'), asList);
  return { node, asList };
}

/** Why there is nothing to see, or nothing. @param {State} state @param {ReturnType<typeof graphShown>} found */
function whyEmpty(state, found) {
  if (isRunning(state)) return RUNNING;
  if (found?.problem) return 'The server could not tell: ' + found.problem;
  return found?.answer ? '' : 'The graph comes in a moment.';
}

/**
 * @param {{get: () => State, select: (target: Target) => void, close: () => void}} actions
 * @returns {(state: State, previous: State) => void}
 */
export function createGraph({ get, select, close }) {
  const root = find('#graph');
  const surface = svg('svg', { class: 'graph-surface', role: 'group', 'aria-label': 'Nodes: arrow keys walk along the edges, Enter selects' });
  const list = element('div', { class: 'tables graph-list', tabindex: 0, 'aria-label': 'The graph as a list', hidden: true });
  const sentence = createSentence();
  const note = element('p', { class: 'graph-note' });
  const rest = element('p', { class: 'hint graph-rest' });
  const camera = createCamera(surface);
  const walk = createWalk(surface, camera, { knownOf, tell: (node, about) => sentence.show(node, about, knownOf(node)), select });
  const zoomBy = (/** @type {number} */ factor) => camera.zoomBy(factor, walk.placeInFocus());
  const { node: tools, asList } = createTools({ zoomBy, fit: camera.fit, toggleList });
  const bug = element('b', { class: 'C' });
  const key = element('p', { class: 'hint graph-key' }, bug, ANSWER + ' Above a node its value, below it its gradient ∂C₀/∂node: ', element('span', { class: 'up' }, 'raise it'), ' or ', element('span', { class: 'down' }, 'lower it'), '. A dot: not yet.');
  root.append(element('div', { class: 'panel-title' }, element('span', {}, 'The computation graph'), tools, element('button', { type: 'button', class: 'close', onclick: close }, 'Close')),
    key, surface, list, sentence.node, note, rest);

  /** @type {GraphAnswer | null} */
  let graph = null;
  let tau = 0;

  /** @param {GraphNode} node */
  function knownOf(node) {
    const known = knownNodes(tau, get().frame?.layers.length ?? 0);
    return { value: known.value(node), gradient: known.gradient(node) };
  }

  function toggleList() {
    const listed = list.hidden;
    list.hidden = !listed;
    surface.toggleAttribute('hidden', listed);
    asList.setAttribute('aria-pressed', String(listed));
    if (listed) writeList();
    else camera.resize();
  }

  function writeList() {
    if (graph && !list.hidden) list.replaceChildren(listOf(graph, knownOf));
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key belongs to the graph */
  function act({ key: pressed, target }) {
    if (pressed === '+' || pressed === '=') return zoomBy(STEP), true;
    if (pressed === '-' || pressed === '−') return zoomBy(1 / STEP), true;
    if (!graph || !(target instanceof SVGElement)) return false;
    if (pressed === 'Home') return camera.fit(), true;
    if (pressed === 'Enter' || pressed === ' ') return walk.choose(), true;
    if (!pressed.startsWith('Arrow')) return false;
    walk.step(pressed);
    return true;
  }
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** Whoever was in the graph, or has just opened it, goes on in it. @param {GraphAnswer} answer */
  function draw(answer) {
    const held = root.contains(document.activeElement);
    surface.replaceChildren();
    walk.draw(answer, held && (document.activeElement === root || document.activeElement === document.body));
  }

  return (state) => {
    const open = state.panel === 'graph';
    const opening = open && root.hidden;
    root.hidden = !open;
    if (opening) root.focus();
    if (!open) return;
    const found = graphShown(state);
    const why = whyEmpty(state, found);
    setText(note, why);
    setText(bug, bugLabel(state.frame) ? 'This run has a bug; the graph is the right one. ' : '');
    root.classList.toggle('is-empty', why !== '');
    if (!found?.answer || why !== '') return;
    tau = state.view.tau;
    const answer = found.answer;
    if (!graph || shapeOf(graph) !== shapeOf(answer)) draw(answer);
    else if (opening) camera.resize();
    graph = answer;
    walk.write(answer);
    setText(rest, leftOutText(answer));
    walk.mark(state.selection);
    walk.speak();
    writeList();
  };
}
