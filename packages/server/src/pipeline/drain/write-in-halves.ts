import { RowsRefused } from "../../domain/errors.ts";
import type { Event } from "../../domain/event/event.ts";

/** Attempts at a single refused row before it becomes a dead letter. */
const POISON_ATTEMPTS = 5;

/** Writes events under a token, in one piece. Throws what EventStore.insert throws. */
export type Insert = (events: readonly Event[], token: string) => Promise<void>;

/** A row that the store rejects, with its place in the batch. */
export interface RefusedRow {
  readonly index: number;
  readonly attempts: number;
  readonly firstError: string;
  readonly lastError: string;
}

/** Which rows the store rejected together, by their range. Durable, so that it outlives a crash between the halves. */
export interface Cuts {
  has(range: string): boolean;
  add(range: string): Promise<void>;
}

/**
 * Writes rows that were rejected together in halves, until each rejected row stands alone; every other row is written.
 * Rows that were cut apart once stay apart, so that a replay writes nothing twice, whatever the store accepts then.
 * Throws StoreUnavailable: call again with the same events, token and cuts, and an `insert` that writes only missing
 * rows.
 */
export async function writeInHalves(
  insert: Insert,
  events: readonly Event[],
  token: string,
  cuts: Cuts,
  offset = 0,
): Promise<RefusedRow[]> {
  const middle = Math.ceil(events.length / 2);
  return [
    ...(await writePart(insert, events.slice(0, middle), token, cuts, offset)),
    ...(await writePart(insert, events.slice(middle), token, cuts, offset + middle)),
  ];
}

async function writePart(
  insert: Insert,
  events: readonly Event[],
  token: string,
  cuts: Cuts,
  offset: number,
): Promise<RefusedRow[]> {
  if (events.length === 0) return [];
  const range = `${offset}-${offset + events.length - 1}`;
  if (events.length === 1) return writeAlone(insert, events, `${token}/${range}`, offset);
  if (!cuts.has(range)) {
    try {
      await insert(events, `${token}/${range}`);
      return [];
    } catch (error) {
      if (!(error instanceof RowsRefused)) throw error;
      await cuts.add(range);
    }
  }
  return writeInHalves(insert, events, token, cuts, offset);
}

async function writeAlone(
  insert: Insert,
  event: readonly Event[],
  token: string,
  index: number,
): Promise<RefusedRow[]> {
  const errors: string[] = [];
  while (errors.length < POISON_ATTEMPTS) {
    try {
      await insert(event, token);
      return [];
    } catch (error) {
      if (!(error instanceof RowsRefused)) throw error;
      errors.push(error.message);
    }
  }
  return [{ index, attempts: errors.length, firstError: errors[0] ?? "", lastError: errors.at(-1) ?? "" }];
}
