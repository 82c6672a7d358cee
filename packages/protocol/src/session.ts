/** A visit: one visitor's events with gaps under 30 minutes. */
export interface SessionInfo {
  /** Identifies the visit in its site. */
  readonly id: string;
  /** When the visit started and ended: date-times of its first and last event, with the site's offset. */
  readonly started_at: string;
  readonly ended_at: string;
  /** From start to end, in seconds. */
  readonly duration: number;
  readonly pageviews: number;
  /** Number of all counted events, page views included. */
  readonly events: number;
  readonly is_bounce: boolean;
  readonly entry_page: string;
  readonly exit_page: string;
  readonly source: string;
  readonly channel: string;
  readonly referrer: string;
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly device: string;
  readonly browser: string;
  readonly os: string;
}

/** Reply of `GET /api/v1/sites/{site}/sessions`: the newest first. */
export interface SessionList {
  readonly sessions: readonly SessionInfo[];
  /** Whether there are older ones on the next page. */
  readonly has_more: boolean;
}

/** One event of a visit. */
export interface SessionStep {
  /** Date-time with the site's offset. */
  readonly at: string;
  /** `pageview` or the name of a custom event. */
  readonly name: string;
  readonly hostname: string;
  readonly page: string;
  readonly props: Readonly<Record<string, string>>;
  /** Milliseconds of engaged time that the event reports. */
  readonly engaged_ms: number;
  /** Percent of the page that the event reports as seen; 0: not reported. */
  readonly scroll_depth: number;
  readonly revenue: { readonly amount: string; readonly currency: string } | null;
}

/** Reply of `GET /api/v1/sites/{site}/sessions/{id}`: its events, the first one first. */
export interface SessionPath {
  readonly session: SessionInfo;
  readonly steps: readonly SessionStep[];
  /** Whether the visit has more events than are shown. */
  readonly truncated: boolean;
}
