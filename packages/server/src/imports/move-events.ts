import type { Event } from "../domain/event/event.ts";
import type { EventStore, SiteDay } from "../ports/event-store.ts";
import type { OneAtATime } from "./one-at-a-time.ts";

export interface MoveDeps {
  readonly from: EventStore;
  readonly to: EventStore;
  /** What must not be written any more: a page may have been read before an erasure. */
  readonly gone: {
    refresh(): Promise<void>;
    keepHistory(events: readonly Event[]): { readonly events: readonly Event[] };
  };
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
  const leftOut = new Map<string, LeftOut>();
  for (const day of days) {
    if (deps.signal?.aborted === true) break;
    const found = there.get(keyOf(day));
    if (found === undefined || isLess(found, day)) leftOut.set(keyOf(day), await moveDay(deps, day));
    deps.onMoved?.(day.rows);
  }
  const wanted = days.map((day) => without(day, leftOut.get(keyOf(day)) ?? NOTHING_LEFT_OUT));
  return compare(
    wanted.filter(({ rows }) => rows > 0),
    byDay(await to.storedDays()),
  );
}

type LeftOut = Pick<SiteDay, "rows" | "counted">;
const NOTHING_LEFT_OUT: LeftOut = { rows: 0, counted: 0 };

const without = (day: SiteDay, { rows, counted }: LeftOut): SiteDay => ({
  ...day,
  rows: day.rows - rows,
  counted: day.counted - counted,
});

/** Resolves with what was left out of the day because it is gone. */
async function moveDay({ from, to, gone, oneAtATime, signal }: MoveDeps, day: SiteDay): Promise<LeftOut> {
  let leftOut = NOTHING_LEFT_OUT;
  for await (const events of from.readDay(day)) {
    if (signal?.aborted === true) break;
    await gone.refresh();
    const kept = gone.keepHistory(events).events;
    // The same for the same page, so that the store knows an attempt that got no reply.
    const token = `move/${day.siteId}/${day.date}/${events[0]?.id}`;
    if (kept.length > 0) await oneAtATime(() => to.insertMissing(kept, token));
    leftOut = {
      rows: leftOut.rows + events.length - kept.length,
      counted: leftOut.counted + counted(events) - counted(kept),
    };
  }
  return leftOut;
}

const counted = (events: readonly Event[]) => events.reduce((sum, { count }) => sum + count, 0);

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
