import { LIMITS } from "@millrace/protocol";
import { EMPTY_PAYLOAD, type Payload } from "../../domain/event/payload.ts";
import { parseIsoTimestamp } from "../../domain/event/timestamp.ts";
import type { TakeIn } from "../../pipeline/intake.ts";
import { readJson } from "../serve/body.ts";
import { eventNameOf } from "../serve/event-name.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { SITE_EVENTS } from "./endpoints.ts";

const RECEIVED = { success: true, message: "Event received and queued for processing" };

/** Creates the door for one event. */
export const createSiteEventHandlers = (takeIn: TakeIn): Handlers<typeof SITE_EVENTS, "ingest"> => ({
  async takeEvent({ body, sender }) {
    const details: string[] = [];
    const payload = readEvent(readJson(body), details);
    if (details.length > 0) return { status: 400, body: validationFailed(details) };
    const results = await takeIn([payload], sender);
    if (results[0]?.dropped === "too_old") {
      return { status: 400, body: validationFailed(["timestamp is older than the site keeps events"]) };
    }
    return { status: 202, body: RECEIVED, results };
  },
});

const validationFailed = (details: readonly string[]) => ({
  success: false,
  error: "Validation failed",
  details,
});

/** Reads one event of this API; adds every fault to `details`. */
export function readEvent(body: unknown, details: string[]): Payload {
  const event = (typeof body === "object" && body !== null && !Array.isArray(body) ? body : {}) as Record<
    string,
    unknown
  >;
  const site = requiredText(event.site_id, "site_id", LIMITS.site, details);
  const type = requiredText(event.event_type, "event_type", LIMITS.eventName, details);
  const timestamp = requiredTimestamp(event.timestamp, details);
  return {
    ...EMPTY_PAYLOAD,
    site,
    name: eventNameOf(type),
    timestamp,
    path: optionalText(event.path, "path", LIMITS.path, details),
    userId: optionalText(event.user_id, "user_id", LIMITS.userId, details),
    actor: "server",
  };
}

function requiredText(value: unknown, field: string, limit: number, details: string[]): string {
  if (typeof value !== "string" || value === "") {
    details.push(`${field} is required and must be a string`);
    return "";
  }
  return withinLimit(value, field, limit, details);
}

function requiredTimestamp(value: unknown, details: string[]): number | null {
  if (typeof value !== "string" || value === "") {
    details.push("timestamp is required and must be a string");
    return null;
  }
  const at = parseIsoTimestamp(value);
  if (at === null || at < 0) details.push("timestamp must be a valid ISO 8601 date string");
  return at;
}

function optionalText(value: unknown, field: string, limit: number, details: string[]): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") {
    details.push(`${field} must be a string`);
    return "";
  }
  return withinLimit(value, field, limit, details);
}

function withinLimit(value: string, field: string, limit: number, details: string[]): string {
  if (value.length > limit) details.push(`${field} must be at most ${limit} characters`);
  return value.toWellFormed();
}
