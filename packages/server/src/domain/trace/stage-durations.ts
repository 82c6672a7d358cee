/** Buckets of durations: the nth ends at 2^(n/2) / 100 ms, so that a quantile is right within 20 %. */
const BUCKETS = 46;

export const noDurations = (): number[] => Array.from({ length: BUCKETS }, () => 0);

/** Adds a duration, in ms. */
export function addDuration(buckets: number[], ms: number, times = 1): void {
  const bucket = ms <= 0.01 ? 0 : Math.ceil(Math.log2(ms * 100) * 2);
  const at = Math.min(BUCKETS - 1, Math.max(0, bucket));
  buckets[at] = (buckets[at] ?? 0) + times;
}

/** Returns the end of the bucket in which a quantile lies, in ms; null when there are no durations. */
export function quantileOf(buckets: readonly number[], quantile: number): number | null {
  const all = buckets.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let passed = 0;
  for (const [at, count] of buckets.entries()) {
    passed += count;
    if (passed >= all * quantile) return 2 ** (at / 2) / 100;
  }
  return null;
}
