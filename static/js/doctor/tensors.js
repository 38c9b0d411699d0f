/**
 * Knows the tensors that somebody brought, what the server takes each of them for, and the question that they make together.
 * Does not know the page, and computes nothing: numbers are laid out anew, never changed.
 */

/** @typedef {{name: string, shape: number[], values: number[]}} Tensor */
/** @typedef {{format: string, tensors: Tensor[], activations: string[] | null, cost: string | null, learning_rate: number | null, left_out: string[]}} ReadFile */
/** @typedef {'W' | 'b' | 'dW' | 'db' | 'input' | 'target' | 'none'} Role */
/** @typedef {{role: Role, layer: number | null, shape: number[], turned: boolean, note: string}} Place */
/** @typedef {{tensors: Place[], sizes: number[], problems: string[]}} Arrangement */

/** A tensor with its file; `role` and `layer` once somebody has chosen them. @typedef {Tensor & {file: string, role: Role | null, layer: number | null}} Brought */
/** @typedef {{activations: string[], cost: string, rate: number | null}} Choices */

/** @type {[Role, string][]} */
export const ROLES = [['W', 'weights W'], ['b', 'biases b'], ['dW', 'gradient dC/dW'], ['db', 'gradient dC/db'], ['input', 'input x'], ['target', 'target y'], ['none', 'leave out']];
const OF_LAYER = ['W', 'b', 'dW', 'db'];

/** @param {Role} role */
export const hasLayer = (role) => OF_LAYER.includes(role);

/** A file of the same name takes the place of the one before. @param {Brought[]} rows @param {string} file @param {Tensor[]} tensors @returns {Brought[]} */
export const withFile = (rows, file, tensors) => [...rows.filter((row) => row.file !== file), ...tensors.map((tensor) => ({ ...tensor, file, role: null, layer: null }))];

/** @param {Brought[]} rows */
export const rolesQuestion = (rows) => ({
  tensors: rows.map(({ name, shape, file, role, layer }) => ({ name, shape, file: file.slice(-200), ...(role ? { role } : {}), ...(layer ? { layer } : {}) })),
});

/** @param {Brought} row @param {Place} place @returns {number[]} row by row in the place's shape */
function flat({ shape, values }, { turned }) {
  if (!turned) return values;
  const [rows, columns] = shape;
  return values.map((_, index) => values[(index % rows) * columns + Math.floor(index / rows)]);
}

/** @param {number[]} values @param {number[]} shape @returns {any} nested lists */
function nested(values, shape) {
  if (shape.length < 2) return values;
  const width = values.length / shape[0];
  return Array.from({ length: shape[0] }, (_, j) => nested(values.slice(j * width, (j + 1) * width), shape.slice(1)));
}

/** Classes as rows of 0 with a 1. @param {number[]} classes @param {number} width @param {boolean} single */
function oneHot(classes, width, single) {
  const rows = classes.map((label) => Array.from({ length: width }, (_, k) => (k === label ? 1 : 0)));
  return single ? rows[0] : rows;
}

/**
 * @param {Brought[]} rows
 * @param {Arrangement} arrangement
 * @param {Choices} choices
 * @returns {Record<string, any>} the body of a gradient check; what is missing there, the server says
 */
export function questionOf(rows, { tensors, sizes }, { activations, cost, rate }) {
  /** @param {Role} role */
  const all = (role) => tensors.map((place, index) => ({ place, row: rows[index] })).filter(({ place }) => place.role === role);
  /** @param {Role} role */
  const layers = (role) => all(role).sort((a, b) => (a.place.layer ?? 0) - (b.place.layer ?? 0)).map(({ place, row }) => nested(flat(row, place), place.shape));
  /** @param {Role} role */
  const one = (role) => {
    const found = all(role)[0];
    if (!found) return [];
    const values = flat(found.row, found.place);
    return found.place.note === 'classes' ? oneHot(values, sizes[sizes.length - 1], all('input')[0]?.place.shape.length === 1) : nested(values, found.place.shape);
  };
  return {
    network: { activations, weights: layers('W'), biases: layers('b') },
    cost, input: one('input'), target: one('target'),
    gradients: { weights: layers('dW'), biases: layers('db') },
    ...(rate === null ? {} : { learning_rate: rate }),
  };
}
