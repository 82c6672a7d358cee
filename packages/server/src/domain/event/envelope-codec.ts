import type { Agent, Envelope, Place, Revenue, Utm } from "./envelope.ts";

/**
 * The fields of an envelope by position, as records of format 1 keep them. Append only: a record written
 * before a field existed simply ends earlier, and the field takes its empty value.
 */
export type EncodedEnvelope = unknown[];

export function encodeEnvelope(envelope: Envelope): EncodedEnvelope {
  const { utm, place, agent } = envelope;
  const fields = [
    envelope.id,
    envelope.siteId,
    envelope.visitorId,
    envelope.userId,
    envelope.name,
    envelope.timestamp,
    envelope.receivedAt,
    envelope.count,
    envelope.clamped ? 1 : 0,
    envelope.hostname,
    envelope.path,
    envelope.title,
    envelope.referrer,
    [utm.source, utm.medium, utm.campaign, utm.content, utm.term],
    [place.country, place.region, place.city],
    [agent.browser, agent.browserVersion, agent.os, agent.osVersion, agent.device],
    envelope.screen,
    envelope.language,
    envelope.timezone,
    envelope.props,
    envelope.revenue === null ? null : [envelope.revenue.amount, envelope.revenue.currency],
  ];
  if (hasLaterFields(envelope)) {
    fields.push(
      envelope.previousVisitorId,
      envelope.clickId,
      envelope.engagedMs,
      envelope.scrollDepth,
      envelope.interactive ? 1 : 0,
    );
  }
  return fields;
}

/** Most events have none of them: their records end earlier, like those of before. */
function hasLaterFields(envelope: Envelope): boolean {
  return (
    !envelope.interactive ||
    envelope.engagedMs > 0 ||
    envelope.scrollDepth > 0 ||
    envelope.clickId !== "" ||
    envelope.previousVisitorId !== "0"
  );
}

/** Throws a TypeError that names the fault when the fields cannot be an envelope. */
export function decodeEnvelope(fields: EncodedEnvelope): Envelope {
  if (!Array.isArray(fields) || fields.length < 8)
    throw new TypeError("an envelope is a list of at least 8 fields");
  const id = fields[0];
  const siteId = fields[1];
  if (typeof id !== "string" || id.length !== 36) throw new TypeError("an envelope's id is a UUID");
  if (!Number.isSafeInteger(siteId)) throw new TypeError("an envelope's siteId is an integer");
  return {
    id,
    siteId: siteId as number,
    visitorId: text(fields[2]) || "0",
    userId: text(fields[3]) || "0",
    name: text(fields[4]),
    timestamp: epochMs(fields[5], "timestamp"),
    receivedAt: epochMs(fields[6], "receivedAt"),
    count: typeof fields[7] === "number" ? fields[7] : 1,
    clamped: fields[8] === 1,
    hostname: text(fields[9]),
    path: text(fields[10]),
    title: text(fields[11]),
    referrer: text(fields[12]),
    utm: decodeUtm(list(fields[13])),
    place: decodePlace(list(fields[14])),
    agent: decodeAgent(list(fields[15])),
    screen: text(fields[16]),
    language: text(fields[17]),
    timezone: text(fields[18]),
    props: (fields[19] ?? {}) as Record<string, string>,
    revenue: decodeRevenue(fields[20]),
    previousVisitorId: text(fields[21]) || "0",
    clickId: text(fields[22]),
    engagedMs: number(fields[23]),
    scrollDepth: number(fields[24]),
    interactive: fields[25] !== 0,
  };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" ? value : 0);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function epochMs(value: unknown, field: string): number {
  if (!Number.isSafeInteger(value)) throw new TypeError(`an envelope's ${field} is epoch milliseconds`);
  return value as number;
}

function decodeUtm(fields: unknown[]): Utm {
  return {
    source: text(fields[0]),
    medium: text(fields[1]),
    campaign: text(fields[2]),
    content: text(fields[3]),
    term: text(fields[4]),
  };
}

function decodePlace(fields: unknown[]): Place {
  return { country: text(fields[0]), region: text(fields[1]), city: text(fields[2]) };
}

function decodeAgent(fields: unknown[]): Agent {
  return {
    browser: text(fields[0]),
    browserVersion: text(fields[1]),
    os: text(fields[2]),
    osVersion: text(fields[3]),
    device: text(fields[4]),
  };
}

function decodeRevenue(value: unknown): Revenue | null {
  return Array.isArray(value) ? { amount: text(value[0]), currency: text(value[1]) } : null;
}
