/**
 * Knows the REST calls by their names.
 * Does not know how they are sent, the page, the store or the live socket.
 */

import { request } from './request.js';

/** @typedef {import('../state/shape.js').Job} Job */
/** @typedef {import('../state/shape.js').Dataset} Dataset */

/** @param {Record<string, unknown>} body a specification, flat, with name, start and lifetime @returns {Promise<Job>} */
export const createJob = (body) => request('POST', '/jobs', body);

/** @param {string} id @returns {Promise<Job>} */
export const getJob = (id) => request('GET', '/jobs/' + encodeURIComponent(id));

/** @param {string} id @param {{step?: number, spec?: Record<string, unknown>, name?: string, lifetime?: string}} body @returns {Promise<Job>} */
export const forkJob = (id, body) => request('POST', '/jobs/' + encodeURIComponent(id) + '/fork', body);

/** @param {string} id @param {{pace?: number}} changes @returns {Promise<Job>} */
export const changeJob = (id, changes) => request('PATCH', '/jobs/' + encodeURIComponent(id), changes);

/** @typedef {import('../state/asking.js').ParameterQuestion} ParameterQuestion */

/** @param {string} what @param {{job: string, layer: number, to: number, from: number | null}} question without `from` about the bias */
const askAbout = (what, { job, layer, to, from }) =>
  request('GET', `/jobs/${encodeURIComponent(job)}/${what}?layer=${layer}&to=${to}` + (from === null ? '' : `&from=${from}`));

/** Where one derivative of what the picture shows comes from. @param {ParameterQuestion} question @returns {Promise<import('../state/shape.js').FactorsAnswer>} */
export const getFactors = (question) => askAbout('factors', question);

/** How far the picture's update moves a parameter, and why. @param {ParameterQuestion} question @returns {Promise<import('../state/shape.js').UpdateAnswer>} */
export const getUpdate = (question) => askAbout('update', question);

/** Gradients of one sample, a batch and all. @param {{job: string}} question @returns {Promise<import('../state/shape.js').DirectionsAnswer>} */
export const getDirections = ({ job }) => request('GET', `/jobs/${encodeURIComponent(job)}/directions`);

/** One linear layer beside its closed form. @param {{job: string}} question @returns {Promise<import('../state/shape.js').ClosedFormAnswer>} */
export const getClosedForm = ({ job }) => request('GET', `/jobs/${encodeURIComponent(job)}/least-squares`);

/**
 * The computation graph of what the picture shows; a large one around a parameter.
 * @param {import('../state/graph.js').GraphQuestion} question
 * @returns {Promise<import('../state/shape.js').GraphAnswer>}
 */
export const getGraph = ({ job, parameter }) => (parameter ? askAbout('graph', { job, ...parameter }) : request('GET', `/jobs/${encodeURIComponent(job)}/graph`));

/**
 * One derivative of what the picture shows, in three forms.
 * @param {import('../state/forms.js').FormsQuestion} question
 * @returns {Promise<import('../state/shape.js').FormsAnswer>}
 */
export const getForms = ({ job, place }) => {
  const which = place.kind === 'neuron' ? 'neuron=' + place.to : place.kind === 'bias' ? 'to=' + place.to : `to=${place.to}&from=${place.from}`;
  return request('GET', `/jobs/${encodeURIComponent(job)}/forms?layer=${place.layer}&${which}`);
};

/** @returns {Promise<import('../state/shape.js').Preset[]>} */
export const listPresets = async () => (await request('GET', '/presets')).data;

/** @returns {Promise<import('../state/museum.js').Bug[]>} */
export const listBugs = async () => (await request('GET', '/bugs')).data;

/** A page of what happened to a job. @param {string} id @param {number} after @param {number} limit @returns {Promise<{data: Record<string, any>[], has_more: boolean, next_after: number}>} */
export const getEvents = (id, after, limit) => request('GET', `/jobs/${encodeURIComponent(id)}/events?after=${after}&limit=${limit}`);

/** @returns {Promise<Dataset[]>} */
export const listDatasets = async () => (await request('GET', '/datasets')).data;

/** Which neurons of a job learn. @param {string} id @returns {Promise<{samples: number, layers: {activation: number | null, slope: number | null, flat: number, state: string}[][]}>} */
export const examineNeurons = (id) => request('GET', `/jobs/${encodeURIComponent(id)}/neurons`);

/** The derivative by a number that stands in several places. @param {unknown} body @returns {Promise<import('../state/shape.js').SharedAnswer>} */
export const shareParameter = (body) => request('POST', '/traces/shared', body);

/** @param {unknown} body network, sample and gradients @returns {Promise<any>} the doctor's report */
export const checkGradients = (body) => request('POST', '/gradient-checks', body);

/** @param {Blob} file @param {string} name @returns {Promise<import('../doctor/tensors.js').ReadFile>} its tensors */
export const readTensors = (file, name) => request('POST', '/gradient-checks/files?name=' + encodeURIComponent(name.slice(-200)), file);

/** @param {unknown} body names and shapes @returns {Promise<import('../doctor/tensors.js').Arrangement>} which tensor is which */
export const recogniseTensors = (body) => request('POST', '/gradient-checks/roles', body);
