import type { ClickHouseClient } from "@clickhouse/client";
import { StoreUnavailable } from "../../../domain/errors.ts";
import type { Event } from "../../../domain/event/event.ts";
import { asInsertError } from "./errors.ts";

/** Each stands for a crash or a failed rename in the same batch; more mean that the store only says yes. */
const MAX_REPAIRS = 1000;

export interface RepairDeps {
  readonly client: ClickHouseClient;
  /** Those of the events that are not stored. */
  missingOf(events: readonly Event[]): Promise<readonly Event[]>;
  insert(events: readonly Event[], token: string): Promise<void>;
}

/**
 * Brings events back that the store does not have though it says yes to their token. ClickHouse notes a token before it
 * moves the part to its place: stopped in between, by a kill or an error, it knows the token and has no rows.
 * The tokens that follow are the same in every attempt, so that a repair whose reply was lost, and which may arrive at
 * any time, meets its own token (ADR 8). Called after an insert under the token was said to be done. Throws like insert.
 */
export function createRepair({ client, missingOf, insert }: RepairDeps) {
  return async function repair(events: readonly Event[], token: string): Promise<void> {
    for (let attempt = 1; attempt <= MAX_REPAIRS; attempt++) {
      // In this order: whoever noted the token has moved its part by the time it is gone from the list.
      await refuseRunning(client, token);
      const lacking = await missingOf(events);
      if (lacking.length === 0) return;
      await insert(lacking, `${token}/repair-${attempt}`);
    }
    throw new StoreUnavailable(
      `[events:clickhouse] the store reports the batch ${token} as written but does not have it: check its log and its disk`,
    );
  };
}

/** An insert under the token that is still between its two steps would look like one that lost its rows. */
async function refuseRunning(client: ClickHouseClient, token: string): Promise<void> {
  let running: number;
  try {
    const result = await client.query({
      query: `SELECT count() FROM system.processes WHERE query_kind = 'Insert'
        AND (position(query, {whole:String}) > 0 OR position(query, {part:String}) > 0)`,
      query_params: { whole: `'${token}'`, part: `'${token}/` },
      format: "JSONCompactEachRow",
    });
    running = Number((await result.json<[string]>())[0]?.[0]);
  } catch (error) {
    throw asInsertError(error);
  }
  if (running === 0) return;
  throw new StoreUnavailable(
    `[events:clickhouse] an earlier insert of the batch ${token} is still running, waiting for it`,
  );
}
