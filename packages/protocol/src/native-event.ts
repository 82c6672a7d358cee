/** One event as `POST /api/v1/events` takes it. `site` and one of `url` or `path` are required. */
export interface NativeEvent {
  /** The site's name, as in the tracker's `data-site`. */
  site: string;
  /** `pageview` (the default) or the name of a custom event. */
  name?: string;
  /** Absolute URL of the page. Its query string is dropped but for campaign and safe parameters. */
  url?: string;
  /** The address before, for a page view that a script's change of the address made: of the same page it is dropped. */
  previous_url?: string;
  /** Path of the page, for callers without a URL. */
  path?: string;
  /** Absolute URL of the page that led here. */
  referrer?: string;
  title?: string;
  /** The client's own anonymous id of a person. Stored only as a keyed hash. */
  user_id?: string;
  /**
   * The visitor's own User-Agent, from servers that report for their visitors. It takes the place of the request's; cut at
   * 1,024 characters, never stored.
   */
  user_agent?: string;
  /** Up to 30 properties. Numbers and booleans are kept as text. An object named `revenue` is the event's revenue. */
  props?: Record<string, string | number | boolean | null | NativeEvent["revenue"]>;
  /** Revenue of this event. `currency` is an ISO 4217 code. */
  revenue?: { amount: number | string; currency: string };
  /** ISO 8601 date-time, or epoch milliseconds. Default: when it is received. */
  timestamp?: string | number;
  /** UUID, ULID or any text that is unique to this event: sent twice, it counts once. */
  id?: string;
  /** `1920x1080`. */
  screen?: string;
  /** BCP 47 tag. */
  language?: string;
  /** IANA zone of the browser. */
  timezone?: string;
  /** Milliseconds for which the page was looked at since the last event that said so. Usually of an event named `engagement`. */
  engaged_ms?: number;
  /** Percent of the page's height that was seen, 0 to 100. */
  scroll_depth?: number;
  /** `false`: a visit with one page view and this event is still a bounce. */
  interactive?: boolean;
}

/** Reply of `POST /api/v1/events`: every accepted event is on disk by now. */
export interface NativeReply {
  accepted: number;
  /** `hint`: what the sender can do so that such an event is counted. */
  dropped: { index: number; reason: string; hint?: string }[];
  /** The id of every event, in the order sent: a UUID, under which it is stored. */
  ids: string[];
  /** Ask `GET /api/v1/receipts/{receipt}` what became of the events. */
  receipt: string;
}

/**
 * What `POST /api/v1/events` says of a stream of lines that ended at a fault: a line's, the body's or the queue's. What
 * stood before it is taken.
 */
export interface NativeRefusal extends NativeReply {
  error: string;
  /** Number of the last line that was taken, counted from 1; 0 when none was. */
  last_line: number;
  faults?: Fault[];
  faults_not_listed?: number;
}

/** One fault of a refused request. `index` counts from 0 and is absent when the body itself is at fault. */
export interface Fault {
  /** Of a stream of lines: which line it is, counted from 1 with the empty ones. */
  line?: number;
  index?: number;
  field?: string;
  message: string;
}

/** Reply of `GET /api/v1/receipts/{receipt}`. */
export interface ReceiptReply {
  /** `unknown` where the queue is a broker that tells no places. */
  status: "queued" | "stored" | "dropped" | "dead" | "unknown";
  /** Why, for `dropped` and `dead`. */
  reason?: string;
  queued: number;
  stored: number;
  dead: { position: number; reason: string }[];
}
