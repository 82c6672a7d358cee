import { type Fault, LIMITS, roundHalfAway } from "@millrace/protocol";
import type { Revenue } from "../../domain/event/facts.ts";
import type { Payload } from "../../domain/event/payload.ts";
import { parseIsoTimestamp } from "../../domain/event/timestamp.ts";
import { cutEncoded, cutText } from "../../domain/page/page-path.ts";
import { parseHttpUrl } from "../../domain/page/page-url.ts";
import { parseReferrer } from "../../domain/source/referrer.ts";
import { currentTimeZone } from "../../domain/time-zone/time-zone.ts";

const DECIMAL = /^-?\d{1,13}(?:\.\d{1,4})?$/;
const CURRENCY = /^[A-Z]{3}$/;
/** The end of the range that every DateTime64(3) can hold: 1970 to 2200. */
const MAX_EPOCH_MS = 7_258_118_400_000;

/**
 * Reads one event of the native API. Returns null and adds every fault to `faults` when it is invalid. Written by hand:
 * at 300 bytes a body a schema library takes longer than all the rest of the edge.
 */
export function validateEvent(value: unknown, index: number, faults: Fault[]): Payload | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    faults.push({ index, message: "an event must be a JSON object" });
    return null;
  }
  const before = faults.length;
  const event = value as Record<string, unknown>;
  const fault = (field: string, message: string) =>
    faults.push({ index, field, message: `${field} ${message}` });

  const site = text(event.site, "site", LIMITS.site, fault);
  if (site === "" && faults.length === before) fault("site", "is required");
  const url = absoluteUrl(event.url, fault);
  const path = text(event.path, "path", LIMITS.path, fault);
  if (isMissing(event.url) && isMissing(event.path)) fault("url", "or path is required");
  const payload: Payload = {
    site,
    name: text(event.name, "name", LIMITS.eventName, fault) || "pageview",
    url,
    previousUrl: reportedUrl(event.previous_url, "previous_url", fault),
    path,
    referrer: reportedUrl(event.referrer, "referrer", fault),
    title: filledIn(event.title, "title", LIMITS.title, fault),
    userId: text(event.user_id, "user_id", LIMITS.userId, fault),
    props: properties(event.props, fault),
    revenue: revenueOf(event.revenue ?? trackedRevenue(event.props), fault),
    timestamp: timestampOf(event.timestamp, fault),
    id: text(event.id, "id", LIMITS.eventId, fault) || null,
    screen: filledIn(event.screen, "screen", LIMITS.screen, fault),
    language: filledIn(event.language, "language", LIMITS.language, fault),
    timezone: currentTimeZone(filledIn(event.timezone, "timezone", LIMITS.timezone, fault)),
    count: 1,
    engagedMs: integer(event.engaged_ms, "engaged_ms", LIMITS.engagedMs, fault),
    scrollDepth: integer(event.scroll_depth, "scroll_depth", 100, fault),
    interactive: flag(event.interactive, "interactive", fault),
    userAgent: filledIn(event.user_agent, "user_agent", LIMITS.userAgent, fault),
    actor: "browser",
  };
  return faults.length === before ? payload : null;
}

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === "";

type AddFault = (field: string, message: string) => void;

/** Replaces lone surrogates by U+FFFD: no store can keep them. */
const wellFormed = (value: string): string => (value.isWellFormed() ? value : value.toWellFormed());

function string(value: unknown, field: string, fault: AddFault): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  fault(field, "must be a string");
  return "";
}

/** Cuts what a browser fills in by itself: nobody can make it shorter. */
function filledIn(value: unknown, field: string, limit: number, fault: AddFault): string {
  return wellFormed(cutText(string(value, field, fault), limit));
}

/** Refuses a text that a caller writes on purpose when it is too long. */
function text(value: unknown, field: string, limit: number, fault: AddFault): string {
  const given = string(value, field, fault);
  if (given.length > limit) {
    fault(field, `must be at most ${limit} characters`);
    return "";
  }
  return wellFormed(given);
}

function integer(value: unknown, field: string, most: number, fault: AddFault): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && value >= 0 && value <= most) return Math.round(value);
  fault(field, `must be a number from 0 to ${most}`);
  return 0;
}

function flag(value: unknown, field: string, fault: AddFault): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== "boolean") fault(field, "must be true or false");
  return value !== false;
}

function absoluteUrl(value: unknown, fault: AddFault): URL | null {
  const url = string(value, "url", fault);
  if (url === "") return null;
  const parsed = parseHttpUrl(cutEncoded(url, LIMITS.url));
  if (parsed === null) fault("url", "must be an absolute http or https URL");
  return parsed;
}

/**
 * Reads a URL that a browser reports from elsewhere. One that is neither a web address nor an app (about:) is no fault
 * of the page.
 */
function reportedUrl(value: unknown, field: string, fault: AddFault): URL | null {
  const url = string(value, field, fault);
  return url === "" ? null : parseReferrer(cutEncoded(url, LIMITS.url));
}

function timestampOf(value: unknown, fault: AddFault): number | null {
  if (value === undefined || value === null) return null;
  const at = typeof value === "string" ? parseIsoTimestamp(value) : value;
  if (typeof at === "number" && Number.isFinite(at) && at >= 0 && at <= MAX_EPOCH_MS) return Math.floor(at);
  fault("timestamp", "must be an ISO 8601 date-time or epoch milliseconds since 1970");
  return null;
}

function properties(value: unknown, fault: AddFault): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    fault("props", "must be an object");
    return {};
  }
  const entries = Object.entries(value).filter(([key, item]) => !isRevenue(key, item));
  if (entries.length > LIMITS.props) {
    fault("props", `must have at most ${LIMITS.props} keys`);
    return {};
  }
  // Object.fromEntries defines keys, so that "__proto__" is a key like any other.
  return Object.fromEntries(
    entries.map(([key, item]) => [propertyKey(key, fault), propertyValue(key, item, fault)]),
  );
}

function propertyKey(key: string, fault: AddFault): string {
  if (key === "" || key.length > LIMITS.propKey)
    fault("props", `keys must have 1 to ${LIMITS.propKey} characters`);
  return key.toWellFormed();
}

function propertyValue(key: string, value: unknown, fault: AddFault): string {
  const shown = key.slice(0, 40);
  if (value === null) return "";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string")
    fault("props", `value of ${JSON.stringify(shown)} must be text, a finite number or a boolean`);
  else if (value.length > LIMITS.propValue) {
    fault("props", `value of ${JSON.stringify(shown)} must be at most ${LIMITS.propValue} characters`);
  } else return value.toWellFormed();
  return "";
}

/**
 * Recognizes revenue among the properties, since the script has no field of its own for it: `millrace("purchase", {
 * revenue: { amount: 9, currency: "EUR" } })`.
 */
const isRevenue = (key: string, item: unknown): boolean =>
  key === "revenue" && typeof item === "object" && item !== null && !Array.isArray(item);

function trackedRevenue(props: unknown): unknown {
  const item = (props as { revenue?: unknown } | null | undefined)?.revenue;
  return isRevenue("revenue", item) ? item : undefined;
}

function revenueOf(value: unknown, fault: AddFault): Revenue | null {
  if (value === undefined || value === null) return null;
  const { amount, currency } = value as { amount?: unknown; currency?: unknown };
  const decimal = typeof amount === "number" ? decimalText(amount) : amount;
  if (typeof decimal !== "string" || !DECIMAL.test(decimal)) {
    fault("revenue", "amount must be a number with at most 13 digits and 4 decimals");
  } else if (typeof currency !== "string" || !CURRENCY.test(currency)) {
    fault("revenue", "currency must be an ISO 4217 code such as EUR");
  } else return { amount: decimal, currency };
  return null;
}

/** Rounds to the stored precision, since 0.1 + 0.2 is sent as 0.30000000000000004. */
function decimalText(amount: number): string {
  return Number.isFinite(amount) ? String(roundHalfAway(amount, 4)) : "";
}
