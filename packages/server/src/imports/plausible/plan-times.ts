import { VISIT_GAP_MS } from "../../domain/event/visit.ts";
import { MINUTE, SECOND } from "../../domain/time.ts";
import type { SeededRandom } from "../rows/seeded-random.ts";

/** Between two visits of a visitor, and between the last one and the day's end. */
const PAUSE_MS = VISIT_GAP_MS + MINUTE;
/** Between two events of a visit, at most. */
const LONGEST_GAP_MS = VISIT_GAP_MS - MINUTE;

export interface TimedVisit {
  /** Epoch ms. */
  readonly start: number;
  /** Between its events. */
  readonly gapMs: number;
}

export interface TimePlan {
  readonly visits: readonly TimedVisit[];
  /** False when a visitor has more visits than a day has room for: some of them grow together. */
  readonly fits: boolean;
}

/**
 * When visits begin and how long they take: anywhere in the day, the visits of one visitor apart from each other, with
 * durations that sum up to the day's as far as visits of several events have room for them.
 */
export function planTimes(
  visits: readonly { readonly visitor: number; readonly events: number }[],
  day: { readonly from: number; readonly to: number; readonly duration: number },
  random: SeededRandom,
): TimePlan {
  const perVisitor = new Map<number, number>();
  for (const { visitor } of visits) perVisitor.set(visitor, (perVisitor.get(visitor) ?? 0) + 1);
  const gaps = visits.reduce((sum, { events }) => sum + Math.max(0, events - 1), 0);
  const meanGapMs = gaps === 0 ? 0 : Math.min(LONGEST_GAP_MS, (day.duration * SECOND) / gaps);
  const made = new Map<number, number>();
  let fits = true;

  const timed = visits.map(({ visitor, events }) => {
    const before = made.get(visitor) ?? 0;
    made.set(visitor, before + 1);
    const slotMs = (day.to - day.from) / (perVisitor.get(visitor) ?? 1);
    const roomMs = Math.max(0, slotMs - PAUSE_MS);
    if (roomMs === 0) fits = false;
    const gapMs = events < 2 ? 0 : Math.min(meanGapMs, roomMs / (events - 1));
    const spareMs = roomMs - gapMs * Math.max(0, events - 1);
    return { start: day.from + slotMs * before + random.below(Math.floor(spareMs) + 1), gapMs };
  });
  return { visits: timed, fits };
}
