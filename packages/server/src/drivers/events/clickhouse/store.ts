import type { EventStore } from "../../../ports/event-store.ts";
import type { Scope } from "../../../ports/queue.ts";
import { type EventStoreGuards, KEEP_REPLACED_MS } from "../options.ts";
import { createErasure } from "./erasure.ts";
import { asQueryError } from "./errors.ts";
import { createInserts } from "./inserts.ts";
import { type Layout, ONE_SERVER } from "./layout.ts";
import { migrate } from "./migrate.ts";
import { createEventReads, createReads } from "./reads.ts";
import { createClickHouseSealing } from "./sealing.ts";
import type { Statement } from "./sql.ts";
import type { Transport } from "./transport.ts";

export interface ClickHouseOptions {
  readonly scope: Scope;
  readonly guards: EventStoreGuards;
  readonly keepReplacedMs?: number;
  /** Default: one server. */
  readonly layout?: Layout;
}

const WITHOUT_FSYNC =
  "ALTER TABLE millrace.events MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0";

/** The event store on ClickHouse, embedded or served: the same statements through either transport. */
export function createClickHouseStore(transport: Transport, options: ClickHouseOptions): EventStore {
  const { scope, guards, layout = ONE_SERVER, keepReplacedMs = KEEP_REPLACED_MS } = options;

  async function rows(statement: Statement): Promise<unknown[][]> {
    return transport.read(async (client) => {
      try {
        const result = await client.query({ ...statement, format: "JSONCompactEachRow" });
        return await result.json<unknown[]>();
      } catch (error) {
        throw asQueryError(error);
      }
    });
  }

  const isAlone = scope === "process";
  const sealing = createClickHouseSealing({ transport, layout, rows, keepReplacedMs, isAlone });

  return {
    scope,
    async migrate() {
      await migrate(transport.write, layout);
      await sealing.dropLeftOver();
      if (guards.fsync) return;
      for (const query of layout.statements(WITHOUT_FSYNC)) await transport.write.command({ query });
    },
    ...createInserts({ transport, guards, layout, noteLate: sealing.noteLate }),
    ...sealing.queries,
    ...createReads(rows),
    ...createEventReads(rows),
    ...createErasure({ transport, layout, rows, sealing }),
    async ping() {
      await rows({ query: "SELECT 1", query_params: {} });
    },
    async close() {
      sealing.close();
      await transport.close();
    },
  };
}
