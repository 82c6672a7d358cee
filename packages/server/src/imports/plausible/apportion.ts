export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Whole numbers in the proportion of `weights` that sum up to `total` exactly (largest remainder). None is larger than its
 * weight where the weights are whole and sum up to `total` or more. All weights 0: all parts 0.
 */
export function apportion(weights: readonly number[], total: number): number[] {
  const sum = sumOf(weights);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (weight * total) / sum);
  const parts = exact.map(Math.floor);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .filter(({ remainder }) => remainder > 0)
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let left = total - sumOf(parts);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  // What floating point took away.
  for (let index = 0; left > 0 && index < parts.length; index++) {
    const room = Math.min(left, Math.max(0, Math.ceil(weights[index] ?? 0) - (parts[index] ?? 0)));
    parts[index] = (parts[index] ?? 0) + (total > sum ? left : room);
    left -= total > sum ? left : room;
  }
  return parts;
}

/** Counts that sum up to `total` or less: unchanged where they do, else in proportion. */
export function scaleDown(counts: readonly number[], total: number): number[] {
  return sumOf(counts) <= total ? [...counts] : apportion(counts, total);
}

/** Adds what counts lack to `total` where there is room, in proportion to the room; less when there is too little. */
export function fillUp(counts: readonly number[], room: readonly number[], total: number): number[] {
  const lack = Math.min(total - sumOf(counts), sumOf(room));
  if (lack <= 0) return [...counts];
  const added = apportion(room, lack);
  return counts.map((count, index) => count + (added[index] ?? 0));
}
