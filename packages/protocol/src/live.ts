/** An event as viewers see it, a moment after it was stored. */
export interface LiveEvent {
  /** Epoch ms. */
  readonly at: number;
  readonly name: string;
  readonly page: string;
  readonly source: string;
  /** ISO 3166-1 alpha-2, or "". */
  readonly country: string;
  readonly city: string;
  readonly device: string;
  readonly browser: string;
}

/** Reply of `GET /api/v1/sites/{site}/recent-events`: at most 20 of the last 30 minutes, the newest first. */
export interface RecentEventList {
  readonly events: readonly LiveEvent[];
}

/** A value and the visitors of the last five minutes that have it. */
export type LiveRow = readonly [value: string, visitors: number];

/** Who is on a site now. The numbers come from the store, so every process returns the same ones. */
export interface LiveSnapshot {
  readonly type: "snapshot";
  /** Visitors of the last five minutes. */
  readonly current_visitors: number;
  /** The last 30 minutes, the oldest first, each `2026-03-10 14:05:00` in the site's zone. */
  readonly minutes: readonly {
    readonly label: string;
    readonly visitors: number;
    readonly pageviews: number;
  }[];
  /** Values with their visitors of the last five minutes, the most first: ten each, but all countries. */
  readonly pages: readonly LiveRow[];
  readonly sources: readonly LiveRow[];
  readonly countries: readonly LiveRow[];
}

/** Events that were just stored, the newest last. Under heavy traffic, only a sample. */
export interface LiveEvents {
  readonly type: "events";
  readonly events: readonly LiveEvent[];
  /** Number of stored events, including those left out of the sample. */
  readonly count: number;
}

/** What `/api/v1/sites/{site}/live` sends over its WebSocket. */
export type LiveMessage = LiveSnapshot | LiveEvents;
