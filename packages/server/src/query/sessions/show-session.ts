import type { SessionInfo } from "@millrace/protocol";
import { zonedIso } from "../../domain/time-zone/zoned-time.ts";
import type { Session, SessionKey } from "../../ports/event-store.ts";

/** Returns a session as replies show it, its instants in the site's zone. */
export function showSession(session: Session, zone: string): SessionInfo {
  const { visitorId, startedAt, endedAt, seconds, pageviews, events, isBounce, facts } = session;
  return {
    id: `${visitorId}-${startedAt}`,
    started_at: zonedIso(zone, startedAt),
    ended_at: zonedIso(zone, endedAt),
    duration: seconds,
    pageviews,
    events,
    is_bounce: isBounce,
    ...facts,
  };
}

const LARGEST_VISITOR = 2n ** 64n - 1n;

/** Returns the session key in an id; null for text that is not a valid id. */
export function sessionKeyOf(id: string): SessionKey | null {
  // No instant after the year 2286 fits, beyond what is stored.
  const [, visitorId = "", startedAt = ""] = /^([1-9]\d{0,19})-(0|[1-9]\d{0,12})$/.exec(id) ?? [];
  if (visitorId === "" || BigInt(visitorId) > LARGEST_VISITOR) return null;
  return { visitorId, startedAt: Number(startedAt) };
}
