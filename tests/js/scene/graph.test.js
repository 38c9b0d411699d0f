// Where the nodes of a computation graph stand, how they are walked, what part of it is seen, what is said of them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { leftOutText, nodeName, nodeSentence, stepsOf } from '../../../static/js/panels/graph/graph_words.js';
import { NODE, PITCH, edgePath, layoutGraph, neighbour, reach, spread } from '../../../static/js/scene/graph_layout.js';
import { READABLE, firstView, fitted, kept, panned, showing, viewBox, zoomed } from '../../../static/js/scene/graph_view.js';

/** One sigmoid neuron with two inputs, as the server answers it. */
function neuron() {
  const node = (id, kind, layer, symbol, value, gradient, count = null) => ({ id, kind, layer, symbol, value, gradient, count });
  const symbol = (name, layer, to, from = null) => ({ name, layer, to, from });
  const nodes = [
    node('a0.0', 'input', 0, symbol('a', 0, 0), 0.5, 0.1), node('a0.1', 'input', 0, symbol('a', 0, 1), 0.25, -0.2),
    node('w1.0.0', 'weight', 1, symbol('w', 1, 0, 0), 2, 0.05), node('m1.0.0', 'multiply', 1, null, 1, 0.1),
    node('w1.0.1', 'weight', 1, symbol('w', 1, 0, 1), -4, 0.025), node('m1.0.1', 'multiply', 1, null, -1, 0.1),
    node('r1.0', 'rest', 1, null, 0.3, 0.1, 7), node('b1.0', 'bias', 1, symbol('b', 1, 0), -0.3, 0.1), node('z1.0', 'add', 1, symbol('z', 1, 0), 0, 0.1),
    node('a1.0', 'sigmoid', 1, symbol('a', 1, 0), 0.5, 0.4), node('y0', 'target', null, symbol('y', null, 0), 0.3, -0.4),
    node('d0', 'subtract', null, null, 0.2, 0.4), node('C', 'square', null, symbol('C', null, null), 0.04, 1),
  ];
  const edge = (from, to, local, through = false) => ({ from, to, local, through });
  const edges = [
    edge('w1.0.0', 'm1.0.0', 0.5), edge('a0.0', 'm1.0.0', 2), edge('w1.0.1', 'm1.0.1', 0.25), edge('a0.1', 'm1.0.1', -4),
    edge('m1.0.0', 'z1.0', 1), edge('m1.0.1', 'z1.0', 1), edge('r1.0', 'z1.0', 1), edge('b1.0', 'z1.0', 1), edge('z1.0', 'a1.0', 0.25),
    edge('a1.0', 'd0', 1), edge('y0', 'd0', -1), edge('d0', 'C', 0.4), edge('a0.0', 'r1.0', 0.01, true),
  ];
  return { whole: false, parameter: { layer: 1, to: 0, from: 0 }, left_out: { inputs: 7, neurons: 0, products: 7 }, nodes, edges };
}

test('every edge runs to the right, and what is given stands just before its first use', () => {
  const { nodes, edges } = neuron();
  const { places } = layoutGraph({ nodes, edges });
  for (const { from, to } of edges) assert.ok(places.get(from).x < places.get(to).x, `${from} to ${to}`);
  for (const [given, user] of [['y0', 'd0'], ['b1.0', 'z1.0'], ['r1.0', 'z1.0'], ['w1.0.1', 'm1.0.1']]) {
    assert.equal(places.get(user).column - places.get(given).column, 1, given);
  }
});

test('no two nodes of a column overlap, and all stand inside', () => {
  const graph = neuron();
  const { places, width, height } = layoutGraph(graph);
  const all = [...places.values()];
  for (const [index, one] of all.entries()) {
    assert.ok(one.x - NODE.width / 2 >= 0 && one.x + NODE.width / 2 <= width && one.y - NODE.height / 2 >= 0 && one.y + NODE.height / 2 <= height);
    for (const other of all.slice(index + 1)) assert.ok(one.column !== other.column || Math.abs(one.y - other.y) >= PITCH.y - 0.001);
  }
  assert.deepEqual(layoutGraph(graph), layoutGraph(graph));
});

test('over each layer, and over the cost, stands its name', () => {
  assert.deepEqual(layoutGraph(neuron()).captions.map(({ text }) => text), ['layer 1', 'cost']);
});

test('outputs of a softmax stand together, apart from what is wished', () => {
  const { nodes, edges } = neuron();
  const outputs = [0, 1, 2].flatMap((j) => [
    { ...nodes[9], id: `a1.${j}`, kind: 'softmax' }, { ...nodes[10], id: `y${j}` }, { ...nodes[11], id: `d${j}` },
  ]);
  const more = [0, 1, 2].flatMap((j) => [['z1.0', `a1.${j}`], [`a1.${j}`, `d${j}`], [`y${j}`, `d${j}`], [`d${j}`, 'C']].map(([from, to]) => ({ from, to, local: 1, through: false })));
  const { places } = layoutGraph({ nodes: [...nodes.slice(0, 9), ...outputs, nodes[12]], edges: [...edges.slice(0, 8), ...more] });
  assert.ok(Math.max(...[0, 1, 2].map((j) => places.get(`a1.${j}`).y)) < Math.min(...[0, 1, 2].map((j) => places.get(`y${j}`).y)));
});

test('places are spread no more than they must be, and the heavier stays', () => {
  assert.deepEqual(spread([0, 100, 300], 50, [1, 1, 1]), [0, 100, 300]);
  assert.deepEqual(spread([0, 0], 50, [1, 1]), [-25, 25]);
  assert.deepEqual(spread([0, 0], 50, [4, 1]), [-10, 40]);
});

test('arrow keys walk along edges, and up and down a column', () => {
  const graph = neuron();
  const layout = layoutGraph(graph);
  const walk = (id, key) => neighbour(layout, graph.edges, id, key);
  assert.equal(walk('z1.0', 'ArrowRight'), 'a1.0');
  assert.equal(walk('a1.0', 'ArrowLeft'), 'z1.0');
  assert.ok(graph.edges.some(({ from, to }) => to === 'z1.0' && from === walk('z1.0', 'ArrowLeft')));
  assert.deepEqual([walk('C', 'ArrowRight'), walk('a0.0', 'ArrowLeft'), walk('C', 'ArrowUp'), walk('C', 'x')], [null, null, null, null]);
  const down = walk('m1.0.0', 'ArrowDown');
  assert.equal(walk(down, 'ArrowUp'), 'm1.0.0');
});

test('an edge begins and ends at the border of its nodes', () => {
  const { nodes } = neuron();
  assert.deepEqual([reach(nodes[3]), reach(nodes[8]), reach(nodes[6])], [NODE.height / 2, NODE.width / 2, NODE.width / 2]);
  assert.match(edgePath({ x: 0, y: 5, column: 0 }, 17, { x: 200, y: 9, column: 1 }, 34), /^M17 5C.* 166 9$/);
});

const STAGE = { width: 800, height: 400 };

test('a small drawing is seen whole at first, a large one where it can be read', () => {
  assert.deepEqual(firstView({ width: 400, height: 100 }, STAGE, { x: 0, y: 0 }), fitted({ width: 400, height: 100 }, STAGE));
  const large = { width: 8000, height: 4000 };
  const view = firstView(large, STAGE, { x: 4000, y: 2000 });
  assert.equal(view.scale, READABLE);
  assert.deepEqual([view.x + STAGE.width / READABLE / 2, view.y + STAGE.height / READABLE / 2], [4000, 2000]);
  assert.deepEqual(fitted(large, STAGE), { x: 0, y: 0, scale: 0.1 });
});

test('zooming leaves the point under the pointer where it is, and has its limits', () => {
  const view = { x: 10, y: 20, scale: 1 };
  const near = zoomed(view, { x: 100, y: 50 }, 2);
  assert.deepEqual([near.x + 100 / near.scale, near.y + 50 / near.scale, near.scale], [110, 70, 2]);
  assert.equal(zoomed(view, { x: 0, y: 0 }, 1000).scale, 3);
});

test('a view does not leave the drawing, and moves just so far that a point is seen', () => {
  const drawing = { width: 2000, height: 100 };
  assert.deepEqual(kept(panned({ x: 0, y: 0, scale: 1 }, { x: 50, y: 0 }), drawing, STAGE), { x: 0, y: -150, scale: 1 });
  assert.equal(kept({ x: 5000, y: 0, scale: 1 }, drawing, STAGE).x, 1200);
  assert.equal(showing({ x: 0, y: 0, scale: 1 }, STAGE, { x: 1000, y: 100 }, { width: 100, height: 100 }).x, 250);
  assert.equal(showing({ x: 0, y: 0, scale: 1 }, STAGE, { x: 400, y: 100 }, { width: 100, height: 100 }).x, 0);
  assert.equal(viewBox({ x: 1, y: 2, scale: 2 }, STAGE), '1.00 2.00 400.00 200.00');
});

const ALL = { value: true, gradient: true };
const say = (id, known = ALL) => {
  const graph = neuron();
  return nodeSentence(graph.nodes.find((node) => node.id === id), stepsOf(graph), known);
};

test('a sentence puts the server’s numbers side by side, with so many digits that they can be checked', () => {
  assert.equal(say('z1.0').gradient, 'Its gradient is 0.4 × 0.25 = 0.1: what comes back, times the slope on its edge.');
  assert.match(say('a0.0').gradient, /^Its gradient is 0.1 × 2 \+ 0.1 × 0.01 = 0.1: all that comes back/);
  assert.match(say('C').gradient, /is 1/);
  assert.deepEqual(['m1.0.1', 'z1.0', 'a1.0', 'd0', 'C', 'r1.0', 'b1.0'].map((id) => say(id).value), [
    '(−4) × 0.25 = −1.', '1 + (−1) + 0.3 + (−0.3) = 0.', 'σ(0) = 0.5.', '0.5 − 0.3 = 0.2.', '0.2² = 0.04.',
    '7 more products, not shown, add up to 0.3.', 'A bias: −0.3.',
  ]);
  const numbers = [200, 10000, 1.5e-7, 123.456789, -0.30001];
  const { nodes } = neuron();
  assert.deepEqual(numbers.map((value) => nodeSentence({ ...nodes[7], value }, stepsOf(neuron()), ALL).value), [
    'A bias: 200.', 'A bias: 10,000.', 'A bias: 1.5·10⁻⁷.', 'A bias: 123.457.', 'A bias: −0.30001.',
  ]);
});

test('before its phase nothing is said of a number', () => {
  const { value, gradient } = say('z1.0', { value: false, gradient: false });
  assert.doesNotMatch(value + gradient, /\d/);
});

test('nodes have names, and what is left out is counted', () => {
  const graph = neuron();
  assert.deepEqual(graph.nodes.map(nodeName).slice(2, 9), [
    'w of layer 1, into 0 from 0', 'w a of layer 1, into 0 from 0', 'w of layer 1, into 0 from 1', 'w a of layer 1, into 0 from 1', '7 more products', 'b of layer 1, 0', 'z of layer 1, 0',
  ]);
  assert.match(leftOutText(graph), /^Left out: 7 inputs, 7 products\./);
  assert.equal(leftOutText({ ...graph, whole: true }), '');
});
