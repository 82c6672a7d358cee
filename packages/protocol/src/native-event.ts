/** One event as `POST /api/v1/events` takes it. `site` and one of `url` or `path` are required. */
export interface NativeEvent {
  /** The site's name, as in the tracker's `data-site`. */
  site: string;
  /** `pageview` (the default) or the name of a custom event. */
  name?: string;
  /** Absolute URL of the page. Its query string is dropped, except for campaign and safe parameters. */
  url?: string;
  /**
   * The previous address, for a page view caused by a script's change of the address: it is dropped if the page is the
   * same.
   */
  previous_url?: string;
  /** Path of the page, for callers without a URL. */
  path?: string;
  /** Absolute URL of the page that led here. */
  referrer?: string;
  title?: string;
  /** The client's own anonymous id of a person. Stored only as a keyed hash. */
  user_id?: string;
  /**
   * The visitor's own User-Agent, from servers that report for their visitors. It replaces the request's; cut at 1,024
   * characters, never stored.
   */
  user_agent?: string;
  /** Up to 30 properties. Numbers and booleans are stored as text. An object named `revenue` is the event's revenue. */
  props?: Record<string, string | number | boolean | null | NativeEvent["revenue"]>;
  /** Revenue of this event. `currency` is an ISO 4217 code. */
  revenue?: { amount: number | string; currency: string };
  /** ISO 8601 date-time, or epoch milliseconds. Default: the time of receipt. */
  timestamp?: string | number;
  /** UUID, ULID or any text that is unique to this event, by which it is deduplicated: sent twice, it counts once. */
  id?: string;
  /** Width and height, as `1920x1080`. */
  screen?: string;
  /** BCP 47 tag. */
  language?: string;
  /** IANA zone of the browser. */
  timezone?: string;
  /**
   * Milliseconds for which the page was looked at since the last such report. Usually of an event named `engagement`.
   */
  engaged_ms?: number;
  /** Percent of the page's height that was seen, 0 to 100. */
  scroll_depth?: number;
  /** `false`: a visit with one page view and this event is still a bounce. */
  interactive?: boolean;
}

/** Reply of `POST /api/v1/events`. Every accepted event is on disk by then. */
export interface NativeReply {
  accepted: number;
  /** `hint`: how the sender can make such an event count. */
  dropped: { index: number; reason: string; hint?: string }[];
  /** The id of every event, in the order sent: the UUID under which it is stored. */
  ids: string[];
  /** `GET /api/v1/receipts/{receipt}` returns the outcome of the events. */
  receipt: string;
}

/**
 * Reply of `POST /api/v1/events` to a stream of lines that ended at a fault of a line, the body or the queue.
 * Everything before the fault was accepted.
 */
export interface NativeRefusal extends NativeReply {
  error: string;
  /** Number of the last line that was accepted, counted from 1; 0 when none was. */
  last_line: number;
  faults?: Fault[];
  faults_not_listed?: number;
}

/** One fault of a refused request. `index` counts from 0 and is absent when the body itself is at fault. */
export interface Fault {
  /** For a stream of lines: number of the line, counted from 1, empty ones included. */
  line?: number;
  index?: number;
  field?: string;
  message: string;
}

/** Reply of `GET /api/v1/receipts/{receipt}`. */
export interface ReceiptReply {
  /** `unknown`: the queue is a broker that returns no positions. */
  status: "queued" | "stored" | "dropped" | "dead" | "unknown";
  /** Why, for `dropped` and `dead`. */
  reason?: string;
  queued: number;
  stored: number;
  dead: { position: number; reason: string }[];
}
