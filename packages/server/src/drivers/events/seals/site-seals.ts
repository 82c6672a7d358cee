import { LRUCache } from "lru-cache";
import { createNextAnswer } from "../next-answer.ts";
import type { MonthRecord, SealRecord } from "./known-days.ts";
import type { LateMarks } from "./valid-seals.ts";

export interface SealLookUps {
  sealRecords(siteId: number): Promise<readonly SealRecord[]>;
  monthRecords(siteId: number): Promise<readonly MonthRecord[]>;
  lateMarks(siteIds: readonly number[]): Promise<ReadonlyMap<number, LateMarks>>;
  /** No other process changes them: what was looked up is true until something is changed here. */
  readonly isAlone: boolean;
}

/** What is noted of a site's seals, and of what came late for them. */
export interface SiteSeals {
  readonly records: readonly SealRecord[];
  readonly months: readonly MonthRecord[];
  readonly marks: LateMarks;
}

const MOST_SITES = 500;
const NOTHING_LATE: LateMarks = new Map();

/** Looks them up for every question, but where nobody else can have changed them. */
export function createSiteSeals({ sealRecords, monthRecords, lateMarks, isAlone }: SealLookUps) {
  const answers = createNextAnswer<SiteSeals>();
  const known = new LRUCache<number, SiteSeals>({ max: MOST_SITES });
  let changes = 0;

  async function lookUp(siteId: number): Promise<SiteSeals> {
    const before = changes;
    const [records, months, marks] = await Promise.all([
      sealRecords(siteId),
      monthRecords(siteId),
      lateMarks([siteId]),
    ]);
    const found = { records, months, marks: marks.get(siteId) ?? NOTHING_LATE };
    // What changed meanwhile may be in it or not.
    if (isAlone && changes === before) known.set(siteId, found);
    return found;
  }

  return {
    async of(siteId: number): Promise<SiteSeals> {
      return known.get(siteId) ?? answers(String(siteId), () => lookUp(siteId));
    },
    async change<Result>(siteIds: readonly number[], run: () => Promise<Result>): Promise<Result> {
      changes += 1;
      try {
        return await run();
      } finally {
        changes += 1;
        for (const siteId of siteIds) known.delete(siteId);
      }
    },
  };
}

/** Reads the seals of a site, and changes those of some. */
export type SealsBySite = ReturnType<typeof createSiteSeals>;
