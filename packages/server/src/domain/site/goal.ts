import { LIMITS } from "@millrace/protocol";
import { BadRequest } from "../errors.ts";

/** What a site wants its visitors to do. */
export interface Goal {
  readonly id: number;
  readonly siteId: number;
  /** Unique in its site. */
  readonly name: string;
  /** Met by events of this name; null: by page views. */
  readonly event: string | null;
  /** Met on pages whose path fits this pattern (see pagePatternToRegex); null: on any. */
  readonly page: string | null;
}

/** A goal before it is stored, with at least one of `event` and `page`. */
export type NewGoal = Omit<Goal, "id" | "siteId">;

/** A goal as it is given: missing parts are null or undefined. */
export interface GoalInput {
  readonly name?: string | null | undefined;
  readonly event?: string | null | undefined;
  readonly page?: string | null | undefined;
}

export const MAX_GOALS_PER_SITE = 100;
export const MAX_NAME_LENGTH = 120;
/** Each wildcard makes matching every path slower. */
export const MAX_WILDCARDS = 20;

/** Fills in a missing name: the event's, or `Visit <page>`. Throws BadRequest with the part at fault. */
export function completeGoal({ name, event, page }: GoalInput): NewGoal {
  checkLength("event", event, LIMITS.eventName);
  checkLength("page", page, LIMITS.path);
  if (countWildcards(page ?? "") > MAX_WILDCARDS)
    throw new BadRequest(`page may have at most ${MAX_WILDCARDS} wildcards`);
  const byDefault = event ?? (page == null ? null : `Visit ${page}`);
  if (byDefault === null) throw new BadRequest("a goal needs an event, a page, or both");
  if (name == null && byDefault.length > MAX_NAME_LENGTH)
    throw new BadRequest("name is required: this page is too long to serve as one");
  checkLength("name", name, MAX_NAME_LENGTH);
  return { name: name ?? byDefault, event: event ?? null, page: page ?? null };
}

export const countWildcards = (pattern: string): number => pattern.match(/\*+/g)?.length ?? 0;

/** Throws BadRequest for a text that is present and too short or too long. */
export function checkLength(what: string, text: string | null | undefined, max: number): void {
  if (text == null || (text.length > 0 && text.length <= max)) return;
  throw new BadRequest(`${what} must have 1 to ${max} characters`);
}

/**
 * Returns a page pattern as an anchored regular expression that means the same to RE2 (ClickHouse), PostgreSQL and
 * JavaScript with the flag s (where many wildcards may take for ever): `*` is anything within one segment of a path,
 * `**` anything at all, and all other text matches itself.
 */
export function pagePatternToRegex(pattern: string): string {
  const parts = pattern.match(/\*+|[^*]+/g) ?? [];
  return `^${parts.map((part) => (part.startsWith("*") ? wildcard(part) : escapeRegex(part))).join("")}$`;
}

const wildcard = (stars: string): string => (stars.length === 1 ? "[^/]*" : ".*");

/** Returns `text` as a regular expression that matches it literally. */
export const escapeRegex = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
