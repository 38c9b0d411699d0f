/**
 * Knows where the nodes of a computation graph stand: columns from left to right by what must be known first, rows so that edges stay short.
 * Does not know numbers, the DOM, nor how a node looks. Pure: the same graph has the same places.
 */

/** @typedef {import('../state/shape.js').GraphNode} GraphNode */
/** @typedef {import('../state/shape.js').GraphEdge} GraphEdge */
/** @typedef {{x: number, y: number, column: number}} Place the middle of a node */
/** @typedef {{text: string, x: number, y: number}} Caption */
/** @typedef {{places: Map<string, Place>, captions: Caption[], width: number, height: number}} GraphLayout */

export const NODE = Object.freeze({ width: 68, height: 34 });
export const PITCH = Object.freeze({ x: 114, y: 76 });
const MARGIN = { x: 16, top: 52, bottom: 30 };
const SWEEPS = 24;
const GIVEN = ['weight', 'bias', 'target', 'rest'];
const HEAVY = 12; // what computes stays on its line, and what is given makes room

/** @template K, V @param {Map<K, V[]>} map @param {K} key @param {V} value */
function put(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/**
 * A column is one more than the largest of those it needs. What is given stands just before its first use.
 * @param {GraphNode[]} nodes in the order of evaluation
 * @param {GraphEdge[]} edges
 */
function columnsOf(nodes, edges) {
  /** @type {Map<string, string[]>} */
  const before = new Map();
  /** @type {Map<string, string[]>} */
  const after = new Map();
  for (const { from, to, through } of edges) {
    if (!through) put(before, to, from);
    put(after, from, to);
  }
  /** @type {Map<string, number>} */
  const columns = new Map();
  for (const { id } of nodes) columns.set(id, Math.max(-1, ...(before.get(id) ?? []).map((other) => columns.get(other) ?? 0)) + 1);
  for (const { id } of nodes.filter((node) => !before.has(node.id))) {
    columns.set(id, Math.max(0, Math.min(...(after.get(id) ?? []).map((other) => columns.get(other) ?? 0)) - 1));
  }
  return columns;
}

/**
 * Places in order, at least a pitch apart, as near as can be to where they want to be (pool adjacent violators).
 * @param {number[]} wishes
 * @param {number} pitch
 * @param {number[]} weights how much each wish counts
 * @returns {number[]}
 */
export function spread(wishes, pitch, weights) {
  /** @type {{sum: number, weight: number, count: number}[]} */
  const pools = [];
  wishes.forEach((wish, index) => {
    let pool = { sum: (wish - index * pitch) * weights[index], weight: weights[index], count: 1 };
    for (let last = pools.at(-1); last && last.sum / last.weight > pool.sum / pool.weight; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, weight: pool.weight + last.weight, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  });
  return pools.flatMap(({ sum, weight, count }) => Array(count).fill(sum / weight)).map((start, index) => start + index * pitch);
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Rows from the cost back: each node wants to stand level with what it leads to; then the order is kept and both sides pull.
 * @param {string[][]} columns
 * @param {GraphEdge[]} edges those that are drawn between nodes
 * @param {Set<string>} given
 * @param {(id: string) => number} block those of a column with the same number stand together
 */
function rowsOf(columns, edges, given, block) {
  /** @type {Map<string, string[]>} */
  const ahead = new Map();
  /** @type {Map<string, string[]>} */
  const around = new Map();
  for (const { from, to } of edges) {
    put(ahead, from, to);
    put(around, from, to);
    if (!given.has(from)) put(around, to, from); // what is given follows, and pulls nothing
  }
  /** @type {Map<string, number>} */
  const rows = new Map();
  /** @param {string} id @param {Map<string, string[]>} map */
  const wish = (id, map) => mean((map.get(id) ?? [id]).map((other) => rows.get(other) ?? 0));
  /** @param {string[]} ids @param {Map<string, string[]>} map */
  const settle = (ids, map) => {
    const places = spread(ids.map((id) => wish(id, map)), PITCH.y, ids.map((id) => (given.has(id) ? 1 : HEAVY)));
    ids.forEach((id, index) => rows.set(id, places[index]));
  };
  const back = [...columns].reverse();
  for (const ids of back) {
    ids.sort((one, other) => block(one) - block(other) || wish(one, ahead) - wish(other, ahead));
    settle(ids, ahead);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) for (const ids of sweep % 2 ? back : columns) settle(ids, around);
  return rows;
}

/** @param {GraphNode[]} nodes @param {Map<string, Place>} places @returns {Caption[]} one over each layer, and over the cost */
function captionsOf(nodes, places) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (const { id, kind, layer } of nodes) {
    if (['input', 'activation', 'weight', 'target'].includes(kind)) continue;
    put(found, layer === null ? 'cost' : 'layer ' + layer, places.get(id)?.x ?? 0);
  }
  return [...found].map(([text, x]) => ({ text, x: (Math.min(...x) + Math.max(...x)) / 2, y: 18 }));
}

/**
 * @param {{nodes: GraphNode[], edges: GraphEdge[]}} graph
 * @returns {GraphLayout}
 */
export function layoutGraph({ nodes, edges }) {
  const columnOf = columnsOf(nodes, edges);
  /** @type {string[][]} */
  const columns = [];
  for (const { id } of nodes) (columns[columnOf.get(id) ?? 0] ??= []).push(id);
  const given = new Set(nodes.filter(({ kind }) => GIVEN.includes(kind)).map(({ id }) => id));
  const softmax = new Set(nodes.filter(({ kind }) => kind === 'softmax').map(({ id }) => id));
  const block = (/** @type {string} */ id) => Number(softmax.size > 0 && !softmax.has(id)); // one step, in one frame
  const rows = rowsOf(columns, edges.filter(({ through }) => !through), given, block);
  const top = Math.min(...rows.values());
  /** @type {Map<string, Place>} */
  const places = new Map();
  for (const { id } of nodes) {
    const column = columnOf.get(id) ?? 0;
    places.set(id, { column, x: MARGIN.x + NODE.width / 2 + column * PITCH.x, y: MARGIN.top + NODE.height / 2 + (rows.get(id) ?? 0) - top });
  }
  const width = 2 * MARGIN.x + NODE.width + (columns.length - 1) * PITCH.x;
  const height = MARGIN.top + NODE.height + Math.max(...rows.values()) - top + MARGIN.bottom;
  return { places, captions: captionsOf(nodes, places), width, height };
}

/**
 * The node an arrow key leads to: along an edge to the one most level with this, or to the next of the column.
 * @param {GraphLayout} layout
 * @param {GraphEdge[]} edges
 * @param {string} id
 * @param {string} key
 * @returns {string | null}
 */
export function neighbour({ places }, edges, id, key) {
  const own = places.get(id);
  if (!own) return null;
  /** @param {string} other */
  const place = (other) => places.get(other) ?? own;
  /** @param {string[]} ids */
  const nearest = (ids) => ids.sort((one, other) => Math.abs(place(one).y - own.y) - Math.abs(place(other).y - own.y))[0] ?? null;
  /** @param {(other: Place) => boolean} where */
  const inColumn = (where) => nearest([...places.keys()].filter((other) => other !== id && place(other).column === own.column && where(place(other))));
  switch (key) {
    case 'ArrowRight':
      return nearest(edges.filter(({ from }) => from === id).map(({ to }) => to));
    case 'ArrowLeft':
      return nearest(edges.filter(({ to }) => to === id).map(({ from }) => from));
    case 'ArrowUp':
      return inColumn(({ y }) => y < own.y);
    case 'ArrowDown':
      return inColumn(({ y }) => y > own.y);
    default:
      return null;
  }
}

/** Operations without a symbol are circles. @param {GraphNode} node @returns {number} half its width */
export const reach = ({ symbol, kind }) => (symbol || kind === 'rest' || kind.endsWith('cross_entropy') ? NODE.width : NODE.height) / 2;

/** The line from one node's right to another's left. @param {Place} from @param {number} right @param {Place} to @param {number} left */
export function edgePath(from, right, to, left) {
  const [x1, x2] = [from.x + right, to.x - left];
  const bend = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${from.y}C${x1 + bend} ${from.y} ${x2 - bend} ${to.y} ${x2} ${to.y}`;
}
