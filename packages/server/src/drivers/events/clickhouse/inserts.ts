import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Event } from "../../../domain/event/event.ts";
import type { EncodedRows, EventStore } from "../../../ports/event-store.ts";
import { lateDaysOf } from "../late-days.ts";
import type { EventStoreGuards } from "../options.ts";
import { asInsertError } from "./errors.ts";
import type { Layout } from "./layout.ts";
import { createRepair } from "./repair-batch.ts";
import { encodeRows } from "./rows.ts";
import { insertStatement, storedIdsStatement } from "./sql.ts";
import type { Transport } from "./transport.ts";

type LateDays = readonly (readonly [siteId: number, date: string])[];

interface Batch extends EncodedRows {
  readonly lateDays: LateDays;
}

export interface InsertsDeps {
  readonly transport: Pick<Transport, "write">;
  readonly guards: EventStoreGuards;
  readonly layout: Layout;
  readonly noteLate: (days: LateDays) => Promise<void>;
}

/** Ids in one statement when stored events are looked for. */
const LOOK_PAGE = 1000;

/** Writes batches. On the writer's connection: reports may hold the readers' for long. */
export function createInserts(deps: InsertsDeps): Pick<EventStore, "encode" | "insert" | "insertMissing"> {
  const { transport, guards, layout, noteLate } = deps;

  async function insert(encoded: EncodedRows, token: string): Promise<void> {
    try {
      const result = await transport.write.exec({
        query: insertStatement(guards.token ? token : randomUUID()),
        values: Readable.from([encoded.bytes]),
      });
      await finished(result.stream.resume());
    } catch (error) {
      throw asInsertError(error);
    }
  }

  const insertEvents = (events: readonly Event[], token: string) => insert(encodeRows(events), token);

  async function missingOf(events: readonly Event[]): Promise<readonly Event[]> {
    const stored = new Set<string>();
    for (let from = 0; from < events.length; from += LOOK_PAGE) {
      const page = events.slice(from, from + LOOK_PAGE);
      try {
        const result = await transport.write.query({
          ...storedIdsStatement(page),
          format: "JSONCompactEachRow",
        });
        for (const [siteId, id] of await result.json<[number, string]>()) stored.add(`${siteId}:${id}`);
      } catch (error) {
        // Not a report's error: when memory is short, the batch waits.
        throw asInsertError(error);
      }
    }
    return events.filter(({ siteId, id }) => !stored.has(`${siteId}:${id}`));
  }

  const repair = createRepair({ client: transport.write, missingOf, insert: insertEvents });

  async function insertWhatIsMissing(events: readonly Event[], token: string): Promise<void> {
    if (!guards.token || !guards.missingRows) return insertEvents(events, token);
    const missing = await missingOf(events);
    if (missing.length === 0) return;
    await insertEvents(missing, token);
    if (!layout.tokensAreAtomic) await repair(missing, token);
  }

  return {
    encode: (events): Batch => ({ ...encodeRows(events), lateDays: lateDaysOf(events, Date.now()) }),
    async insert(encoded, token) {
      await insert(encoded, token);
      await noteLate((encoded as Batch).lateDays);
    },
    async insertMissing(events, token) {
      await insertWhatIsMissing(events, token);
      await noteLate(lateDaysOf(events, Date.now()));
    },
  };
}
