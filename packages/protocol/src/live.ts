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
  readonly present: LivePresence;
}

/** Who is on a site at this moment. */
export interface LivePresence {
  /** Visitors with an open connection: exact. */
  readonly connected: number;
  /** Visitors of the last five minutes who never had a connection: nobody knows whether they are still there. */
  readonly estimated: number;
  /** The pages where most of the connected visitors are. */
  readonly pages: readonly LiveRow[];
}

/** Events that were just stored, the newest last. Under heavy traffic, only a sample. */
export interface LiveEvents {
  readonly type: "events";
  readonly events: readonly LiveEvent[];
  /** Number of stored events, including those left out of the sample. */
  readonly count: number;
  /** Number of events since the stream began, these included. A larger step than `count` means that some were missed. */
  readonly total: number;
}

/** The first message. */
export interface LiveHello {
  readonly type: "hello";
  /** Names the stream, which begins anew with the process that serves it, and when nobody watched for a while. */
  readonly stream: string;
  readonly total: number;
  /**
   * Events since the place in `?after=<stream>:<total>`: what a client that connects again has missed. Null: the stream is
   * another one, or there was no such parameter, so nobody knows.
   */
  readonly missed: number | null;
}

/** A visitor has left: the last connection has been closed for ten seconds. */
export interface LiveSessionEnd {
  readonly type: "session_end";
  /** Opaque, the same for all that a visitor does on a site and day. */
  readonly session: string;
  /** Epoch ms at which the connection closed. */
  readonly at: number;
}

/** What `/api/v1/sites/{site}/live` sends over its WebSocket. */
export type LiveMessage = LiveHello | LiveSnapshot | LiveEvents | LiveSessionEnd;
