import type { Filter } from "@millrace/protocol";
import { writeFilter } from "../../view/filter-text.ts";

/** A filter that names segments: a session must be in any of them. */
type SegmentFilter = readonly ["is", "segment", readonly number[]];

export const isSegment = (filter: Filter): boolean => filter[1] === "segment";
const idsOf = (filter: Filter): readonly number[] => (filter as unknown as SegmentFilter)[2];
const segment = (ids: readonly number[]): Filter => ["is", "segment", [...ids]];

/** Beside the segments that are chosen already. */
export function withSegment(filters: readonly Filter[], id: number): Filter[] {
  const isThere = filters.some(
    (filter) => isSegment(filter) && writeFilter(filter) === writeFilter(segment([id])),
  );
  return isThere ? [...filters] : [...filters, segment([id])];
}

export const hasSegment = (filters: readonly Filter[], id: number): boolean =>
  filters.some((filter) => isSegment(filter) && idsOf(filter).includes(id));

/** What no longer exists can't filter either. */
export function withoutSegment(filters: readonly Filter[], id: number): Filter[] {
  return filters.flatMap((filter) => {
    if (!isSegment(filter) || !idsOf(filter).includes(id)) return [filter];
    const others = idsOf(filter).filter((one) => one !== id);
    return others.length === 0 ? [] : [segment(others)];
  });
}

/** The segment in place of the filters that it was made of. */
export function keptAsSegment(filters: readonly Filter[], kept: readonly Filter[], id: number): Filter[] {
  const texts = kept.map(writeFilter);
  return withSegment(
    filters.filter((filter) => !texts.includes(writeFilter(filter))),
    id,
  );
}
