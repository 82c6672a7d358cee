import { DROP_REASONS } from "@millrace/protocol";
import type { EventTrace } from "./trace-facts.ts";

/**
 * The layout of one event's record, in bytes. Texts are preceded by their length and cut where their room ends.
 *   0 version, 1 outcome, 2 reason, 4 site id, 8 received at, 16 ms of intake, 20 ms of the queue, 24 partition,
 *   28 position, 36 id, 73 door, 96 site, 136 name, 164 page
 */
export const EVENT_RECORD_BYTES = 224;
const VERSION = 1;
const OUTCOMES: readonly EventTrace["outcome"][] = ["ok", "duplicate", "dropped"];
const [ID, DOOR, SITE, NAME, PAGE] = [36, 73, 96, 136, 164] as const;

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
  writeText(bytes, at + ID, at + DOOR, trace.id);
  writeText(bytes, at + DOOR, at + SITE, trace.door);
  writeText(bytes, at + SITE, at + NAME, trace.site);
  writeText(bytes, at + NAME, at + PAGE, trace.name);
  writeText(bytes, at + PAGE, at + EVENT_RECORD_BYTES, trace.page);
}

/** Returns null where there is no record, or one of another version. */
export function readEventRecord(bytes: Buffer, at: number): EventTrace | null {
  const outcome = OUTCOMES[bytes[at + 1] ?? 255];
  if (bytes[at] !== VERSION || outcome === undefined) return null;
  return {
    outcome,
    reason: DROP_REASONS[(bytes[at + 2] ?? 0) - 1] ?? null,
    siteId: bytes.readUInt32LE(at + 4),
    receivedAt: bytes.readDoubleLE(at + 8),
    intakeMs: bytes.readFloatLE(at + 16),
    queueMs: bytes.readFloatLE(at + 20),
    partition: bytes.readUInt32LE(at + 24),
    position: bytes.readDoubleLE(at + 28),
    id: readText(bytes, at + ID),
    door: readText(bytes, at + DOOR),
    site: readText(bytes, at + SITE),
    name: readText(bytes, at + NAME),
    page: readText(bytes, at + PAGE),
  };
}

/** Returns the offsets of the records with an event id. */
export function recordsOfEvent(bytes: Buffer, id: string): number[] {
  const wanted = Buffer.from(`$${id}`);
  wanted[0] = id.length;
  const found: number[] = [];
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1))
    if (at % EVENT_RECORD_BYTES === ID) found.push(at - ID);
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

/** A character that does not fit is left out whole. */
function writeText(bytes: Buffer, at: number, end: number, text: string): void {
  bytes[at] = bytes.write(text, at + 1, end - at - 1);
}

function readText(bytes: Buffer, at: number): string {
  return bytes.toString("utf8", at + 1, at + 1 + (bytes[at] ?? 0));
}
