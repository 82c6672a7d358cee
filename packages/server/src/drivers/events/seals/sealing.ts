import { createSessions } from "../sql/sessions.ts";
import { createCheckSeals } from "./check-seals.ts";
import { createForgetDays } from "./forget-days.ts";
import { createQueryKnownDays } from "./query-known-days.ts";
import { createReadKnownDays, createReadSeals } from "./read-known-days.ts";
import { createSealDays } from "./seal-days.ts";
import type { SealingEngine } from "./sealing-engine.ts";
import { createSiteSeals } from "./site-seals.ts";

/** Queries over sealed and open days, and the sealing of days: what both engines do alike. */
export function createSealing(engine: SealingEngine) {
  const seals = createSiteSeals(engine);
  const readSeals = createReadSeals(seals);
  const days = createReadKnownDays(engine, readSeals);
  const queries = createQueryKnownDays(engine, days.readKnownDays);
  const sealing = createSealDays(engine, seals, readSeals);
  const { forgetDays, eraseReplaced } = createForgetDays(engine, seals);
  const sessions = createSessions({
    dialect: engine.dialect,
    rows: (query) => engine.rows(query),
    knownDays: (range) => days.readKnownDays(range, { ofEvents: true }),
  });

  return {
    /** What the store answers with it. */
    queries: {
      query: queries.query,
      countRows: queries.countRows,
      ...sessions,
      sealDays: sealing.sealDays,
      sealMonths: sealing.sealMonths,
      checkSeals: createCheckSeals(engine, readSeals),
      eraseReplaced,
      sealedDays: async (siteId: number, zone: string) =>
        (await readSeals(siteId, zone)).sealed.map(({ date }) => date).sort(),
    },
    /** Runs what changes seals or late marks of sites. */
    changeSeals: seals.change,
    forgetDays,
    close() {
      days.close();
      queries.close();
      sealing.close();
    },
  };
}
