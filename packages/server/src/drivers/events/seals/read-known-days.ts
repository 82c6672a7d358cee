import { addDays, localDate } from "../../../domain/time-zone/zoned-time.ts";
import type { QueryPlan, SealRequest } from "../../../ports/event-store.ts";
import type { KnownDays } from "./known-days.ts";
import { createOpenRuns } from "./open-runs.ts";
import { buildOpen } from "./seal.ts";
import { validMonths } from "./sealed-months.ts";
import type { SealingEngine } from "./sealing-engine.ts";
import { openDays, runsOfOpenDays, splitDays } from "./seals.ts";
import type { SealsBySite } from "./site-seals.ts";
import { validSeals } from "./valid-seals.ts";

/** More open events are worked out within the statement, of the columns that it needs. */
const MOST_OPEN_EVENTS = 400_000;
const MOST_OPEN_RUNS = 300;

/** The seals of a site that count, and the months made of them. */
export function createReadSeals(seals: Pick<SealsBySite, "of">) {
  return async function readSeals(siteId: number, zone: string) {
    const { records, months, marks } = await seals.of(siteId);
    const sealed = validSeals(records, marks, zone);
    return { sealed, months: validMonths(months, sealed), monthRecords: months };
  };
}

export type ReadSeals = ReturnType<typeof createReadSeals>;

/** What is known of the days of a range: sealed ones, months, and open ones whose visits are worked out and kept. */
export function createReadKnownDays(engine: SealingEngine, readSeals: ReadSeals) {
  const { dialect } = engine;
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

  /** Where single events are read, with the day after, on which visits go on. */
  async function readKnownDays(
    range: Pick<QueryPlan, "siteId" | "zone" | "from" | "to">,
    { ofEvents }: { ofEvents: boolean },
  ): Promise<KnownDays> {
    const { siteId, zone } = range;
    const { sealed, months } = await readSeals(siteId, zone);
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

  return { readKnownDays, close: () => runs.close() };
}

export type ReadKnownDays = ReturnType<typeof createReadKnownDays>["readKnownDays"];
