/**
 * The shapes of what the jobs page asks the server for, as the REST contract has them.
 * Knows names and types. Does not know who asks nor who shows.
 */

/** @typedef {{cost?: number | null, test_cost?: number | null, test_accuracy?: number | null}} Metrics */

/**
 * @typedef {object} JobRow
 * @property {string} id
 * @property {string} name
 * @property {Record<string, string>} labels
 * @property {string} state
 * @property {string | null} reason
 * @property {number} attempt
 * @property {Record<string, any>} spec
 * @property {number} step
 * @property {number} epoch
 * @property {number} progress 0..1
 * @property {Metrics} metrics
 * @property {number | null} eta_seconds
 * @property {string} created_at
 * @property {import('../../state/shape.js').Divergence | null} divergence
 * @property {string | null} detail
 */

/** @typedef {{data: JobRow[], has_more: boolean, next_after: string | null}} JobPage */

/** The columns of a job's metrics.
 * @typedef {{step: number[], samples: number[], cost: (number | null)[], test_cost: (number | null)[],
 *            test_accuracy: (number | null)[], gradient_norms: (number | null)[][]}} Columns */

/** @typedef {'test_cost' | 'cost' | 'test_accuracy'} Measure */

/** @typedef {{id: string, name: string, state: string, reason: string | null, values: Record<string, unknown>, metrics: Metrics, step: number, progress: number}} SweepJob */

/** @typedef {{id: string, name: string, state: string, spec: Record<string, any>, grid: Record<string, unknown[]>, max_parallel: number, created_at: string,
 *            counts: Record<string, number>, jobs?: SweepJob[]}} Sweep */

/** @typedef {{median: (number | null)[], low: (number | null)[], high: (number | null)[]}} Spread */

/** @typedef {'diverged' | 'dead' | 'saturated' | 'slow' | null} Why */

/** @typedef {{job: string, values: Record<string, unknown>, state: string, reason: string | null, why: Why} & Metrics} SummaryRow */

/** @typedef {{samples: number[], test_cost: Spread, test_accuracy: Spread, table: SummaryRow[]}} Summary */

export {};
