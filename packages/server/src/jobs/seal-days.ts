import { QueryTooHeavy } from "../domain/errors.ts";
import { DAY, HOUR } from "../domain/time.ts";
import { addDays, localDate } from "../domain/time-zone/zoned-time.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore, SealRequest } from "../ports/event-store.ts";
import type { Log } from "../ports/log.ts";
import type { SealMeter } from "../ports/meter.ts";
import type { TraceSink } from "../ports/trace.ts";
import type { Run } from "./job.ts";

/** Time that a day waits after its end, for events still in the pipeline and for visits that go on after midnight. */
const WAIT_MS = 2 * HOUR;
/** Events per seal request; more need too much memory. */
const ROWS_AT_ONCE = 300_000;
const DAYS_AT_ONCE = 366;

export interface SealDaysDeps {
  readonly accounts: Pick<Accounts, "listSites">;
  readonly store: Pick<
    EventStore,
    "daysWithEvents" | "sealedDays" | "lateArrivals" | "sealDays" | "sealMonths"
  >;
  readonly meter: SealMeter;
  readonly trace: Pick<TraceSink, "sealed">;
  readonly clock: Clock;
  readonly log: Log;
}

/** What there may be to seal. */
interface Work {
  readonly missing: Missing[];
  /** Number of rows by site and UTC date. */
  readonly rows: ReadonlyMap<string, number>;
  /** Sites that were checked, and what is known of those that lack no day. */
  readonly visited: Map<number, SealedSite | { readonly zone: string; readonly through: null }>;
}

/** What the last run learned about a site: unless a late event came, only its newest day can be missing. */
interface SealedSite {
  readonly zone: string;
  readonly lateArrivals: number;
  readonly through: string;
}

/** Days of a site that are closed and not sealed. */
interface Missing {
  readonly siteId: number;
  readonly zone: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/**
 * Seals every closed day of every site, and again those that late events invalidated. Continues after any interruption:
 * which days are sealed is read from the store, not remembered.
 */
export function createSealDays({ accounts, store, meter, trace, clock, log }: SealDaysDeps): Run {
  const sealed = new Map<number, SealedSite>();
  /** Days that are not tried again before the next start. */
  const tooHeavy = new Set<string>();

  async function lookForWork(): Promise<Work> {
    const days = await store.daysWithEvents();
    const late = await store.lateArrivals();
    const rows = new Map(days.map(({ siteId, date, rows }) => [`${siteId} ${date}`, rows]));
    const first = new Map<number, string>();
    for (const { siteId, date } of days) if (!first.has(siteId)) first.set(siteId, date);
    const missing: Missing[] = [];
    const visited: Work["visited"] = new Map();
    for (const { id: siteId, timezone: zone } of await accounts.listSites()) {
      const from = first.get(siteId);
      if (from === undefined) continue;
      const through = addDays(localDate(zone, clock.now() - WAIT_MS), -1);
      const known = sealed.get(siteId);
      const lateArrivals = late.get(siteId) ?? 0;
      if (known?.zone === zone && known.lateArrivals === lateArrivals && known.through === through) continue;
      const there = new Set(await store.sealedDays(siteId, zone));
      // A UTC date reaches into the local days around it.
      const runs = runsWithout(there, addDays(from, -1), through);
      missing.push(...runs.map((run) => ({ siteId, zone, ...run })));
      visited.set(siteId, runs.length === 0 ? { zone, lateArrivals, through } : { zone, through: null });
    }
    return { missing, rows, visited };
  }

  async function sealMonths(visited: Work["visited"], signal: AbortSignal): Promise<void> {
    for (const [siteId, site] of visited) {
      if (signal.aborted) return;
      await store.sealMonths({ zone: site.zone, siteIds: [siteId] });
      if (site.through !== null) sealed.set(siteId, site);
    }
  }

  /** Halves what is too much for the store at once. A single day of one site that is too much stays unsealed. */
  async function sealInParts(request: SealRequest, signal: AbortSignal): Promise<void> {
    const key = JSON.stringify(request);
    if (signal.aborted || tooHeavy.has(key)) return;
    try {
      const startedAt = performance.now();
      await store.sealDays(request);
      const ms = performance.now() - startedAt;
      trace.sealed({ ...request, ms });
      meter.sealSeconds(ms / 1000);
    } catch (error) {
      if (!(error instanceof QueryTooHeavy)) throw error;
      const halves = halvesOf(request);
      for (const half of halves) await sealInParts(half, signal);
      if (halves.length > 0) return;
      tooHeavy.add(key);
      log.error(
        { day: request.firstDay, site: request.siteIds[0], error: error.message },
        "a day can't be sealed, computing it for each query",
      );
    }
  }

  return async function sealDays(signal) {
    const startedAt = clock.now();
    const { missing, rows, visited } = await lookForWork();
    const requests = [...requestsOf(missing, rows)];
    let done = 0;
    for (const request of requests) {
      if (signal.aborted) return;
      await sealInParts(request, signal);
      done += 1;
      if (done % 50 === 0) log.info({ done, of: requests.length }, "sealing days");
    }
    await sealMonths(visited, signal);
    if (done > 0) {
      const days = missing.reduce((sum, run) => sum + daysOf(run), 0);
      log.info({ days, seconds: Math.round((clock.now() - startedAt) / 1000) }, "days are sealed");
    }
  };
}

const daysOf = ({ firstDay, lastDay }: Pick<Missing, "firstDay" | "lastDay">) =>
  Math.round((Date.parse(lastDay) - Date.parse(firstDay)) / DAY) + 1;

/** Returns the runs of dates between `from` and `through` that a set lacks. */
export function runsWithout(
  there: ReadonlySet<string>,
  from: string,
  through: string,
): { firstDay: string; lastDay: string }[] {
  const runs: { firstDay: string; lastDay: string }[] = [];
  for (let date = from; date <= through; date = addDays(date, 1)) {
    if (there.has(date)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.lastDay === addDays(date, -1)) last.lastDay = date;
    else runs.push({ firstDay: date, lastDay: date });
  }
  return runs;
}

/** Groups sites that lack the same days, a few days at a time, so that no request has too many events. */
export function* requestsOf(
  missing: readonly Missing[],
  rows: ReadonlyMap<string, number>,
): Iterable<SealRequest> {
  const groups = new Map<string, Missing[]>();
  for (const run of missing) {
    const key = `${run.zone} ${run.firstDay} ${run.lastDay}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  for (const runs of groups.values()) {
    for (const some of sitesThatFit(runs, rows)) yield* daysThatFit(some, rows);
  }
}

/** Groups sites whose busiest days fit into one request. */
function* sitesThatFit(runs: readonly Missing[], rows: ReadonlyMap<string, number>): Iterable<Missing[]> {
  let some: Missing[] = [];
  let busiest = 0;
  for (const run of runs) {
    const own = Math.max(...datesOf(run).map((date) => rows.get(`${run.siteId} ${date}`) ?? 0));
    if (some.length > 0 && busiest + own > ROWS_AT_ONCE) {
      yield some;
      some = [];
      busiest = 0;
    }
    some.push(run);
    busiest += own;
  }
  if (some.length > 0) yield some;
}

function* daysThatFit(runs: readonly Missing[], rows: ReadonlyMap<string, number>): Iterable<SealRequest> {
  const [{ zone, firstDay, lastDay }] = runs as [Missing];
  const siteIds = runs.map(({ siteId }) => siteId);
  const rowsOf = (date: string) =>
    siteIds.reduce((sum, siteId) => sum + (rows.get(`${siteId} ${date}`) ?? 0), 0);
  let from = firstDay;
  let sum = 0;
  for (const date of datesOf({ firstDay, lastDay })) {
    const own = rowsOf(date);
    if (
      date > from &&
      (sum + own > ROWS_AT_ONCE || daysOf({ firstDay: from, lastDay: date }) > DAYS_AT_ONCE)
    ) {
      yield { zone, siteIds, firstDay: from, lastDay: addDays(date, -1) };
      from = date;
      sum = 0;
    }
    sum += own;
  }
  yield { zone, siteIds, firstDay: from, lastDay };
}

/** Halves a request by days, then by sites; returns nothing for one day of one site. */
export function halvesOf(request: SealRequest): SealRequest[] {
  const { siteIds, firstDay, lastDay } = request;
  const days = daysOf(request);
  if (days > 1) {
    const middle = addDays(firstDay, Math.ceil(days / 2) - 1);
    return [
      { ...request, lastDay: middle },
      { ...request, firstDay: addDays(middle, 1), lastDay },
    ];
  }
  if (siteIds.length < 2) return [];
  const middle = Math.ceil(siteIds.length / 2);
  return [siteIds.slice(0, middle), siteIds.slice(middle)].map((some) => ({ ...request, siteIds: some }));
}

function datesOf({ firstDay, lastDay }: Pick<Missing, "firstDay" | "lastDay">): string[] {
  const dates: string[] = [];
  for (let date = firstDay; date <= lastDay; date = addDays(date, 1)) dates.push(date);
  return dates;
}
