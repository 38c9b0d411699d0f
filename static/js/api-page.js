/**
 * Knows how to list the operations of /openapi.json readably: method, path, parameters, bodies, schemas.
 * Does not know the lab. It shows what the server says and sends nothing else.
 */

import { element, find } from './panels/dom.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** @typedef {Record<string, any>} Json */

/** A schema in one line: a reference by its name, a list by its items. @param {Json | undefined} schema @returns {string} */
export function schemaText(schema) {
  if (!schema) return 'any';
  if (schema.$ref) return String(schema.$ref).split('/').pop() ?? '';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((/** @type {unknown} */ value) => JSON.stringify(value)).join(' | ');
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (options) return options.map(schemaText).join(' | ');
  if (schema.type === 'array') return 'list of ' + schemaText(schema.items);
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? 'any');
}

/** @param {string} caption @param {string[]} heads @param {string[][]} rows */
function table(caption, heads, rows) {
  if (rows.length === 0) return null;
  const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map(([first, ...cells]) => element('tr', {}, element('th', { scope: 'row' }, first), ...cells.map((text) => element('td', {}, text))));
  return element('table', {}, element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, ...body));
}

/** @param {Json} schema @returns {string[][]} */
function propertyRows(schema) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const initial = property.default === undefined ? '' : 'default ' + JSON.stringify(property.default);
    return [name + (required.has(name) ? ' *' : ''), schemaText(property), [property.description ?? '', initial].filter(Boolean).join('; ')];
  });
}

/** @param {string} method @param {string} path @param {Json} operation */
function operationNode(method, path, operation) {
  const parameters = (operation.parameters ?? []).map((/** @type {Json} */ p) => [p.name, p.in, schemaText(p.schema), p.description ?? '']);
  const bodies = Object.entries(operation.requestBody?.content ?? {}).map(([type, body]) => [type, schemaText(body.schema)]);
  const answers = Object.entries(operation.responses ?? {}).map(([status, answer]) => {
    const kinds = Object.entries(answer.content ?? {}).map(([type, body]) => `${type}: ${schemaText(body.schema)}`);
    return [status, answer.description ?? '', kinds.join(', ')];
  });
  const summary = element('summary', {}, element('span', { class: 'method' }, method.toUpperCase()), element('span', { class: 'path' }, path), element('span', { class: 'about' }, String(operation.description ?? operation.summary ?? '').split('\n')[0]));
  return element('details', { class: 'operation' }, summary,
    element('p', {}, operation.description ?? ''),
    table('Parameters', ['name', 'in', 'type', 'meaning'], parameters),
    table('Body', ['type', 'schema'], bodies),
    table('Answers', ['status', 'meaning', 'content'], answers));
}

/** @param {Json} api */
function listing(api) {
  const operations = Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => operationNode(method, path, item[method])));
  const schemas = Object.entries(api.components?.schemas ?? {}).map(([name, schema]) =>
    element('details', { class: 'operation' }, element('summary', {}, element('span', { class: 'path' }, name), element('span', { class: 'about' }, schemaText(schema))),
      schema.description ? element('p', {}, schema.description) : null,
      table('Fields', ['name', 'type', 'meaning'], propertyRows(schema))));
  return [element('h2', {}, 'Operations'), ...operations, element('h2', {}, 'Schemas'), ...schemas];
}

async function show() {
  const place = find('#operations');
  document.documentElement.dataset.theme = localStorage.getItem('nudge.theme') === 'light' ? 'light' : 'dark';
  try {
    const response = await fetch('/openapi.json');
    place.replaceChildren(...listing(await response.json()));
  } catch {
    place.replaceChildren(element('p', {}, 'openapi.json could not be read. Check that the server runs, then reload.'));
  }
}

void show();
