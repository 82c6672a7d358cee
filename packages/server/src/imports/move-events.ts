import type { EventStore, SiteDay } from "../ports/event-store.ts";
import type { OneAtATime } from "./one-at-a-time.ts";

export interface MoveDeps {
  readonly from: EventStore;
  readonly to: EventStore;
  /** Keeps writers who look first what is missing from each other. */
  readonly oneAtATime: OneAtATime;
  /** Rows to look after in all, told once; then rows that are there, as they get there. */
  readonly onPlan?: (rows: number) => void;
  readonly onMoved?: (rows: number) => void;
  /** Ends the move after the page under way; what is missing then is in the result. */
  readonly signal?: AbortSignal;
}

/** Days of which `to` has less than `from`, after the move. */
export interface MoveResult {
  readonly rows: number;
  readonly missing: readonly { readonly day: SiteDay; readonly found: number }[];
}

/**
 * Copies every event that `to` lacks, day by day and site by site, and compares what both have then. Nothing is kept
 * about how far it came: days that are equal are passed over, so that it goes on wherever it was broken off, and it may
 * run while both stores are written to.
 */
export async function moveEvents(deps: MoveDeps): Promise<MoveResult> {
  const { from, to } = deps;
  const days = await from.storedDays();
  deps.onPlan?.(days.reduce((sum, { rows }) => sum + rows, 0));
  const there = byDay(await to.storedDays());
  for (const day of days) {
    if (deps.signal?.aborted === true) break;
    const found = there.get(keyOf(day));
    if (found === undefined || isLess(found, day)) await moveDay(deps, day);
    deps.onMoved?.(day.rows);
  }
  return compare(days, byDay(await to.storedDays()));
}

async function moveDay({ from, to, oneAtATime, signal }: MoveDeps, day: SiteDay): Promise<void> {
  for await (const events of from.readDay(day)) {
    if (signal?.aborted === true) return;
    // The same for the same page, so that the store knows an attempt that got no reply.
    const token = `move/${day.siteId}/${day.date}/${events[0]?.id}`;
    await oneAtATime(() => to.insertMissing(events, token));
  }
}

function compare(days: readonly SiteDay[], there: ReadonlyMap<string, SiteDay>): MoveResult {
  return {
    rows: days.reduce((sum, { rows }) => sum + rows, 0),
    missing: days
      .map((day) => ({ day, found: there.get(keyOf(day)) }))
      .filter(({ day, found }) => found === undefined || isLess(found, day))
      .map(({ day, found }) => ({ day, found: found?.rows ?? 0 })),
  };
}

const keyOf = ({ siteId, date }: SiteDay) => `${siteId} ${date}`;
const byDay = (days: readonly SiteDay[]) => new Map(days.map((day) => [keyOf(day), day]));

/** More is no fault: `from` was asked first, and both may be written to meanwhile. */
const isLess = (found: SiteDay, day: SiteDay) => found.rows < day.rows || found.counted < day.counted;
