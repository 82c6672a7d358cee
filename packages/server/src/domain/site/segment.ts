/** A list of filters that a site keeps under a name. */
export interface Segment {
  readonly id: number;
  readonly siteId: number;
  /** Unique in its site. */
  readonly name: string;
  /** As a query has them: JSON, checked by whoever made the segment. */
  readonly filters: unknown;
}

export type NewSegment = Omit<Segment, "id" | "siteId">;

export const MAX_SEGMENTS_PER_SITE = 200;

/** Whether a filter, or one below it, names a segment. A segment that did could name itself, and never end. */
export function namesSegment(filter: unknown): boolean {
  if (!Array.isArray(filter)) return false;
  const operand = filter[1];
  if (!Array.isArray(operand)) return operand === "segment";
  // ["not", filter] has one below it, ["and", [filter, …]] a list.
  const below = typeof operand[0] === "string" ? [operand] : operand;
  return below.some(namesSegment);
}
