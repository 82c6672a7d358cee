import type { Envelope } from "./envelope.ts";
import { FIELD_LIST, QUEUE_FIELDS } from "./event-fields.ts";
import { compileList, compileObject } from "./field-kinds.ts";

/**
 * The fields of an envelope by position, as records of format 1 keep them. Append-only: a record written before a field
 * existed ends earlier, and the field takes its empty value.
 */
export type EncodedEnvelope = unknown[];

/**
 * Number of fields that every record has. Of the fields after them, the empty ones at the end are left out, usually
 * nearly all.
 */
const ALWAYS = 21;

const FIELDS = FIELD_LIST.filter(([, { at }]) => at !== null).sort(
  ([, a], [, b]) => Number(a.at) - Number(b.at),
);
/** The fields after ALWAYS, the last one first. */
const LATER = FIELDS.slice(ALWAYS)
  .map(([name, { empty }]) => [name, empty] as const)
  .reverse();

const writers = FIELDS.map(([name, { toRecord }]) => [name, toRecord] as const);
const toShortList = compileList<Envelope>(writers.slice(0, ALWAYS));
const toList = compileList<Envelope>(writers);
const fromList = compileObject<Envelope>(
  FIELDS.map(([name, { fromRecord }], at) => [name, (list, place) => fromRecord(list[place]), at]),
);

export function encodeEnvelope(envelope: Envelope): EncodedEnvelope {
  const { traceparent } = envelope;
  if (traceparent !== undefined) return toList(envelope).concat(traceparent);
  let length = FIELDS.length;
  for (const [name, empty] of LATER) {
    if (envelope[name as keyof Envelope] !== empty) return toList(envelope).slice(0, length);
    length -= 1;
  }
  return toShortList(envelope);
}

/** Throws a TypeError that names the fault when the fields cannot be an envelope. */
export function decodeEnvelope(fields: EncodedEnvelope): Envelope {
  if (!Array.isArray(fields) || fields.length < 8)
    throw new TypeError("an envelope must be a list of at least 8 fields");
  return fromList(fields, 0);
}

/** Returns the trace context of an event that is followed; null: it is not. */
export function traceparentOf(fields: EncodedEnvelope): string | null {
  const found = fields[QUEUE_FIELDS.traceparent.at];
  return typeof found === "string" ? found : null;
}
