/** @typedef {{ median: number, min: number, max: number }} Spread */

/**
 * The middle of the rounds and how far they lie apart.
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spreadOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: percentile(sorted, 50), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/**
 * Nearest rank, but the mean of the two middle values for an even median.
 * @param {ArrayLike<number>} sorted ascending
 * @param {number} percent
 */
export function percentile(sorted, percent) {
  const { length } = sorted;
  if (length === 0) return Number.NaN;
  if (percent === 50 && length % 2 === 0) return (sorted[length / 2 - 1] + sorted[length / 2]) / 2;
  return sorted[Math.min(length - 1, Math.max(0, Math.ceil((percent / 100) * length) - 1))];
}

/**
 * The percentiles that latency is reported by.
 * @param {Float64Array} values in any order; sorted in place
 */
export function percentilesOf(values) {
  values.sort();
  return {
    p50: percentile(values, 50),
    p95: percentile(values, 95),
    p99: percentile(values, 99),
    p999: percentile(values, 99.9),
    max: values.at(-1) ?? Number.NaN,
  };
}
