import type { Event } from "../event/event.ts";

/** What of a site is erased: the events of a period, or those of a person. */
export type ErasedPart =
  | {
      readonly kind: "period";
      /** Dates of the site's zone as it was at the request, `2026-03-10`, both included. */
      readonly firstDay: string;
      readonly lastDay: string;
      /** The same as epoch ms, inclusive and exclusive. */
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: "user";
      /** Keyed hash of the client's own user id, as events have it. Nothing else is kept of the id. */
      readonly userHash: string;
    };

/** Which events an erasure covers. It concerns the past: what is sent after the request is counted. */
export interface ErasureScope {
  readonly siteId: number;
  readonly part: ErasedPart;
  /** Epoch ms. */
  readonly requestedAt: number;
}

/** A request to erase a part of a site's events, and how far it came. Kept as long as the site. */
export interface Erasure extends ErasureScope {
  readonly id: number;
  /** When none of its events was left in the event store for the first time; null before. Epoch ms. */
  readonly erasedAt: number | null;
  /** When nothing was left and nothing more could arrive; null before. Epoch ms. */
  readonly doneAt: number | null;
  /** Rows erased so far, or about to be, by UTC date. Empty once it is done. */
  readonly days: Readonly<Record<string, number>>;
  /** Rows erased so far, or about to be. */
  readonly rows: number;
}

type Timed = Pick<Event, "siteId" | "timestamp" | "receivedAt" | "userId">;

/**
 * Whether an erasure covers an event, as the event stores decide it too. Of a period: what was received until the
 * request. Of a person: what was received or happened until then, so that an import of old events, whenever it runs,
 * brings nothing back.
 */
export function isErased({ siteId, part, requestedAt }: ErasureScope, event: Timed): boolean {
  if (event.siteId !== siteId) return false;
  if (part.kind === "period")
    return event.timestamp >= part.from && event.timestamp < part.to && event.receivedAt <= requestedAt;
  return event.userId === part.userHash && Math.min(event.timestamp, event.receivedAt) <= requestedAt;
}
