/**
 * How a number is written, everywhere on the page (DESIGN section 4).
 * Knows: rounding, the real minus sign, powers of ten. Does not know: what the number means or where it stands.
 */

const MINUS = '\u2212';
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Commas between thousands. Intl would do it too, but takes 30 ms to begin with. @param {string} digits */
const withCommas = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** @param {number} n a power of ten, such as -4 */
function superscript(n) {
  const digits = [...String(Math.abs(n))].map((d) => SUPERSCRIPT[Number(d)]).join('');
  return n < 0 ? '⁻' + digits : digits;
}

/** @param {number} size not negative @param {number} decimals */
function grouped(size, decimals) {
  const [whole, fraction] = size.toFixed(decimals).split('.');
  return withCommas(whole) + (fraction ? '.' + fraction : '');
}

/** @param {number} size not negative */
function scientific(size) {
  const [digits, power] = size.toExponential(1).split('e');
  return `${digits}·10${superscript(Number(power))}`;
}

/** What stands in place of a value that does not exist. @param {number | null | undefined} value */
function notFinite(value) {
  if (value === Infinity) return '∞';
  return value === -Infinity ? MINUS + '∞' : 'not a number';
}

/**
 * Three decimals from 0.1, four below, below 0.001 and from a million as 5.7·10⁻⁴.
 * @param {number | null | undefined} value
 * @returns {string}
 */
export function formatNumber(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : '';
  if (size < 0.000995 || size >= 1e6) return sign + scientific(size);
  return sign + grouped(size, size >= 0.09995 ? 3 : 4); // 0.1 less a rounding error is 0.100 too
}

/**
 * A fixed number of decimals, for columns of numbers that are compared; never "−0.00".
 * @param {number | null | undefined} value
 * @param {number} [decimals]
 */
export function formatFixed(value, decimals = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return notFinite(value);
  const text = grouped(Math.abs(value), decimals);
  return (value < 0 && /[1-9]/.test(text) ? MINUS : '') + text;
}

/** Six digits, as worked examples are printed: for networks small enough to be followed by hand. @param {number | null | undefined} value */
export function formatPrecise(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : '';
  if (size >= 0.0001 && size < 1e5) return sign + grouped(size, Math.max(0, 5 - Math.floor(Math.log10(size))));
  const [digits, power] = size.toExponential(5).split('e');
  return `${sign}${digits}·10${superscript(Number(power))}`;
}

/** Two numbers with decimals enough to tell them apart. @param {number | null} one @param {number | null} other @returns {[string, string]} */
export function formatApart(one, other) {
  if (one === null || other === null) return [formatNumber(one), formatNumber(other)];
  for (let decimals = 3; decimals <= FINEST; decimals += 1) {
    const [first, second] = [formatFixed(one, decimals), formatFixed(other, decimals)];
    if (first !== second) return [first, second];
  }
  return [formatNumber(one), formatNumber(other)];
}

/** With its sign always written, for differences. @param {number | null | undefined} value */
export function formatSigned(value) {
  const text = formatNumber(value);
  return typeof value === 'number' && value > 0 ? '+' + text : text;
}

const FINEST = 7;

/**
 * One way of writing all numbers of a column that adds up: as many decimals for each, so that the sum can be followed by eye.
 * The largest keeps four digits; a column that is smaller or larger than can be read shares one power of ten.
 * @param {(number | null)[]} values
 * @returns {(value: number | null) => string}
 */
export function columnFormat(values) {
  const largest = Math.max(0, ...values.map((value) => (value !== null && Number.isFinite(value) ? Math.abs(value) : 0)));
  if (largest === 0) return formatNumber;
  const power = Math.floor(Math.log10(largest));
  const decimals = Math.max(3, 3 - power);
  if (power < 6 && decimals <= FINEST) return (value) => formatFixed(value, decimals);
  return (value) => (value === null || !Number.isFinite(value) ? notFinite(value) : `${formatFixed(value / 10 ** power)}·10${superscript(power)}`);
}

/** A whole number with thousands: 12,544. @param {number} value */
export function formatCount(value) {
  return (value < 0 ? MINUS : '') + withCommas(String(Math.round(Math.abs(value))));
}

/** A share 0..1 as a whole percent: 89 %. @param {number} share */
export function formatPercent(share) {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : 'not a number';
}
