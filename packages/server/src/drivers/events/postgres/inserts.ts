import { randomInt } from "node:crypto";
import type { ClientBase } from "pg";
import type { Event } from "../../../domain/event/event.ts";
import { HOUR } from "../../../domain/time.ts";
import type { EncodedRows, EventStore } from "../../../ports/event-store.ts";
import { lateDaysOf } from "../late-days.ts";
import type { EventStoreOptions } from "../options.ts";
import type { Beginnings } from "./beginnings.ts";
import type { Connections } from "./connections.ts";
import { asInsertError, canTryAgain } from "./errors.ts";
import { ADVISORY_LOCKS, lockShared } from "./locks.ts";
import { encodeRows } from "./rows.ts";
import { noteLate } from "./sealing.ts";
import { addToken, holdToken, missingOf, pruneTokens, writeBatch } from "./write-batch.ts";

export interface InsertsDeps {
  readonly writes: Connections;
  readonly begins: Beginnings;
  readonly options: Pick<EventStoreOptions, "guards" | "shards">;
}

interface Batch extends EncodedRows {
  readonly lateDays: readonly (readonly [number, string])[];
}

/** Attempts at one transaction that the server gave up for the sake of another. */
const ATTEMPTS = 5;
const PRUNE_EVERY_MS = HOUR;

/** Writes batches: one transaction has a batch, what is counted of it, its token and its late days. */
export function createInserts(deps: InsertsDeps): Pick<EventStore, "encode" | "insert" | "insertMissing"> {
  const { writes, begins, options } = deps;
  const { guards, shards } = options;
  let prunedAt = performance.now();

  const encode = (events: readonly Event[]): Batch => ({
    ...encodeRows(events),
    lateDays: lateDaysOf(events, Date.now()),
  });

  async function write(run: (client: ClientBase) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await writes.transaction(begins.write, async (client) => {
          await lockShared(client, ADVISORY_LOCKS.erasure);
          await run(client);
        });
      } catch (error) {
        if (attempt === ATTEMPTS || !canTryAgain(error)) throw asInsertError(error);
      }
    }
  }

  async function pruneNowAndThen(): Promise<void> {
    if (performance.now() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = performance.now();
    // The batch is written, whatever becomes of this: the next hour tries again.
    await writes.transaction(begins.write, pruneTokens).catch(() => {});
  }

  async function insert(encoded: EncodedRows, token: string): Promise<void> {
    if (encoded.count === 0) return;
    await write(async (client) => {
      if (guards.token && !(await addToken(client, token))) return;
      await writeBatch(client, encoded, token, randomInt(shards));
      await noteLate(client, (encoded as Batch).lateDays);
    });
    await pruneNowAndThen();
  }

  async function insertMissing(events: readonly Event[], token: string): Promise<void> {
    if (!guards.token || !guards.missingRows) return insert(encode(events), token);
    await write(async (client) => {
      await holdToken(client, token);
      const missing = await missingOf(client, events);
      if (missing.length === 0) return;
      await writeBatch(client, encodeRows(missing), token, randomInt(shards));
      await noteLate(client, lateDaysOf(missing, Date.now()));
    });
  }

  return { encode, insert, insertMissing };
}
