/**
 * The shapes of the page's state. Types only: this module holds no code.
 * The shapes that come from the server's frames are in protocol/types.js.
 */

/** @typedef {import('../protocol/types.js').Frame} Frame */
/** @typedef {import('../protocol/types.js').Target} Target */

/**
 * Of a table, `columns` names its columns and `table` is its id, where it was uploaded; without classes its outputs are numbers.
 * @typedef {{name: string, title?: string, kind: 'image' | 'plane' | 'table', inputs: number, outputs: number, classes: string[],
 *            columns?: string[], table?: string | null, targets?: number | null}} JobDataset
 */

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {string} name
 * @property {string} state
 * @property {string | null} reason
 * @property {string | null} [detail] why it failed, as a sentence
 * @property {Record<string, any>} spec
 * @property {number} step
 * @property {number} epoch
 * @property {number} [progress] 0..1
 * @property {JobDataset} dataset
 */

/**
 * @typedef {{name: string, title: string, kind: string, inputs: number, outputs: number, table?: string | null, targets?: number | null,
 *            availability: 'ready' | 'absent' | 'downloading' | 'failed', progress: number | null, detail: string | null}} Dataset
 */

/** A worked example: `spec` is a whole specification. @typedef {{name: string, title: string, note: string, spec: Record<string, any>}} Preset */

/**
 * What the viewer asked to see instead of the training order.
 * @typedef {{sample: number, target?: number} | {strokes: number[][][], target: number} | {input: number[], target: number}} Watch
 */

/** @typedef {{step: number, layer: number | null, what: string, last_good_step: number}} Divergence */

/** tau rests between `0` and 2 L + 2; `goal` is where it is going; `pace` is steps a second, null for full speed.
 * @typedef {{tau: number, goal: number | null, playing: boolean, speed: number, wishes: boolean, pace: number | null}} View */

/** Columns of equal length; dots are two columns of their own. x is samples seen.
 * @typedef {object} Curves
 * @property {number[]} step
 * @property {number[]} samples
 * @property {(number | null)[]} cost
 * @property {(number | null)[]} test_cost
 * @property {(number | null)[]} test_accuracy
 * @property {(number | null)[][]} gradient_norms
 * @property {number[]} dot_step
 * @property {number[]} dot_samples
 * @property {number[]} dot_cost
 */

/** `intent` names a function of net/commands.js.
 * @typedef {{title: string, detail: string, actions: {label: string, intent: string}[]}} Note */

/** What is lit from the inspector: places of the picture, and the terms of the three forms that name them.
 * @typedef {{role: Role, places: import('../protocol/types.js').Region[], terms: string[]}} Highlight */

/** The colour of a quantity. @typedef {'a' | 'z' | 'd' | 'w' | 'b' | 'C' | 'y'} Role */

/** A number, or a letter where it runs. @typedef {number | string} Index */

/**
 * A formula as a tree. @typedef {{kind: 'term', term: string, indices: Index[]}
 *   | {kind: 'number', value: number}
 *   | {kind: 'sum', index: string, of: FormNode[]}
 *   | {kind: 'named', term: string, indices: Index[], of: FormNode[]}
 *   | {kind: 'product' | 'hadamard' | 'difference' | 'fraction' | 'negative' | 'square' | 'sigmoid' | 'step' | 'ones'
 *      | 'outer' | 'matmul' | 'inner' | 'transpose' | 'total' | 'mean', of: FormNode[]}} FormNode
 */

/** @typedef {{text: string, term: string | null}} CodeToken */

/** @typedef {{layer: number, left: string, index: {left: FormNode, right: FormNode}, matrix: {left: FormNode, right: FormNode}, code: CodeToken[]}} FormLine */

/**
 * @typedef {{id: string, quantity: 'a' | 'z' | 'slope' | 'delta' | 'W' | 'y' | 'dC_da' | 'dC_dW' | 'dC_db' | 'Delta' | 'A' | 'mean_dC_dW' | 'mean_dC_db',
 *            layer: number, role: Role, indices: Index[], shape: (number | 'n')[],
 *            names: {kind: 'neuron' | 'input' | 'edge', layer: number, to: number | null, from: number | null}}} FormTerm
 */

/** @typedef {{letter: string, layer: number, count: number, value: number | null}} FormIndex */

/** A derivative in three forms, as the server writes it down.
 * @typedef {{selected: {kind: 'weight' | 'bias' | 'neuron', layer: number, to: number, from: number | null}, indices: FormIndex[],
 *            terms: FormTerm[], lines: FormLine[], pick: CodeToken[], batch: FormLine | null}} FormsAnswer */

/** What one neuron of the next layer wants: `wish` is weight times delta. A number that is not finite arrives as null.
 * @typedef {{neuron: number, weight: number | null, delta: number | null, wish: number | null}} Complaint */

/** One way from a parameter to the cost: a neuron of each layer, and what this way adds to the derivative.
 * @typedef {{neurons: number[], product: number | null}} Path */

/** @typedef {{derivative: number | null, dC_da: number | null, complaints: Complaint[], paths: Path[], path_count: number, rest: number | null}} FactorsAnswer */

/** What one sample asks of a parameter. @typedef {{index: number | null, label: number | null, cost: number | null, nudge: number | null, mean_so_far: number | null}} SampleNudge */

/**
 * How an update moves one parameter, and why; see the API's `UpdateAnswer`.
 * @typedef {object} UpdateAnswer
 * @property {string} optimizer
 * @property {number} learning_rate
 * @property {number} size samples it was made from
 * @property {number | null} before
 * @property {number | null} gradient
 * @property {number | null} decay
 * @property {number | null} change
 * @property {number | null} after
 * @property {number} steps
 * @property {Record<string, number | null>} memory_before
 * @property {Record<string, number | null>} memory_after
 * @property {Record<string, number | null>} corrected
 * @property {{used: boolean, size: number, samples: SampleNudge[], mean: number | null}} batch
 * @property {{parameters: number, forward: number, backward: number, wiggling: number}} multiplications
 */

/** @typedef {'sample' | 'batch' | 'all'} Extent */

/**
 * @typedef {{parameters: number, directions: {name: Extent, samples: number, length: number | null, moved: number, lengths: (number | null)[]}[],
 *            angles: {between: [Extent, Extent], degrees: number | null}[]}} DirectionsAnswer
 */

/** @typedef {{samples: number, weights: number[][], biases: number[], closed_form: {weights: number[][], biases: number[]}, cost: number | null, least_cost: number | null}} ClosedFormAnswer */

/** @typedef {{value: number, uses: {layer: number, to: number, from: number | null, gradient: number | null}[], gradient: number | null,
 *            difference: {value: number | null, epsilon: number, error: number | null}}} SharedAnswer */

/**
 * An answer and what it was about: `of` names the run and what was asked about, `key` the moment too.
 * @template A
 * @typedef {{key: string, of: string, answer: A | null, problem: string | null}} Answered
 */

/**
 * One number of the computation: what makes it, its value forward and its gradient backward. A `rest` collects `count` that are left out.
 * @typedef {object} GraphNode
 * @property {string} id
 * @property {string} kind
 * @property {number | null} layer null at the cost
 * @property {{name: 'w' | 'b' | 'a' | 'z' | 'y' | 'C', layer: number | null, to: number | null, from: number | null} | null} symbol
 * @property {number | null} value
 * @property {number | null} gradient
 * @property {number | null} count
 */

/** `local` is the derivative of node `to` by node `from`; `through`: by way of what is left out.
 * @typedef {{from: string, to: string, local: number | null, through: boolean}} GraphEdge */

/**
 * @typedef {{whole: boolean, parameter: {layer: number, to: number, from: number | null} | null, nodes: GraphNode[], edges: GraphEdge[],
 *            left_out: {inputs: number, neurons: number, products: number}}} GraphAnswer
 */

/** A row of the inspector under the pointer or the focus. @typedef {{list: 'complaints' | 'paths', index: number}} LitRow */

/** z, a, its slope, dC0/da, dC0 by the parameter and C0, for each value of a parameter; null where a number is not finite.
 * @typedef {{values: number[], z: (number | null)[], a: (number | null)[], slope: (number | null)[], dC_da: (number | null)[],
 *            gradient: (number | null)[], cost: (number | null)[]}} Probe */

/** A value that was tried in plain numbers, with the cost before and after; and what became of it.
 * @typedef {{target: import('./readings.js').Parameter, was: number, value: number, before: number | null, after: number | null,
 *            fate: 'tried' | 'kept' | 'undone'}} Attempt */

/** @typedef {{key: string, running: boolean, result: Record<string, any> | null, problem: string | null}} Verification */

/**
 * What was asked of the server about the moment that is shown; null before it is known.
 * @typedef {object} Answers
 * @property {Answered<FactorsAnswer> | null} factors where the derivative that is selected comes from
 * @property {Answered<FormsAnswer> | null} forms the selected derivative, written down
 * @property {Answered<UpdateAnswer> | null} update why the selected parameter moves as far as it does
 * @property {Answered<DirectionsAnswer> | null} directions the gradients of one sample, a batch and all
 * @property {Answered<ClosedFormAnswer> | null} closedForm what a formula says of one linear layer
 * @property {Answered<GraphAnswer> | null} graph the computation graph; a large one is that around the selection
 */

/**
 * @typedef {object} State
 * @property {{status: 'connecting' | 'open' | 'lost', retryAt: number | null}} connection lost with `retryAt` null: for good
 * @property {Job | null} job
 * @property {Divergence | null} divergence
 * @property {Frame | null} frame
 * @property {{frame: number, phase: Frame['phase']}} moment the frame that last showed the run as it is: what is tried is no new moment
 * @property {View} view
 * @property {'train' | 'phases'} mode
 * @property {Target | null} selection
 * @property {Target | null} hover
 * @property {'forms' | 'nudge' | 'step' | 'ways'} tab of the inspector, below a selection
 * @property {boolean} plain the tab "Nudge it" speaks in plain numbers, without symbols
 * @property {{key: string, of: string, answer: Probe} | null} probe how z, a and C follow the selected parameter
 * @property {Attempt[]} attempts newest first
 * @property {{of: string, step: number, value: number} | null} offered the last value that was tried: it can be kept after it was let go
 * @property {Highlight | null} highlight
 * @property {Answers} answers what the server said of this moment
 * @property {LitRow | null} lit the complaint or path that stands alone in the picture
 * @property {Curves} curves
 * @property {{log: boolean, what: 'cost' | 'gradient'}} chart
 * @property {{strokes: number[][][], active: boolean}} drawing
 * @property {Watch | null} watch
 * @property {number[]} learnt steps from which a pinned sample was learnt, newest last
 * @property {null | 'settings' | 'examples' | 'numbers' | 'museum' | 'table' | 'graph' | 'share' | 'help'} panel
 * @property {number | null} tour the stop of the guided tour, from 0
 * @property {Note | null} note
 * @property {Verification | null} verification
 * @property {{step: number, total: number} | null} rebuilding
 * @property {string | null} busy what the server is doing on command, as a sentence
 * @property {Dataset[]} datasets
 * @property {{pointer: string, detail: string}[]} specErrors what the server said about the last specification
 * @property {'dark' | 'light'} theme
 */

export {};
