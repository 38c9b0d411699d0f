/**
 * Knows the nodes of the drawn graph: which one is in focus, which under the pointer, and how arrow keys walk along the edges.
 * Does not know words, nor which part of the figure is seen.
 */

import { neighbour } from '../../scene/graph_layout.js';
import { targetOf } from '../../state/graph.js';
import { createFigure } from './graph_figure.js';

/** @typedef {import('../../state/shape.js').GraphAnswer} GraphAnswer */
/** @typedef {import('../../state/shape.js').GraphNode} GraphNode */
/** @typedef {import('../../protocol/types.js').Target} Target */
/** @typedef {(node: GraphNode) => {value: boolean, gradient: boolean}} KnownOf */

/** @param {GraphAnswer} answer the node that is asked about, or the first weight of the graph */
function home({ nodes, parameter }) {
  const { layer, to, from } = parameter ?? { layer: 1, to: 0, from: 0 };
  const id = from === null ? `b${layer}.${to}` : `w${layer}.${to}.${from}`;
  return nodes.some((node) => node.id === id) ? id : nodes[0].id;
}

/** @param {Event} event @returns {string | null} */
const idAt = ({ target }) => (target instanceof Element ? (target.closest('[data-id]')?.getAttribute('data-id') ?? null) : null);

/**
 * @param {SVGSVGElement} surface
 * @param {ReturnType<typeof import('./graph_camera.js').createCamera>} camera
 * @param {{knownOf: KnownOf, tell: (node: GraphNode, graph: GraphAnswer) => void, select: (target: Target) => void}} actions
 */
export function createWalk(surface, camera, { knownOf, tell, select }) {
  /** @type {ReturnType<typeof createFigure> | null} */
  let figure = null;
  /** @type {GraphAnswer | null} */
  let graph = null;
  /** @type {string | null} */
  let focused = null;
  /** @type {string | null} */
  let hovered = null;

  const placeInFocus = () => (focused === null ? undefined : figure?.layout.places.get(focused));
  /** @param {string | null} id */
  const nodeOf = (id) => graph?.nodes.find((each) => each.id === id);

  /** The node under the pointer, else the one in focus, is spoken of. */
  function speak() {
    const id = hovered ?? focused;
    figure?.light(id, knownOf);
    const node = nodeOf(id);
    if (node && graph) tell(node, graph);
  }

  /** @param {string} id @param {boolean} [visibly] */
  function focus(id, visibly = true) {
    const drawn = figure?.drawn.get(id);
    if (!figure || !drawn) return;
    if (focused) figure.drawn.get(focused)?.root.setAttribute('tabindex', '-1');
    focused = id;
    drawn.root.setAttribute('tabindex', '0');
    if (visibly) camera.reveal(placeInFocus());
    speak();
  }

  /** @param {string | null} id */
  function choose(id) {
    const node = nodeOf(id);
    const target = node ? targetOf(node) : null;
    if (target) select(target);
  }

  /** @param {string | null} id */
  function hover(id) {
    if (hovered === id) return;
    hovered = id;
    speak();
  }
  surface.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && hover(idAt(event)));
  surface.addEventListener('pointerleave', () => hover(null));
  surface.addEventListener('focusin', (event) => {
    const id = idAt(event);
    if (id && id !== focused) focus(id);
  });
  surface.addEventListener('click', (event) => !camera.dragged() && choose(idAt(event)));

  return {
    speak,
    placeInFocus,
    choose: () => choose(focused),
    /** @param {string} arrow the key */
    step(arrow) {
      const next = figure && graph && focused ? neighbour(figure.layout, graph.edges, focused, arrow) : null;
      if (!next) return;
      focus(next);
      figure?.drawn.get(next)?.root.focus();
    },
    /** Another graph: its node of before stays in focus where it is there. @param {GraphAnswer} answer @param {boolean} held whether the focus of the page was here */
    draw(answer, held) {
      figure = createFigure(answer);
      for (const { node, root } of figure.drawn.values()) root.setAttribute('role', targetOf(node) ? 'button' : 'img');
      surface.replaceChildren(figure.root);
      const id = focused && figure.drawn.has(focused) && answer.whole ? focused : home(answer);
      [graph, hovered] = [answer, null];
      camera.open(figure.layout, figure.layout.places.get(id));
      focus(id, false);
      if (held) figure.drawn.get(id)?.root.focus();
    },
    /** The same graph with other numbers. @param {GraphAnswer} answer */
    write(answer) {
      graph = answer;
      figure?.write(answer, knownOf);
    },
    /** @param {Target | null} selection */
    mark(selection) {
      for (const { node, root } of figure?.drawn.values() ?? []) {
        const target = node.kind === 'multiply' ? null : targetOf(node);
        const own = selection !== null && target !== null && JSON.stringify(target) === JSON.stringify(selection);
        root.setAttribute('aria-current', String(own));
        root.classList.toggle('selected', own);
      }
    },
  };
}
