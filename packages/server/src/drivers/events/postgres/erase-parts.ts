import type { ErasureScope } from "../../../domain/site/erasure.ts";
import { DAY } from "../../../domain/time.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import type { Beginnings } from "./beginnings.ts";
import type { Connections } from "./connections.ts";
import { eraseDay } from "./erase.ts";
import { erasableDays, erasedRowsOf } from "./erased-events.ts";
import { dropEmptyMonths } from "./erasure.ts";
import { asQueryError } from "./errors.ts";
import { ADVISORY_LOCKS, lockAlone } from "./locks.ts";
import { noteLate } from "./sealing.ts";
import { encodeInstant } from "./values.ts";

export interface ErasePartsDeps {
  readonly writes: Connections;
  readonly begins: Beginnings;
  readonly forgetDays: (siteId: number, dates: readonly string[]) => Promise<void>;
}

/** Brings any date into the next month, or the one after it. */
const MONTH = 31 * DAY;

/** Erases periods and persons of sites. */
export function createEraseParts(deps: ErasePartsDeps): Pick<EventStore, "erasableDays" | "eraseEvents"> {
  const { writes, begins, forgetDays } = deps;

  /** Day by day: inserts wait for one at a time. */
  async function eraseDates(erasure: ErasureScope, dates: readonly string[]): Promise<void> {
    const { siteId } = erasure;
    for (const date of dates) {
      await writes.transaction(begins.write, async (client) => {
        await lockAlone(client, ADVISORY_LOCKS.erasure);
        await eraseDay(client, siteId, Date.parse(`${date}T00:00:00Z`), erasedRowsOf(erasure));
        await noteLate(client, [[siteId, date]]);
      });
    }
    await forgetDays(siteId, dates);
    const late = dates.map((date) => [siteId, date] as const);
    // Again: a seal that began in between may have lost rows to what was just removed.
    await writes.transaction(begins.write, (client) => noteLate(client, late));
    await dropEmptyMonths(deps, Math.max(...dates.map((date) => Date.parse(date))) + MONTH);
  }

  return {
    async erasableDays(erasure) {
      const { from, to, condition, values } = erasedRowsOf(erasure);
      const bound = [erasure.siteId, encodeInstant(from), encodeInstant(to), ...values];
      try {
        // On a writer's connection: reports may hold the readers' for long.
        const { rows } = await writes.transaction(begins.write, (client) =>
          client.query<{ date: string; rows: string }>(erasableDays(condition), bound),
        );
        return rows.map(({ date, rows: count }) => ({ date, rows: Number(count) }));
      } catch (error) {
        throw asQueryError(error);
      }
    },
    async eraseEvents(erasure, dates) {
      if (dates.length === 0) return;
      try {
        await eraseDates(erasure, dates);
      } catch (error) {
        throw asQueryError(error);
      }
    },
  };
}
