import { blankEnvelope, type Envelope } from "../../src/domain/event/envelope.ts";
import type { Event } from "../../src/domain/event/event.ts";

/** 2026-03-10, a Tuesday without a clock change anywhere. */
export const NOON = Date.parse("2026-03-10T12:00:00Z");

let made = 0;

/** A page view of `/` on site 1; every call has an id of its own. */
export function buildEnvelope(changes: Partial<Envelope> = {}): Envelope {
  made += 1;
  return {
    ...blankEnvelope(uuid(made), 1, NOON),
    visitorId: "1",
    hostname: "example.com",
    path: "/",
    ...changes,
  };
}

export function buildEvent(changes: Partial<Event> = {}): Event {
  return { ...buildEnvelope(changes), source: changes.source ?? "", channel: changes.channel ?? "" };
}

/** A UUID that says which number it was made of. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** Text that breaks naive quoting, escaping, framing and encoding. */
export const HOSTILE_TEXTS: readonly string[] = [
  "'",
  '"',
  "\\",
  "\\'",
  "\\\\",
  "a\nb",
  "a\r\nb",
  "a\tb",
  "\b\f\v",
  "\u2028\u2029",
  "\u00a0\ufeff",
  "👩‍👩‍👧 Ünïcödé 日本語",
  "\ud83d\ude00",
  "null",
  "\\N",
  "{site:UInt32}",
  "'); DROP TABLE millrace.events; --",
  "' OR '1'='1",
  "%27%20OR%201=1",
  "[1,2]",
  "','",
  "NaN",
  "(not set)",
  "__proto__",
  "constructor",
];
