import { LIMITS } from "@millrace/protocol";
import { EMPTY_PAYLOAD, type Payload } from "../../domain/event/payload.ts";
import { parseIsoTimestamp } from "../../domain/event/timestamp.ts";
import { PAGE_VIEWS_SITE } from "../../domain/site/site.ts";
import type { IntakeResult, TakeIn } from "../../pipeline/intake.ts";
import { BodyFault, readJson } from "../serve/body.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { PAGE_COUNTS } from "./endpoints.ts";

const MAX_COUNT = 1_000_000_000;
const SUCCESS = { success: true };

/** Creates the doors for page views counted by their sender, without a visitor. */
export const createPageViewHandlers = (takeIn: TakeIn): Handlers<typeof PAGE_COUNTS, "ingest"> => ({
  async takeSingle({ body, sender }) {
    const payload = readSingle(readJson(body));
    const results = await takeIn([payload], sender);
    refuseTooOld(results, [payload]);
    return { status: 200, body: SUCCESS, results };
  },

  async takeMulti({ body, sender }) {
    const results = await takeIn(readMulti(readJson(body)), sender);
    return { status: 200, body: SUCCESS, results };
  },
});

function readSingle(body: unknown): Payload {
  if (!isRecord(body)) throw new BodyFault(400, "the body must be an object with page and timestamp");
  const page = pageName(body.page, "page");
  return countedView(
    page,
    timestampOf(body.timestamp, () => "timestamp"),
    1,
  );
}

function readMulti(body: unknown): Payload[] {
  if (!isRecord(body)) throw new BodyFault(400, "the body must be an object of pages");
  const views: Payload[] = [];
  for (const [name, counts] of Object.entries(body)) {
    const page = pageName(name, "page");
    if (!isRecord(counts))
      throw new BodyFault(400, `${shown(page)} must be an object of timestamps and counts`);
    for (const [key, count] of Object.entries(counts)) {
      const at = timestampOf(key, () => `timestamp ${shown(key)} of ${shown(page)}`);
      const times = countOf(count, () => `count of ${shown(page)} at ${shown(key)}`);
      if (times > 0) views.push(countedView(page, at, times));
    }
  }
  if (views.length > LIMITS.eventsPerRequest) {
    throw new BodyFault(400, `a request holds at most ${LIMITS.eventsPerRequest} counts`);
  }
  return views;
}

function countedView(page: string, timestamp: number, count: number): Payload {
  return { ...EMPTY_PAYLOAD, site: PAGE_VIEWS_SITE, path: page, timestamp, count, actor: "nobody" };
}

function pageName(value: unknown, field: string): string {
  if (typeof value !== "string" || value === "")
    throw new BodyFault(400, `${field} is required and must be a string`);
  if (value.length > LIMITS.path)
    throw new BodyFault(400, `${field} must be at most ${LIMITS.path} characters`);
  return value.toWellFormed();
}

function timestampOf(value: unknown, what: () => string): number {
  if (typeof value !== "string") throw new BodyFault(400, `${what()} is required and must be a string`);
  // The second form is an hour's key in UTC: 2025-07-16_10:00.
  const at = parseIsoTimestamp(value.replace(/^(\d{4}-\d{2}-\d{2})_(\d{2}:\d{2})$/, "$1T$2Z"));
  if (at === null || at < 0) throw new BodyFault(400, `${what()} must be ISO 8601 or YYYY-MM-DD_HH:MM`);
  return at;
}

function countOf(value: unknown, what: () => string): number {
  const valid = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT;
  if (!valid) throw new BodyFault(400, `${what()} must be an integer from 0 to ${MAX_COUNT}`);
  return value;
}

function refuseTooOld(results: readonly IntakeResult[], payloads: readonly Payload[]): void {
  const index = results.findIndex(({ dropped }) => dropped === "too_old");
  const payload = payloads[index];
  if (payload === undefined) return;
  throw new BodyFault(400, `timestamp of ${shown(payload.path)} is older than page views are kept`);
}

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
