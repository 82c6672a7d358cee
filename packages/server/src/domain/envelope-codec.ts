import type { Agent, Envelope, Place, Revenue, Utm } from "./envelope.ts";

/**
 * The fields of an envelope by position, as records of format 1 keep them. Append only: a record written
 * before a field existed simply ends earlier, and the field takes its empty value.
 */
export type EncodedEnvelope = unknown[];

export function encodeEnvelope(envelope: Envelope): EncodedEnvelope {
  const { utm, place, agent } = envelope;
  return [
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
  };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
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
