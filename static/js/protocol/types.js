/**
 * The shapes that pass between the rooms of the page. Types only: this module holds no code.
 * The fields of a frame are defined in app/wire/PROTOCOL.md.
 */

/**
 * One layer of one frame. Layers count from 1; `inputs` is n_{l-1}, `outputs` is n_l.
 * `columns` lists the inputs that are not zero (null: all); `flow` and `dC_dW` are (outputs, columns) row-major.
 * @typedef {object} Layer
 * @property {number} layer
 * @property {number} inputs
 * @property {number} outputs
 * @property {string} activation
 * @property {Float32Array} W
 * @property {Float32Array} b
 * @property {Float32Array} z
 * @property {Float32Array} a
 * @property {Float32Array} slope
 * @property {Float32Array} dC_da
 * @property {Float32Array} delta
 * @property {Float32Array | null} dC_db null where it is delta: it is another in a run with bugs
 * @property {Float32Array | null} columns
 * @property {Float32Array} flow
 * @property {Float32Array} dC_dW
 * @property {Float32Array | null} update_columns
 * @property {Float32Array} update_W
 * @property {Float32Array} update_b
 * @property {Float32Array} a_after
 * @property {Float32Array | null} grid_a
 */

/**
 * @typedef {object} FrameSample
 * @property {'order' | 'sample' | 'drawing' | 'input'} source
 * @property {number | null} index
 * @property {number | null} label
 * @property {number | null} target
 */

/**
 * What is tried on the picture only, beside what would be without it. A number that is not finite arrives as null.
 * @typedef {object} Tried
 * @property {number} layer
 * @property {number} to
 * @property {number | null} from
 * @property {number | null} value
 * @property {number | null} was
 * @property {number | null} z
 * @property {number | null} z_was
 * @property {number | null} a
 * @property {number | null} a_was
 * @property {number | null} cost_was
 * @property {number | null} gradient_was dC0 by the parameter, without what is tried
 */

/**
 * @typedef {object} FrameDetail
 * @property {string} state
 * @property {number[]} sizes
 * @property {string[]} activations
 * @property {string} cost_name
 * @property {string} optimizer
 * @property {number} learning_rate
 * @property {number} batch_size
 * @property {FrameSample} sample
 * @property {number | null} cost
 * @property {number | null} cost_after
 * @property {number} answer
 * @property {number} answer_after
 * @property {number} lit
 * @property {number} samples_seen
 * @property {number} epoch_size
 * @property {(number | null)[]} gradient_norms
 * @property {number} update_size
 * @property {{layer: number, what: string} | null} non_finite
 * @property {{index: number, label: number | null}[]} [upcoming]
 * @property {[string, unknown][]} [history]
 * @property {Tried} [tried]
 * @property {{name: string, label: string}[]} [bugs] mistakes that the run makes on purpose
 * @property {(number | null)[]} [bug_ratios] of each layer's dC/dW in the update: its length over that of the right one
 * @property {(number | null)[]} [bug_angles] and the angle between the two, in degrees
 */

/**
 * One decoded frame. Arrays are views into the received buffer: read-only.
 * @typedef {object} Frame
 * @property {string} job
 * @property {number} frame
 * @property {number} step
 * @property {number} epoch
 * @property {'applied' | 'preview'} phase
 * @property {FrameDetail} detail
 * @property {number[]} sizes
 * @property {Float32Array} input
 * @property {Float32Array} target
 * @property {Float32Array} dC_da0
 * @property {Layer[]} layers
 * @property {Layer[] | null} right the layers with what the chain rule gives, where the run has bugs: `layers` is what it computes
 * @property {Float32Array | null} grid_box
 * @property {Float32Array | null} upcoming
 * @property {Float32Array | null} points
 * @property {Float32Array | null} point_labels
 */

/**
 * What can be pointed at: a weight, a bias, a neuron, or an input (a pixel).
 * @typedef {{kind: 'weight', layer: number, to: number, from: number}
 *         | {kind: 'bias', layer: number, to: number}
 *         | {kind: 'neuron', layer: number, to: number}
 *         | {kind: 'input', index: number}} Target
 */

/**
 * What can be lit: a target, a whole layer, or edges: all of a layer, all into one neuron, or all out of one (null: any).
 * @typedef {Target | {kind: 'layer', layer: number} | {kind: 'edges', layer: number, to: number | null, from: number | null}} Region
 */

/**
 * Edges that are lit together: one complaint's, or a whole way to the cost. Layer 0 holds the inputs.
 * @typedef {object} Way
 * @property {{layer: number, to: number, from: number}[]} edges
 * @property {{layer: number, to: number}[]} neurons
 * @property {number} value what it adds to the derivative
 * @property {boolean} alone everything else steps back
 */

export {};
