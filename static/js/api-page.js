/**
 * Knows how to list the operations of /openapi.json readably: parameters, bodies, answers, problems, schemas, examples.
 * Does not know the lab. It shows what the server says and sends nothing else.
 */

import { element, find } from './page/dom.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PROBLEM = 'application/problem+json';
const WIDTH = matchMedia('(max-width: 640px)').matches ? 40 : 76; // characters of a line of JSON

/** @typedef {Record<string, any>} Json */
/** @typedef {{status: string, kind: string, detail: string}} Refusal */

/** @param {unknown} ref */
const nameOf = (ref) => String(ref).split('/').pop() ?? '';

/** A schema in one line: a reference by its name, a list by its items. @param {Json | undefined} schema @returns {string} */
export function schemaText(schema) {
  if (!schema) return 'any';
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((/** @type {unknown} */ value) => JSON.stringify(value)).join(' | ');
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (options) return options.map(schemaText).join(' | ');
  if (schema.type === 'array') return 'list of ' + schemaText(schema.items);
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') return 'names with ' + schemaText(schema.additionalProperties);
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? 'any');
}

/** JSON with a line for each part that does not fit on one. @param {any} value @param {string} indent @returns {string} */
export function jsonText(value, indent = '') {
  const flat = JSON.stringify(value).replace(/("(?:[^"\\]|\\.)*")|([,:])/g, (_, text, mark) => text ?? mark + ' ');
  if (value === null || typeof value !== 'object' || indent.length + flat.length <= WIDTH) return flat;
  const inner = indent + '  ';
  const parts = Array.isArray(value)
    ? value.map((item) => jsonText(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${jsonText(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** @param {string} caption @param {string[]} heads @param {(string | Node)[][]} rows */
function table(caption, heads, rows) {
  if (rows.length === 0) return null;
  const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map(([first, ...cells]) => element('tr', {}, element('th', { scope: 'row' }, first), ...cells.map((cell) => element('td', {}, cell))));
  return element('table', {}, element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, ...body));
}

/** Prose with what stands between backticks as code. @param {string} text @returns {(string | Node)[]} */
const prose = (text) => text.split('`').map((part, i) => (i % 2 ? element('code', {}, part) : part));

/** @param {string} title @param {any} value */
const example = (title, value) => element('figure', {}, element('figcaption', {}, title), element('pre', { tabindex: '0' }, jsonText(value)));

/** The name of a schema, as a link to it. @param {Json | undefined} schema */
function schemaNode(schema) {
  const text = schemaText(schema);
  return schema?.$ref ? element('a', { href: '#' + text }, text) : element('span', {}, text);
}

/** @param {Json} schema @returns {string[][]} */
function propertyRows(schema) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const initial = property.default === undefined ? '' : 'default ' + JSON.stringify(property.default);
    return [name + (required.has(name) ? ' *' : ''), schemaText(property), [property.description ?? '', initial].filter(Boolean).join('; ')];
  });
}

/** What a response of problems can say. @param {string} status @param {Json} response @returns {Refusal[]} */
function refusals(status, response) {
  return Object.entries(response.content?.[PROBLEM]?.examples ?? {}).map(([kind, shown]) => ({ status, kind, detail: shown.value.detail }));
}

/** @param {string} caption @param {Refusal[]} found */
const refusalTable = (caption, found) =>
  table(caption, ['status', 'kind', 'for example'], found.map(({ status, kind, detail }) => [status, element('code', {}, '/problems/' + kind), detail]));

/** @param {Json} operation */
function bodyNodes(operation) {
  return Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, body]) => [
    element('p', { class: 'part' }, 'Body: ' + type + ', ', schemaNode(body.schema)),
    ...Object.entries(body.examples ?? {}).map(([title, shown]) => example(title, shown.value)),
  ]);
}

/** @param {Json} operation */
function answerNodes(operation) {
  const answers = Object.entries(operation.responses ?? {}).filter(([, answer]) => !answer.$ref && !answer.content?.[PROBLEM]);
  const rows = answers.map(([status, answer]) => {
    const kinds = Object.entries(answer.content ?? {}).map(([type, body]) => element('div', {}, type + (body.schema.$ref ? ': ' : ''), body.schema.$ref ? schemaNode(body.schema) : null));
    return [status, answer.description ?? '', element('div', {}, ...kinds), Object.keys(answer.headers ?? {}).join(', ')];
  });
  const shown = answers.map(([, answer]) => answer.content?.['application/json']?.example).find((value) => value !== undefined);
  return [table('Answers', ['status', 'meaning', 'content', 'headers'], rows), shown === undefined ? null : example('For example', shown)];
}

/** @param {string} method @param {string} path @param {Json} operation */
function operationNode(method, path, operation) {
  const parameters = (operation.parameters ?? []).map((/** @type {Json} */ p) => [p.name, p.in, schemaText(p.schema), p.description ?? '']);
  const found = Object.entries(operation.responses ?? {}).flatMap(([status, response]) => refusals(status, response));
  const summary = element('summary', {}, element('span', { class: 'method' }, method.toUpperCase()), element('span', { class: 'path' }, path), element('span', { class: 'about' }, ...prose(operation.summary ?? '')));
  return element('details', { class: 'operation', id: operation.operationId }, summary,
    operation.description?.startsWith(operation.summary) ? null : element('p', {}, ...prose(operation.description ?? '')),
    table('Parameters', ['name', 'in', 'type', 'meaning'], parameters),
    ...bodyNodes(operation),
    ...answerNodes(operation),
    refusalTable('Problems', found));
}

/** @param {string} name @param {Json} schema */
function schemaDetails(name, schema) {
  return element('details', { class: 'operation', id: name },
    element('summary', {}, element('span', { class: 'path' }, name), element('span', { class: 'about' }, ...prose(String(schema.description ?? '').split('\n')[0]))),
    schema.description ? element('p', {}, ...prose(schema.description)) : null,
    table('Fields (* always there)', ['name', 'type', 'meaning'], propertyRows(schema)));
}

/** @param {Json} api */
function listing(api) {
  const operations = Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ tag: item[method].tags?.[0] ?? 'other', node: operationNode(method, path, item[method]) })));
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const everywhere = Object.values(api.components?.responses ?? {}).flatMap((response) => {
    const [first] = refusals('', response);
    return first ? [{ ...first, status: String(response.content[PROBLEM].examples[first.kind].value.status) }] : [];
  });
  return [
    ...tags.flatMap((tag) => [element('h2', {}, tag[0].toUpperCase() + tag.slice(1)), ...operations.filter((each) => each.tag === tag).map(({ node }) => node)]),
    element('h2', {}, 'Any request'),
    element('div', { class: 'operation' }, refusalTable('may also be refused with', everywhere)),
    element('h2', {}, 'Schemas'),
    ...Object.entries(api.components?.schemas ?? {}).map(([name, schema]) => schemaDetails(name, schema)),
  ];
}

/** A link into a closed part opens it. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

async function show() {
  const place = find('#operations');
  document.documentElement.dataset.theme = localStorage.getItem('nudge.theme') === 'light' ? 'light' : 'dark';
  try {
    const response = await fetch('/openapi.json');
    place.replaceChildren(...listing(await response.json()));
    window.addEventListener('hashchange', openTarget);
    openTarget();
  } catch {
    place.replaceChildren(element('p', {}, 'openapi.json could not be read. Check that the server runs, then reload.'));
  }
}

void show();
