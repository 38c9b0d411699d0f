/**
 * Knows the REST calls of the jobs page beside those of net/api.js: lists, sweeps, ends. Each gives up after a while, so that the table can say so.
 * Does not know the page.
 */

import { request } from '../../net/request.js';

/** @typedef {import('../model/types.js').JobPage} JobPage */
/** @typedef {import('../model/types.js').Columns} Columns */
/** @typedef {import('../model/types.js').Sweep} Sweep */
/** @typedef {import('../model/types.js').Summary} Summary */

const PATIENCE_MS = 10000;
export const PAGE_SIZE = 50;

/** @param {'GET' | 'POST' | 'DELETE'} method @param {string} path @param {unknown} [body] */
const call = (method, path, body) => request(method, path, body, PATIENCE_MS);

/** @param {Record<string, string>} given */
const query = (given) => new URLSearchParams(Object.entries(given).filter(([, value]) => value !== '')).toString();
const part = encodeURIComponent;

/** @param {{state?: string, label?: string, after?: string}} filter @returns {Promise<JobPage>} */
export const listJobs = (filter) => call('GET', '/jobs?' + query({ ...filter, limit: String(PAGE_SIZE) }));

/** @param {string} id @param {'pause' | 'resume' | 'cancel'} action */
export const actOnJob = (id, action) => call('POST', `/jobs/${part(id)}/${action}`);

/** @param {string} id */
export const deleteJob = (id) => call('DELETE', '/jobs/' + part(id));

/** @param {string} id @param {number} points @returns {Promise<Columns>} */
export const getMetrics = (id, points) => call('GET', `/jobs/${part(id)}/metrics?max_points=${points}`);

/** @returns {Promise<Sweep[]>} */
export const listSweeps = async () => (await call('GET', '/sweeps')).data;

/** @param {string} id @returns {Promise<Sweep>} */
export const getSweep = (id) => call('GET', '/sweeps/' + part(id));

/** @param {string} id @returns {Promise<Summary>} */
export const getSummary = (id) => call('GET', `/sweeps/${part(id)}/summary`);

/** @param {string} id @param {'pause' | 'resume' | 'cancel'} action */
export const actOnSweep = (id, action) => call('POST', `/sweeps/${part(id)}/${action}`);

/** @param {import('../model/form.js').Wish} wish @returns {Promise<{id: string, name: string}>} */
export const create = (wish) => call('POST', wish.path, wish.body);
