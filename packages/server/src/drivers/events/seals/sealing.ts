import { addDays, localDate } from "../../../domain/time-zone/zoned-time.ts";
import type { QueryPlan, QueryResult, SealDifference, SealRequest } from "../../../ports/event-store.ts";
import { createQueryCache } from "../query-cache.ts";
import type { BuiltQuery } from "../sql/binder.ts";
import { buildCount, buildQuery, cardOf, figuresOf, readRange, readsEvents } from "../sql/build-query.ts";
import { type Card, createCards } from "../sql/cards.ts";
import type { Dialect } from "../sql/dialect.ts";
import {
  buildEstimate,
  buildFilteredEvents,
  buildOpenCount,
  type FilteredDays,
  filteredDaysOf,
} from "../sql/filtered-events.ts";
import { resultOf } from "../sql/result.ts";
import { createSessions } from "../sql/sessions.ts";
import { type KnownDays, type MonthRecord, NOTHING_KNOWN, ruleOf, type SealRecord } from "./known-days.ts";
import { createOpenRuns, type Fingerprint } from "./open-runs.ts";
import { buildOpen, buildSealedEvents, buildSealedFigures, newVersion } from "./seal.ts";
import { buildMonthCheck, buildSealCheck } from "./seal-check.ts";
import { buildMonths, missingMonths, validMonths } from "./sealed-months.ts";
import { datesBetween, openDays, runsOfOpenDays, splitDays } from "./seals.ts";
import { createSiteSeals, type SealLookUps } from "./site-seals.ts";
import { marksOf, validSeals } from "./valid-seals.ts";

/** More open events are worked out within the statement, of the columns that it needs. */
const MOST_OPEN_EVENTS = 400_000;
const MOST_OPEN_RUNS = 300;
const MOST_FILTERED_EVENTS = 500_000;
const MOST_FILTERED_RUNS = 12;

/** Rows of a site's day. */
export interface SealedVersion {
  readonly siteId: number;
  /** `2026-03-10` */
  readonly day: string;
  readonly version: number;
}

/** What an engine does for it. */
export interface SealingEngine extends SealLookUps {
  readonly dialect: Dialect;
  /** A statement costs it more before it reads than most cards cost to read: they are asked together. */
  readonly isSlowToPlan: boolean;
  /** Sealed events of a range from which those that meet a question's filters are kept for the next; may be infinite. */
  readonly filteredFrom: number;
  rows(query: BuiltQuery): Promise<unknown[][]>;
  /** Runs statements that fill tables, one after the other, on a connection that may take its time. */
  fill(statements: readonly BuiltQuery[]): Promise<void>;
  fingerprint(days: { siteIds: readonly number[]; from: number; to: number }): Promise<Fingerprint>;
  dropOpen(version: number): Promise<void>;
  /** The versions that count, of days of several sites. */
  sealedVersions(days: Omit<SealRequest, "zone">): Promise<readonly SealedVersion[]>;
  dropSealed(versions: readonly SealedVersion[]): Promise<void>;
  /** Makes the sums of months count. */
  noteMonths(months: readonly (MonthRecord & { siteId: number })[]): Promise<void>;
  /** How long questions under way may still read what was replaced. Milliseconds. */
  readonly keepReplacedMs: number;
  /** Makes the rows of a version count, in one step; before that they are rows of nobody. */
  noteSeals(seals: readonly (SealRecord & { siteId: number })[]): Promise<void>;
}

/** Queries over sealed and open days, and the sealing of days: what both engines do alike. */
export function createSealing(engine: SealingEngine) {
  const { dialect } = engine;
  const cache = createQueryCache<unknown[][]>();
  const timers = new Set<NodeJS.Timeout>();
  const runs = createOpenRuns<SealRequest>({
    fingerprint(request) {
      const { before, after } = openDays(request, request.zone, request.siteIds);
      return engine.fingerprint({ siteIds: request.siteIds, from: before, to: after });
    },
    isWorthIt: (rows) => rows <= MOST_OPEN_EVENTS,
    async make(request, version) {
      await engine.fill([buildOpen(request, version, dialect)]);
      return true;
    },
    drop: engine.dropOpen,
    most: MOST_OPEN_RUNS,
    now: () => Date.now(),
  });
  const filtered = createOpenRuns<{ days: FilteredDays; known: KnownDays }>({
    fingerprint: async ({ days }) => ({
      rows: Number((await engine.rows(buildEstimate(days, dialect)))[0]?.[0] ?? 0),
      // The days as they are known are part of what is asked.
      text: "",
    }),
    isWorthIt: (rows) => rows >= engine.filteredFrom,
    async make({ days, known }, version) {
      const most = MOST_FILTERED_EVENTS + 1;
      await engine.fill([buildFilteredEvents(days, known, { version, most, dialect })]);
      return Number((await engine.rows(buildOpenCount(version, dialect)))[0]?.[0]) < most;
    },
    drop: engine.dropOpen,
    most: MOST_FILTERED_RUNS,
    now: () => Date.now(),
  });

  const seals = createSiteSeals(engine);
  const cards = createCards((query) => engine.rows(query), dialect);

  async function sealsOf(siteId: number, zone: string) {
    const { records, months, marks } = await seals.of(siteId);
    const sealed = validSeals(records, marks, zone);
    return { sealed, months: validMonths(months, sealed), monthRecords: months };
  }

  /** Where single events are read, with the day after, on which visits go on. */
  async function knownDays(
    range: Pick<QueryPlan, "siteId" | "zone" | "from" | "to">,
    { ofEvents }: { ofEvents: boolean },
  ): Promise<KnownDays> {
    const { siteId, zone } = range;
    const { sealed, months } = await sealsOf(siteId, zone);
    const { open } = splitDays(range, zone, { sealed, months: [], open: [] });
    const after = ofEvents ? addDays(localDate(zone, range.to - 1), 1) : null;
    const needed = runsOfOpenDays(sealed).filter(
      (run) =>
        open.some(({ firstDay, lastDay }) => run.firstDay <= lastDay && run.lastDay >= firstDay) ||
        (after !== null && run.firstDay <= after && run.lastDay >= after),
    );
    const ready = await Promise.all(
      needed.map(async (run) => ({
        ...run,
        version: await runs.versionOf({ ...run, zone, siteIds: [siteId] }),
      })),
    );
    return { sealed, months, open: ready };
  }

  /** With the events that meet the filters in place of all of the days, where that saves the next question a long look. */
  async function narrowed(plan: QueryPlan, known: KnownDays): Promise<KnownDays> {
    const days = plan.useSealed ? filteredDaysOf(plan) : null;
    if (days === null || engine.filteredFrom === Number.POSITIVE_INFINITY) return known;
    const version = await filtered.versionOf({ days, known });
    const { firstDay, lastDay } = days;
    return version === null ? known : { sealed: [], months: [], open: [{ firstDay, lastDay, version }] };
  }

  /** The same question about the same days has the same answer. */
  async function cached(
    plan: QueryPlan,
    build: (known: KnownDays) => BuiltQuery,
    card: (known: KnownDays) => Card | null,
  ): Promise<unknown[][]> {
    const known = plan.useSealed
      ? await knownDays({ ...plan, ...readRange(plan) }, { ofEvents: readsEvents(plan) })
      : NOTHING_KNOWN;
    const asked = card(known);
    const alone = async () => engine.rows(build(await narrowed(plan, known)));
    const key = () => JSON.stringify([plan.siteId, plan.from, plan.to, known]);
    const run = asked === null ? alone : () => cards(key(), plan.siteId, { card: asked, alone });
    const isWhole = plan.useSealed && known.open.every(({ version }) => version !== null);
    if (!isWhole) return run();
    return cache(JSON.stringify([plan, known]), run);
  }

  async function query(plan: QueryPlan): Promise<QueryResult> {
    const rows = await cached(
      plan,
      (known) => buildQuery(plan, known, dialect),
      (known) => (engine.isSlowToPlan ? cardOf(plan, known) : null),
    );
    return resultOf(plan, figuresOf(plan), rows);
  }

  async function countRows(plan: QueryPlan): Promise<number> {
    // Told apart from the rows by what no plan has.
    const rows = await cached(
      { ...plan, limit: -1 },
      (known) => buildCount(plan, known, dialect),
      () => null,
    );
    return Number(rows[0]?.[0] ?? 0);
  }

  async function sealDays(request: SealRequest): Promise<void> {
    const { siteIds, zone, firstDay, lastDay } = request;
    // First: what arrives from here on makes these seals void.
    const marks = await engine.lateMarks(siteIds);
    const version = newVersion(Date.now());
    const { from, to } = openDays(request, zone, siteIds);
    const { rows } = await engine.fingerprint({ siteIds, from, to });
    // Without events there is nothing to count, and the statements alone take a second.
    if (rows > 0) await fillSealed(request, version);
    const rule = ruleOf(zone);
    const noted = datesBetween(firstDay, lastDay).flatMap((day, index) =>
      siteIds.map((siteId) => ({
        siteId,
        day,
        version: version + index,
        marks: marksOf(day, marks.get(siteId) ?? new Map()),
        rule,
      })),
    );
    const replaced = await engine.sealedVersions(request);
    await seals.change(siteIds, () => engine.noteSeals(noted));
    if (replaced.length > 0) dropLater(replaced);
  }

  /** A question that found the old versions reads their rows; what a crash leaves of them takes room and no more. */
  function dropLater(versions: readonly SealedVersion[]): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      engine.dropSealed(versions).catch(() => {});
    }, engine.keepReplacedMs);
    timer.unref();
    timers.add(timer);
  }

  async function fillSealed(request: SealRequest, version: number): Promise<void> {
    try {
      await engine.fill([
        buildOpen(request, version, dialect),
        buildSealedEvents(request, version, dialect),
        buildSealedFigures(request, version, dialect),
      ]);
    } finally {
      await engine.dropOpen(version);
    }
  }

  async function sealMonths({ zone, siteIds }: Pick<SealRequest, "zone" | "siteIds">): Promise<void> {
    for (const siteId of siteIds) {
      const { sealed, monthRecords } = await sealsOf(siteId, zone);
      const missing = missingMonths(monthRecords, sealed);
      if (missing.length === 0) continue;
      const version = newVersion(Date.now());
      const days = missing.flatMap((one) => one.days);
      await engine.fill([buildMonths(siteId, days, version, dialect)]);
      const noted = missing.map(({ month, basis }) => ({ siteId, month, version, basis }));
      await seals.change([siteId], () => engine.noteMonths(noted));
      const replaced = monthRecords.filter((old) => missing.some(({ month }) => month === old.month));
      if (replaced.length > 0)
        dropLater(replaced.map((old) => ({ siteId, day: old.month, version: old.version })));
    }
  }

  async function checkSeals(request: SealRequest): Promise<SealDifference[]> {
    const version = newVersion(Date.now());
    const found: SealDifference[] = [];
    try {
      await engine.fill([buildOpen(request, version, dialect)]);
      for (const siteId of request.siteIds) {
        const { sealed, months } = await sealsOf(siteId, request.zone);
        const isAsked = (date: string) => date >= request.firstDay && date <= request.lastDay;
        const seals = sealed.filter(({ date }) => isAsked(date));
        const begun = months.filter(({ month }) => isAsked(month));
        const differing = [
          ...(seals.length === 0
            ? []
            : await engine.rows(buildSealCheck({ ...request, siteIds: [siteId] }, version, seals, dialect))),
          ...(begun.length === 0 ? [] : await engine.rows(buildMonthCheck(siteId, begun, sealed, dialect))),
        ];
        for (const [day, set, ...values] of differing) {
          found.push({ siteId, day: String(day), set: Number(set), values: values.map(String) });
        }
      }
    } finally {
      await engine.dropOpen(version);
    }
    return found;
  }

  const sessions = createSessions({
    dialect,
    rows: (query) => engine.rows(query),
    knownDays: (range) => knownDays(range, { ofEvents: true }),
  });

  return {
    query,
    countRows,
    ...sessions,
    sealDays,
    sealMonths,
    checkSeals,
    sealedDays: async (siteId: number, zone: string) =>
      (await sealsOf(siteId, zone)).sealed.map(({ date }) => date).sort(),
    /** Runs what changes seals or late marks of sites. */
    changeSeals: seals.change,
    close() {
      runs.close();
      filtered.close();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
