import type { ClickHouseClient } from "@clickhouse/client";
import { isoDate } from "../../../domain/time-zone/zoned-time.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { erasableDaysStatement, eraseEventsStatement } from "./erased-events.ts";
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
export function createErasure(
  deps: ErasureDeps,
): Pick<EventStore, "eraseBefore" | "eraseSite" | "erasableDays" | "eraseEvents"> {
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

  const erasableDays: EventStore["erasableDays"] = async (erasure) =>
    (await rows(erasableDaysStatement(erasure))).map(([date, count]) => ({
      date: String(date),
      rows: Number(count),
    }));

  return {
    erasableDays,
    async eraseEvents(erasure, dates) {
      if (dates.length === 0) return;
      if ((await erasableDays(erasure)).length > 0)
        await transport.read((client) => erase(client, eraseEventsStatement(erasure, dates)));
      await sealing.forgetDays(erasure.siteId, dates);
      // Last: a seal that was under way counted what is gone, or lost rows to what was just removed.
      await sealing.noteLate(dates.map((date) => [erasure.siteId, date]));
    },
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
