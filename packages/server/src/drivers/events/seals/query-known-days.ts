import type { QueryPlan, QueryResult } from "../../../ports/event-store.ts";
import { createQueryCache } from "../query-cache.ts";
import type { BuiltQuery } from "../sql/binder.ts";
import { buildCount, buildQuery, cardOf, figuresOf, readRange, readsEvents } from "../sql/build-query.ts";
import { type Card, createCards } from "../sql/cards.ts";
import {
  buildEstimate,
  buildFilteredEvents,
  buildOpenCount,
  type FilteredDays,
  filteredDaysOf,
} from "../sql/filtered-events.ts";
import { resultOf } from "../sql/result.ts";
import { type KnownDays, NOTHING_KNOWN } from "./known-days.ts";
import { createOpenRuns } from "./open-runs.ts";
import type { ReadKnownDays } from "./read-known-days.ts";
import type { SealingEngine } from "./sealing-engine.ts";

const MOST_FILTERED_EVENTS = 500_000;
const MOST_FILTERED_RUNS = 12;

/** Keeps the events that meet a question's filters, where that saves the next question a long look. */
function createNarrow(engine: SealingEngine) {
  const { dialect } = engine;
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

  /** With those events in place of all of the days. */
  async function narrow(plan: QueryPlan, known: KnownDays): Promise<KnownDays> {
    const days = plan.useSealed ? filteredDaysOf(plan) : null;
    if (days === null || engine.filteredFrom === Number.POSITIVE_INFINITY) return known;
    const version = await filtered.versionOf({ days, known });
    const { firstDay, lastDay } = days;
    return version === null ? known : { sealed: [], months: [], open: [{ firstDay, lastDay, version }] };
  }

  return { narrow, close: () => filtered.close() };
}

/** Runs queries over what is known of their days. */
export function createQueryKnownDays(engine: SealingEngine, readKnownDays: ReadKnownDays) {
  const { dialect } = engine;
  const cache = createQueryCache<unknown[][]>();
  const cards = createCards((query) => engine.rows(query), dialect);
  const { narrow, close } = createNarrow(engine);

  /** The same question about the same days has the same answer. */
  async function cached(
    plan: QueryPlan,
    build: (known: KnownDays) => BuiltQuery,
    card: (known: KnownDays) => Card | null,
  ): Promise<unknown[][]> {
    const known = plan.useSealed
      ? await readKnownDays({ ...plan, ...readRange(plan) }, { ofEvents: readsEvents(plan) })
      : NOTHING_KNOWN;
    const asked = card(known);
    const alone = async () => engine.rows(build(await narrow(plan, known)));
    const key = () => JSON.stringify([plan.siteId, plan.from, plan.to, known]);
    const run = asked === null ? alone : () => cards(key(), plan.siteId, { card: asked, alone });
    const isWhole = plan.useSealed && known.open.every(({ version }) => version !== null);
    if (!isWhole) return run();
    return cache(JSON.stringify([plan, known]), run);
  }

  return {
    async query(plan: QueryPlan): Promise<QueryResult> {
      const rows = await cached(
        plan,
        (known) => buildQuery(plan, known, dialect),
        (known) => (engine.isSlowToPlan ? cardOf(plan, known) : null),
      );
      return resultOf(plan, figuresOf(plan), rows);
    },

    async countRows(plan: QueryPlan): Promise<number> {
      // Told apart from the rows by what no plan has.
      const rows = await cached(
        { ...plan, limit: -1 },
        (known) => buildCount(plan, known, dialect),
        () => null,
      );
      return Number(rows[0]?.[0] ?? 0);
    },

    close,
  };
}
