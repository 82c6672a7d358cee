import { RowsRefused } from "../domain/errors.ts";
import type { Event } from "../domain/event.ts";
import type { EncodedRows, EventStore } from "../ports/event-store.ts";

/** How often a single refused row is tried before it is dead. */
const POISON_ATTEMPTS = 5;

/** A row that the store refuses, with its place in the batch. */
export interface RefusedRow {
  readonly index: number;
  readonly attempts: number;
  readonly firstError: string;
  readonly lastError: string;
}

/**
 * Writes rows in halves until those that the store refuses stand alone; every other row is written. The cuts
 * and their tokens depend on the rows alone, so that a replay after a crash writes nothing twice.
 * Throws StoreUnavailable: call again with the same rows and token.
 */
export async function writeInHalves(
  store: EventStore,
  events: readonly Event[],
  token: string,
  offset = 0,
): Promise<RefusedRow[]> {
  if (events.length === 0) return [];
  if (events.length === 1)
    return writeAlone(store, store.encode(events), `${token}/${offset}-${offset}`, offset);
  try {
    await store.insert(store.encode(events), `${token}/${offset}-${offset + events.length - 1}`);
    return [];
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error;
  }
  const middle = Math.ceil(events.length / 2);
  return [
    ...(await writeInHalves(store, events.slice(0, middle), token, offset)),
    ...(await writeInHalves(store, events.slice(middle), token, offset + middle)),
  ];
}

async function writeAlone(
  store: EventStore,
  row: EncodedRows,
  token: string,
  index: number,
): Promise<RefusedRow[]> {
  const errors: string[] = [];
  while (errors.length < POISON_ATTEMPTS) {
    try {
      await store.insert(row, token);
      return [];
    } catch (error) {
      if (!(error instanceof RowsRefused)) throw error;
      errors.push(error.message);
    }
  }
  return [{ index, attempts: errors.length, firstError: errors[0] ?? "", lastError: errors.at(-1) ?? "" }];
}
