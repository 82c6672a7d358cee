import { FIELD_LIST, type RecordFields } from "./event-fields.ts";

/**
 * An accepted event at rest in the queue. It has no field for an address or a raw User-Agent: those end
 * at intake. Empty strings and zeros mean unknown.
 */
export interface Envelope extends RecordFields {
  /** See QUEUE_FIELDS. On the way to the queue only: afterwards traceparentOf() reads it. */
  readonly traceparent?: string;
}

const EMPTY = Object.fromEntries(
  FIELD_LIST.filter(([, { at }]) => at !== null).map(([name, { empty }]) => [name, empty]),
) as unknown as Envelope;

/**
 * Returns a page view of which nothing else is known. Its time of receipt is its timestamp, so that importing it again
 * makes the same row.
 */
export function blankEnvelope(id: string, siteId: number, timestamp: number): Envelope {
  return { ...EMPTY, id, siteId, timestamp, receivedAt: timestamp };
}
