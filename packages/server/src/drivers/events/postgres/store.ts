import type { Client } from "pg";
import type { EventStore } from "../../../ports/event-store.ts";
import { asRefusal } from "../../postgres/refusal.ts";
import { type EventStoreOptions, KEEP_REPLACED_MS } from "../options.ts";
import { beginnings } from "./beginnings.ts";
import type { Connections } from "./connections.ts";
import { encodeBound } from "./encode-bound.ts";
import { createEraseParts } from "./erase-parts.ts";
import { createErasure } from "./erasure.ts";
import { asQueryError } from "./errors.ts";
import { createInserts } from "./inserts.ts";
import { migrate, refuseUnsafe } from "./migrate.ts";
import { createEventReads, createReads, type Statement } from "./reads.ts";
import { createPostgresSealing } from "./sealing.ts";

/** Below that, a look at all of them is quick. */
const FILTERED_FROM = 100_000;

export interface PostgresParts {
  readonly url: string;
  readonly schema: string;
  readonly options: EventStoreOptions;
  readonly reads: Connections;
  readonly writes: Connections;
  /** A connection of its own, which its user ends. */
  connect(): Promise<Client>;
}

/** The event store on PostgreSQL. One transaction writes a batch, what is counted of it, its token and its position. */
export function createPostgresStore(parts: PostgresParts): EventStore {
  const { url, schema, options, reads, writes, connect } = parts;
  const begins = beginnings(schema, options.guards.fsync);

  async function rows(statements: readonly Statement[]) {
    try {
      return await reads.transaction(begins.read, async (client) => {
        const answers: unknown[][][] = [];
        for (const { text, values } of statements) {
          answers.push((await client.query({ text, values: [...values], rowMode: "array" })).rows);
        }
        return answers;
      });
    } catch (error) {
      throw asQueryError(error);
    }
  }

  const sealing = createPostgresSealing({
    writes,
    begins,
    rows: async (text, values) => (await rows([{ text, values }]))[0] ?? [],
    encodeValues: ({ values }) => values.map(encodeBound),
    filteredFrom: options.filteredFrom ?? FILTERED_FROM,
    keepReplacedMs: options.keepReplacedMs ?? KEEP_REPLACED_MS,
  });

  return {
    scope: "network",
    async migrate() {
      try {
        await writes.transaction(begins.migrate, async (client) => {
          if (options.guards.fsync) await refuseUnsafe(client);
          await migrate(client, schema);
          await sealing.dropLeftOver(client);
        });
      } catch (error) {
        // Ours are for a person, and so is a refusal; the rest of the engine's are an outage.
        if ((error as { code?: unknown }).code === undefined) throw error;
        throw (
          asRefusal(error, { url, setting: "EVENTS_URL", component: "events:postgres" }) ??
          asQueryError(error)
        );
      }
    },
    ...createInserts({ writes, begins, options }),
    ...sealing.queries,
    ...createReads(rows),
    ...createEventReads({ rows, connect, begin: begins.read.begin }),
    ...createErasure(writes, begins),
    ...createEraseParts({ writes, begins, forgetDays: sealing.forgetDays }),
    async ping() {
      await rows([{ text: "SELECT 1", values: [] }]);
    },
    async close() {
      sealing.close();
      await Promise.all([reads.close(), writes.close()]);
    },
  };
}
