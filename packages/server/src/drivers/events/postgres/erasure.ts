import type { EventStore } from "../../../ports/event-store.ts";
import type { Beginnings } from "./beginnings.ts";
import type { Connections } from "./connections.ts";
import { eraseDay, eraseFigures, firstBefore } from "./erase.ts";
import { asQueryError } from "./errors.ts";
import { ADVISORY_LOCKS, lockAlone } from "./locks.ts";
import { dropEmptyPartitions } from "./partitions.ts";
import { eraseSealed } from "./sealing.ts";
import { encodeInstant } from "./values.ts";

/** Before every event. */
const START_OF_TIME = Date.parse("0001-01-01T00:00:00Z");
/** Behind every event: no store takes later ones. */
const END_OF_TIME = Date.parse("9999-01-01T00:00:00Z");

/** Erases events with what was made of them. */
export function createErasure(
  writes: Connections,
  begins: Beginnings,
): Pick<EventStore, "eraseBefore" | "eraseSite"> {
  /** Day by day: inserts wait for one at a time. */
  async function eraseDays(siteId: number, before: number): Promise<void> {
    const first = () => writes.transaction(begins.write, (client) => firstBefore(client, siteId, before));
    let at = await first();
    if (at === null) return;
    await writes.transaction(begins.write, (client) => eraseSealed(client, siteId, before));
    while (at !== null) {
      const day = at;
      await writes.transaction(begins.write, async (client) => {
        await lockAlone(client, ADVISORY_LOCKS.erasure);
        await eraseDay(client, siteId, day, {
          from: START_OF_TIME,
          to: before,
          condition: "true",
          values: [],
        });
      });
      at = await first();
    }
    await dropEmptyMonths({ writes, begins }, before);
  }

  return {
    async eraseBefore(siteId, before) {
      try {
        await eraseDays(siteId, before);
      } catch (error) {
        throw asQueryError(error);
      }
    },
    async eraseSite(siteId) {
      try {
        await eraseDays(siteId, END_OF_TIME);
        await writes.transaction(begins.write, (client) => eraseFigures(client, siteId));
      } catch (error) {
        throw asQueryError(error);
      }
    },
  };
}

/** Drops the tables of months before an instant (epoch ms) in which no event is left. */
export async function dropEmptyMonths(
  { writes, begins }: { readonly writes: Connections; readonly begins: Beginnings },
  before: number,
): Promise<void> {
  await writes
    .transaction(begins.drop, async (client) => {
      await lockAlone(client, ADVISORY_LOCKS.erasure);
      await dropEmptyPartitions(client, encodeInstant(before).slice(0, 7));
    })
    .catch(ignoreLockTimeout);
}

/** A query holds a table that is to be dropped: the next erasure tries again. */
function ignoreLockTimeout(error: unknown): void {
  if ((error as { code?: unknown }).code !== "55P03") throw error;
}
