import type { ClickHouseClient } from "@clickhouse/client";
import { isoDate } from "../../../domain/time-zone/zoned-time.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { asQueryError } from "./errors.ts";
import type { Layout } from "./layout.ts";
import type { createClickHouseSealing } from "./sealing.ts";
import {
  anyBeforeStatement,
  eraseSiteStatements,
  eraseStatement,
  type Statement,
  tablesOfSiteStatement,
} from "./sql.ts";
import type { Transport } from "./transport.ts";

export interface ErasureDeps {
  readonly transport: Pick<Transport, "read">;
  readonly layout: Layout;
  readonly rows: (statement: Statement) => Promise<unknown[][]>;
  readonly sealing: ReturnType<typeof createClickHouseSealing>;
}

/** Erases events with what was made of them. On a reader's connection, since inserts must not wait that long. */
export function createErasure(deps: ErasureDeps): Pick<EventStore, "eraseBefore" | "eraseSite"> {
  const { transport, layout, rows, sealing } = deps;

  async function erase(client: ClickHouseClient, { query, query_params }: Statement): Promise<void> {
    try {
      for (const statement of layout.statements(query)) {
        await client.command({ query: statement, query_params });
      }
    } catch (error) {
      throw asQueryError(error);
    }
  }

  return {
    async eraseBefore(siteId, before) {
      // A mutation takes about 0.15 s for every month in the table, those it leaves as they are too (chDB 26.7).
      if ((await rows(anyBeforeStatement(siteId, before))).length === 0) return;
      await transport.read(async (client) => {
        await erase(client, eraseStatement(siteId, before));
        await sealing.eraseSealed(client, siteId, before);
      });
      await sealing.noteLate([[siteId, isoDate(before)]]);
    },
    async eraseSite(siteId) {
      const found = (await rows(tablesOfSiteStatement(siteId))).map(([table]) => table);
      if (found.length === 0) return;
      await sealing.changeSeals([siteId], () =>
        transport.read(async (client) => {
          for (const statement of eraseSiteStatements(siteId, found)) await erase(client, statement);
        }),
      );
    },
  };
}
