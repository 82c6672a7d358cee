import { LIMITS } from "@millrace/protocol";
import { EMPTY_PAYLOAD, type Payload } from "../../domain/event/payload.ts";
import { parseIsoTimestamp } from "../../domain/event/timestamp.ts";
import type { TakeIn } from "../../pipeline/intake.ts";
import { readJson } from "../serve/body.ts";
import { eventNameOf } from "../serve/event-name.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { EVENT_STREAM } from "./endpoints.ts";

const KEYS = ["site_id", "event_type", "path", "user_id", "timestamp"] as const;

/** Creates the door for one event, with strict checks and a queue position in the reply. */
export const createStreamEventHandlers = (takeIn: TakeIn): Handlers<typeof EVENT_STREAM, "ingest"> => ({
  async takeEvent({ body, sender }) {
    const faults: string[] = [];
    const payload = readEvent(readJson(body), faults);
    if (faults.length > 0) return { status: 400, body: { error: faults } };
    const results = await takeIn([payload], sender);
    const [result] = results;
    if (result?.dropped === "too_old") {
      return { status: 400, body: { error: ['"timestamp" is older than the site keeps events'] } };
    }
    const position = result?.dropped === null ? result.accepted.position : 0;
    const queuedId = `${sender.receivedAt}-${position}`;
    return { status: 200, body: { success: true, queued_id: queuedId }, results };
  },
});

function readEvent(body: unknown, faults: string[]): Payload {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    faults.push('"value" must be of type object');
    return { ...EMPTY_PAYLOAD, site: "" };
  }
  const event = body as Record<string, unknown>;
  const site = requiredText(event, "site_id", LIMITS.site, faults);
  const type = requiredText(event, "event_type", LIMITS.eventName, faults);
  const path = requiredText(event, "path", LIMITS.path, faults);
  const userId = optionalText(event.user_id, "user_id", LIMITS.userId, faults);
  const timestamp = requiredTimestamp(event.timestamp, faults);
  for (const key of Object.keys(event)) {
    if (!(KEYS as readonly string[]).includes(key)) faults.push(`"${key.slice(0, 100)}" is not allowed`);
  }
  return { ...EMPTY_PAYLOAD, site, name: eventNameOf(type), path, userId, timestamp, actor: "server" };
}

function requiredText(event: Record<string, unknown>, key: string, limit: number, faults: string[]): string {
  const value = event[key];
  if (value === undefined) faults.push(`"${key}" is required`);
  else if (typeof value !== "string") faults.push(`"${key}" must be a string`);
  else if (value === "") faults.push(`"${key}" is not allowed to be empty`);
  else return withinLimit(value, key, limit, faults);
  return "";
}

function optionalText(value: unknown, key: string, limit: number, faults: string[]): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return withinLimit(value, key, limit, faults);
  faults.push(`"${key}" must be a string`);
  return "";
}

function requiredTimestamp(value: unknown, faults: string[]): number | null {
  if (value === undefined) {
    faults.push('"timestamp" is required');
    return null;
  }
  const at = typeof value === "string" ? parseIsoTimestamp(value) : null;
  if (at === null || at < 0) faults.push('"timestamp" must be in ISO 8601 date format');
  return at;
}

function withinLimit(value: string, key: string, limit: number, faults: string[]): string {
  if (value.length > limit)
    faults.push(`"${key}" length must be less than or equal to ${limit} characters long`);
  return value.toWellFormed();
}
