import type { DropReason } from "@millrace/protocol";

/** Consecutive positions of one partition. */
export interface PositionRange {
  readonly partition: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Returns a receipt, which names the positions of a request's events: `0:17-19,2:5`; or why all were dropped:
 * `dropped:bot`.
 */
export function encodeReceipt(positions: readonly { partition: number; position: number }[]): string {
  const [only] = positions;
  if (only !== undefined && positions.length === 1) return `${only.partition}:${only.position}`;
  const sorted = [...positions].sort((a, b) => a.partition - b.partition || a.position - b.position);
  const ranges: { partition: number; first: number; last: number }[] = [];
  for (const { partition, position } of sorted) {
    const open = ranges.at(-1);
    if (open !== undefined && open.partition === partition && position <= open.last + 1) open.last = position;
    else ranges.push({ partition, first: position, last: position });
  }
  return ranges
    .map(({ partition, first, last }) => `${partition}:${first === last ? first : `${first}-${last}`}`)
    .join(",");
}

export function encodeDroppedReceipt(reason: DropReason): string {
  return `dropped:${reason}`;
}

/** Returns null for text that is not a valid receipt. */
export function decodeReceipt(receipt: string): { dropped: string } | { ranges: PositionRange[] } | null {
  if (receipt.startsWith("dropped:")) return { dropped: receipt.slice("dropped:".length) };
  const ranges: PositionRange[] = [];
  for (const part of receipt.split(",")) {
    const match = /^(\d{1,5}):(\d{1,15})(?:-(\d{1,15}))?$/.exec(part);
    if (match === null) return null;
    const first = Number(match[2]);
    const last = match[3] === undefined ? first : Number(match[3]);
    if (last < first) return null;
    ranges.push({ partition: Number(match[1]), first, last });
  }
  return { ranges };
}
