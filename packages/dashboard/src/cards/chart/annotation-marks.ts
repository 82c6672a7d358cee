import type { AnnotationInfo } from "@millrace/protocol";
import type { Series } from "./series.ts";

/** What was noted about the days of a bucket. */
export interface AnnotationMark {
  readonly index: number;
  readonly texts: readonly string[];
}

/** Puts annotations to the buckets that begin with their day or have it within; `lastDay` ends the last bucket. */
export function annotationMarks(
  annotations: readonly Pick<AnnotationInfo, "date" | "text">[],
  { points }: Pick<Series, "points">,
  lastDay: string,
): AnnotationMark[] {
  const days = points.map(({ label }) => label.slice(0, 10));
  const marks = new Map<number, string[]>();
  for (const { date, text } of annotations) {
    if (date > lastDay) continue;
    const day = days.findLast((one) => one <= date);
    if (day === undefined) continue;
    const index = days.indexOf(day);
    marks.set(index, [...(marks.get(index) ?? []), text]);
  }
  return [...marks].map(([index, texts]) => ({ index, texts }));
}
