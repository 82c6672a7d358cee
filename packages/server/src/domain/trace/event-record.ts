import { DROP_REASONS } from "@millrace/protocol";
import type { EventTrace } from "./trace-facts.ts";

/**
 * The layout of one event's record, in bytes. The texts are id, door, site, name and page, separated by NUL, so that one
 * call writes them all: each costs as much as all numbers. The page is last, and cut where the record ends.
 *   0 version, 1 outcome, 2 reason, 3 bytes of text, 4 site id, 8 received at, 16 ms of intake, 20 ms of the queue,
 *   24 partition, 28 position, 36 texts
 */
export const EVENT_RECORD_BYTES = 224;
const VERSION = 2;
const OUTCOMES: readonly EventTrace["outcome"][] = ["ok", "duplicate", "dropped"];
const TEXT = 36;
/** Characters of a door, a site and a name that are kept. */
const MOST_OF_TEXT = 40;

/** Writes a record at an offset. Called for every event: no object, no copy. */
export function writeEventRecord(bytes: Buffer, at: number, trace: EventTrace): void {
  bytes[at] = VERSION;
  bytes[at + 1] = OUTCOMES.indexOf(trace.outcome);
  bytes[at + 2] = trace.reason === null ? 0 : DROP_REASONS.indexOf(trace.reason) + 1;
  bytes.writeUInt32LE(trace.siteId, at + 4);
  bytes.writeDoubleLE(trace.receivedAt, at + 8);
  bytes.writeFloatLE(trace.intakeMs, at + 16);
  bytes.writeFloatLE(trace.queueMs, at + 20);
  bytes.writeUInt32LE(trace.partition, at + 24);
  bytes.writeDoubleLE(trace.position, at + 28);
  const text = `${trace.id}\0${cut(trace.door)}\0${cut(trace.site)}\0${cut(trace.name)}\0${trace.page}`;
  // A character that does not fit is left out whole.
  bytes[at + 3] = bytes.write(text, at + TEXT, EVENT_RECORD_BYTES - TEXT);
}

/** Returns null where there is no record, or one of another version. */
export function readEventRecord(bytes: Buffer, at: number): EventTrace | null {
  const outcome = OUTCOMES[bytes[at + 1] ?? 255];
  if (bytes[at] !== VERSION || outcome === undefined) return null;
  const text = bytes.toString("utf8", at + TEXT, at + TEXT + (bytes[at + 3] ?? 0));
  const [id = "", door = "", site = "", name = "", ...page] = text.split("\0");
  return {
    outcome,
    reason: DROP_REASONS[(bytes[at + 2] ?? 0) - 1] ?? null,
    siteId: bytes.readUInt32LE(at + 4),
    receivedAt: bytes.readDoubleLE(at + 8),
    intakeMs: bytes.readFloatLE(at + 16),
    queueMs: bytes.readFloatLE(at + 20),
    partition: bytes.readUInt32LE(at + 24),
    position: bytes.readDoubleLE(at + 28),
    id,
    door,
    site,
    name,
    page: page.join(""),
    followed: null,
  };
}

/** Returns the offsets of the records with an event id. */
export function recordsOfEvent(bytes: Buffer, id: string): number[] {
  const wanted = Buffer.from(`${id}\0`);
  const found: number[] = [];
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1))
    if (at % EVENT_RECORD_BYTES === TEXT) found.push(at - TEXT);
  return found;
}

/** Returns the offsets of the records with a position in a range, both ends included. */
export function recordsInRange(bytes: Buffer, partition: number, first: number, last: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at += EVENT_RECORD_BYTES) {
    const position = bytes.readDoubleLE(at + 28);
    if (position >= first && position <= last && bytes.readUInt32LE(at + 24) === partition) found.push(at);
  }
  return found;
}

const cut = (text: string): string => (text.length > MOST_OF_TEXT ? text.slice(0, MOST_OF_TEXT) : text);
