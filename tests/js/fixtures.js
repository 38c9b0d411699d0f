// A small frame of a 3-2-1 network, as bytes; and a socket without a network.

const DETAIL = {
  state: 'paused', sizes: [3, 2, 1], activations: ['sigmoid', 'sigmoid'], cost_name: 'quadratic', optimizer: 'sgd', learning_rate: 0.5, batch_size: 10,
  sample: { source: 'order', index: 4, label: 1, target: 1 }, cost: 0.25, cost_after: 0.2, answer: 0, answer_after: 0, lit: 2, samples_seen: 70,
  epoch_size: 100, gradient_norms: [0.1, 0.2], update_size: 1, non_finite: null, history: [['batch', 7]],
};

/** @param {number} inputs @param {number} outputs @param {number} layer @param {number[] | null} columns @returns {[string, number[], number[]][]} */
function layerArrays(inputs, outputs, layer, columns) {
  const width = columns ? columns.length : inputs;
  const numbers = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => (index % 2 ? -1 : 1) * (index + 1) / 10);
  /** @type {[string, number[], number[]][]} */
  const arrays = ['b', 'z', 'a', 'slope', 'dC_da', 'delta', 'update_b', 'a_after'].map((name) => [name + layer, [outputs], numbers(outputs)]);
  arrays.push(['W' + layer, [outputs, inputs], numbers(outputs * inputs)]);
  for (const name of ['flow', 'dC_dW', 'update_W']) arrays.push([name + layer, [outputs, width], numbers(outputs * width)]);
  if (columns) for (const name of ['columns', 'update_columns']) arrays.push([name + layer, [width], columns]);
  return arrays;
}

/** @param {number} outputs @param {number} width @param {number} layer @returns {[string, number[], number[]][]} */
function rightArrays(outputs, width, layer) {
  const alike = (/** @type {number} */ count) => Array.from({ length: count }, () => 0.7);
  return [['right_dC_da' + layer, [outputs], alike(outputs)], ['right_delta' + layer, [outputs], alike(outputs)], ['right_dC_dW' + layer, [outputs, width], alike(outputs * width)], ['dC_db' + layer, [outputs], Array(outputs).fill(0)]];
}

/**
 * @param {{without?: string, step?: number, detail?: object, phase?: string, job?: string, frame?: number, right?: boolean}} [changes] `right`: of a run with a bug, with the right numbers
 * @returns {ArrayBuffer}
 */
export function frameBytes({ without = '', step = 7, detail = {}, phase = 'applied', job = 'j1', frame = 1, right = false } = {}) {
  /** @type {[string, number[], number[]][]} */
  const inputs = [['input', [3], [1, 0, 0.5]], ['target', [1], [1]], ['dC_da0', [3], [0.1, 0, -0.1]]];
  const arrays = [...inputs, ...layerArrays(3, 2, 1, [0, 2]), ...layerArrays(2, 1, 2, null), ...(right ? [...rightArrays(2, 2, 1), ...rightArrays(1, 2, 2)] : [])].filter(([name]) => name !== without);
  let offset = 0;
  const places = arrays.map(([name, shape, values]) => {
    const place = [name, shape, offset];
    offset += 4 * values.length;
    return place;
  });
  let text = JSON.stringify({ job, frame, step, epoch: 0, phase, detail: { ...DETAIL, ...detail }, arrays: places });
  while ((8 + text.length) % 8 !== 0) text += ' ';
  const bytes = new Uint8Array(8 + text.length + offset);
  bytes.set(new TextEncoder().encode('NDG1'));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(new TextEncoder().encode(text), 8);
  const values = new Float32Array(bytes.buffer, 8 + text.length);
  values.set(arrays.flatMap(([, , numbers]) => numbers));
  return bytes.buffer;
}

/** @returns {any} a job as the server describes it */
export const job = (changes = {}) => ({
  id: 'j1', name: 'a run', state: 'paused', reason: null, step: 7, epoch: 0,
  spec: {
    dataset: { name: 'pen', seed: 0, train: 10000, test: 2000, fresh: true },
    network: { hidden: [16, 16], activation: 'sigmoid', output_activation: 'sigmoid', init: { scheme: 'xavier', seed: 0, scale: 1 }, parameters: null },
    cost: 'quadratic', optimizer: { name: 'sgd', learning_rate: 0.5 }, batch_size: 10, epochs: 1000, shuffle_seed: 0, l2: 0, precision: 'float64',
  },
  dataset: { name: 'pen', kind: 'image', inputs: 784, outputs: 10, classes: [...'0123456789'] },
  ...changes,
});

/** Stands in for a WebSocket: what is sent is kept, what arrives is given by hand. */
export class FakeSocket {
  /** @type {string[]} */
  sent = [];
  readyState = 1;
  /** @type {any} */
  onopen = null;
  /** @type {any} */
  onmessage = null;
  /** @type {any} */
  onclose = null;

  /** @param {string} text */
  send(text) {
    this.sent.push(text);
  }

  close() {
    this.readyState = 3;
  }

  /** @param {unknown} data */
  receive(data) {
    this.onmessage({ data: data instanceof ArrayBuffer ? data : JSON.stringify(data) });
  }
}
