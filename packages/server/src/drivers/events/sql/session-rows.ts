import {
  SESSION_FACTS,
  type Session,
  type SessionEvent,
  type SessionFact,
} from "../../../ports/event-store.ts";

/** Columns of a session before its facts. */
const NUMBERS = 7;

export function readSessionRow(row: readonly unknown[]): Session {
  const [visitorId, startedAt, endedAt, seconds, pageviews, events, isBounce] = row;
  const facts = SESSION_FACTS.map((name, index): [SessionFact, string] => [
    name,
    String(row[NUMBERS + index]),
  ]);
  return {
    visitorId: String(visitorId),
    startedAt: Number(startedAt),
    endedAt: Number(endedAt),
    seconds: Number(seconds),
    pageviews: Number(pageviews),
    events: Number(events),
    isBounce: Number(isBounce) === 1,
    facts: Object.fromEntries(facts) as Record<SessionFact, string>,
  };
}

/** The event that stands behind its session in a row. */
export function readStepRow(row: readonly unknown[]): SessionEvent {
  const [timestamp, name, hostname, path, props, engagedMs, scrollDepth, amount, currency] = row.slice(
    NUMBERS + SESSION_FACTS.length,
  );
  return {
    timestamp: Number(timestamp),
    name: String(name),
    hostname: String(hostname),
    path: String(path),
    props: props as Record<string, string>,
    engagedMs: Number(engagedMs),
    scrollDepth: Number(scrollDepth),
    revenue: currency === "" ? null : { amount: String(amount), currency: String(currency) },
  };
}
