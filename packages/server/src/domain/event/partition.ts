/**
 * Returns the partition of an event. All events of one visitor (of one page, for counted page views) are in the same
 * partition, so that one worker sees them in order. FNV-1a, because it must stay the same for every process and
 * release.
 */
export function partitionOf(siteId: number, key: string, partitions: number): number {
  if (partitions === 1) return 0;
  let hash = 0x811c9dc5;
  const text = `${siteId}:${key}`;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
