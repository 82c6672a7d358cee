import { BadRequest } from "../errors.ts";
import { checkLength, MAX_NAME_LENGTH } from "./goal.ts";

/** A list of filters that a site keeps under a name. */
export interface Segment {
  readonly id: number;
  readonly siteId: number;
  /** Unique in its site. */
  readonly name: string;
  /** The filters as a query has them: JSON, checked by the segment's creator. */
  readonly filters: unknown;
}

export type NewSegment = Omit<Segment, "id" | "siteId">;

export const MAX_SEGMENTS_PER_SITE = 200;

/**
 * Returns whether a filter, or one nested in it, refers to a segment. A segment that does could refer to itself without
 * end.
 */
export function namesSegment(filter: unknown): boolean {
  if (!Array.isArray(filter)) return false;
  const operand = filter[1];
  if (!Array.isArray(operand)) return operand === "segment";
  // ["not", filter] has one below it, ["and", [filter, …]] a list.
  const below = typeof operand[0] === "string" ? [operand] : operand;
  return below.some(namesSegment);
}

/** Throws BadRequest for a name or filters that no segment may have. The filters are those of a valid query. */
export function checkSegment({
  name,
  filters,
}: {
  readonly name: string;
  readonly filters: readonly unknown[];
}): void {
  checkLength("name", name, MAX_NAME_LENGTH);
  if (filters.length === 0) throw new BadRequest("filters: a segment needs at least one filter");
  const inner = filters.findIndex(namesSegment);
  if (inner >= 0) throw new BadRequest(`filters.${inner}: a segment can't contain segments`);
}
