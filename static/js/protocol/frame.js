/**
 * Knows the bytes of one frame (app/wire/PROTOCOL.md) and turns them into a Frame.
 * Does not know where the bytes came from nor what the numbers mean; it copies nothing: every array is a view.
 */

/** @typedef {import('./types.js').Frame} Frame */
/** @typedef {import('./types.js').Layer} Layer */
/** @typedef {import('./types.js').FrameDetail} FrameDetail */

const MAGIC = 0x3147444e; // "NDG1" read as a little-endian u32
const PREFIX_BYTES = 8;

/**
 * @typedef {{job: string, frame: number, step: number, epoch: number, phase: 'applied' | 'preview',
 *            detail: FrameDetail, arrays: [string, number[], number][]}} Header
 */

/** @param {ArrayBuffer} buffer @returns {Header} */
function readHeader(buffer) {
  if (buffer.byteLength < PREFIX_BYTES) throw new Error('A frame of ' + buffer.byteLength + ' bytes is too short to have a header.');
  const prefix = new DataView(buffer, 0, PREFIX_BYTES);
  if (prefix.getUint32(0, true) !== MAGIC) throw new Error('A frame must start with NDG1.');
  const length = prefix.getUint32(4, true);
  if (length % 8 !== 0 || PREFIX_BYTES + length > buffer.byteLength) throw new Error('The header length ' + length + ' does not fit the frame.');
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, PREFIX_BYTES, length)));
  if (!Array.isArray(header.arrays) || !header.detail) throw new Error('A frame header needs detail and arrays.');
  return header;
}

/**
 * @param {ArrayBuffer} buffer
 * @param {Header} header
 * @returns {(name: string) => Float32Array | null}
 */
function arrayReader(buffer, header) {
  const payload = buffer.byteLength - (buffer.byteLength % 4);
  const start = PREFIX_BYTES + new DataView(buffer).getUint32(4, true);
  const places = new Map(header.arrays.map(([name, shape, offset]) => [name, { shape, offset }]));
  return (name) => {
    const place = places.get(name);
    if (!place) return null;
    const length = place.shape.reduce((product, size) => product * size, 1);
    const begin = start + place.offset;
    if (begin % 4 !== 0 || begin + 4 * length > payload) throw new Error('The array ' + name + ' reaches past the end of the frame.');
    return new Float32Array(buffer, begin, length);
  };
}

/**
 * @param {(name: string) => Float32Array | null} read
 * @param {string} name
 */
function required(read, name) {
  const array = read(name);
  if (!array) throw new Error('The frame lacks the array ' + name + '.');
  return array;
}

/**
 * @param {(name: string) => Float32Array | null} read
 * @param {FrameDetail} detail
 * @param {number} layer
 * @returns {Layer}
 */
function readLayer(read, detail, layer) {
  const need = (/** @type {string} */ name) => required(read, name + layer);
  return {
    layer,
    inputs: detail.sizes[layer - 1],
    outputs: detail.sizes[layer],
    activation: detail.activations[layer - 1],
    W: need('W'),
    b: need('b'),
    z: need('z'),
    a: need('a'),
    slope: need('slope'),
    dC_da: need('dC_da'),
    delta: need('delta'),
    dC_db: read('dC_db' + layer),
    columns: read('columns' + layer),
    flow: need('flow'),
    dC_dW: need('dC_dW'),
    update_columns: read('update_columns' + layer),
    update_W: need('update_W'),
    update_b: need('update_b'),
    a_after: need('a_after'),
    grid_a: read('grid_a' + layer),
  };
}

/**
 * Of a run with bugs: what comes back to a layer by the chain rule.
 * @param {(name: string) => Float32Array | null} read
 * @param {Layer} layer as the run computes it
 * @returns {Layer}
 */
function readRight(read, layer) {
  const [dC_da, delta, dC_dW] = ['right_dC_da', 'right_delta', 'right_dC_dW'].map((name) => required(read, name + layer.layer));
  return { ...layer, dC_da, delta, dC_dW };
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 * @throws {Error} when the bytes are no frame; the message says what is wrong
 */
export function decodeFrame(buffer) {
  const header = readHeader(buffer);
  const read = arrayReader(buffer, header);
  const { sizes } = header.detail;
  const layers = [];
  for (let layer = 1; layer < sizes.length; layer += 1) layers.push(readLayer(read, header.detail, layer));
  return {
    job: header.job,
    frame: header.frame,
    step: header.step,
    epoch: header.epoch,
    phase: header.phase,
    detail: header.detail,
    sizes,
    input: required(read, 'input'),
    target: required(read, 'target'),
    dC_da0: required(read, 'dC_da0'),
    layers,
    right: header.detail.bugs ? layers.map((layer) => readRight(read, layer)) : null,
    grid_box: read('grid_box'),
    upcoming: read('upcoming'),
    points: read('points'),
    point_labels: read('point_labels'),
  };
}
