import { addDays } from "../../../domain/time-zone/zoned-time.ts";
import type { SealedDay } from "./known-days.ts";
import { type SealRecord, sealRule } from "./known-days.ts";

/** Late arrivals noted by UTC date. */
export type LateMarks = ReadonlyMap<string, number>;

/** Dates whose late arrivals may change a day: its own in any zone, and its neighbours, with which visits are joined. */
export function marksOf(day: string, marks: LateMarks): number {
  let sum = 0;
  for (let offset = -2; offset <= 2; offset++) sum += marks.get(addDays(day, offset)) ?? 0;
  return sum;
}

/** The days whose seal still says what their events say. */
export function validSeals(records: readonly SealRecord[], marks: LateMarks, zone: string): SealedDay[] {
  const rule = sealRule(zone);
  const hasMarks = marks.size > 0;
  return records
    .filter((record) => record.rule === rule && record.marks === (hasMarks ? marksOf(record.day, marks) : 0))
    .map(({ day, version }) => ({ date: day, version }));
}
