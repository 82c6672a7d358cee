import type { KeyHolder } from "../access/actor.ts";
import type { Revenue } from "./facts.ts";

/**
 * One event as a door passes it to intake: parsed and validated, in Millrace's terms, still untrusted. Lives only
 * inside one request.
 */
export interface Payload {
  readonly site: string;
  readonly name: string;
  /** The page's absolute URL; null when only a path was given. */
  readonly url: URL | null;
  /** The previous address, if a script's change of the address made this page view; else null. */
  readonly previousUrl: URL | null;
  readonly path: string;
  readonly referrer: URL | null;
  readonly title: string;
  /** The client's own id of a person, in clear; "" when none. */
  readonly userId: string;
  readonly props: Readonly<Record<string, string>>;
  readonly revenue: Revenue | null;
  /** Epoch ms; null: use the time of receipt. */
  readonly timestamp: number | null;
  /** The client's id of this event; null: Millrace generates one. */
  readonly id: string | null;
  readonly screen: string;
  readonly language: string;
  readonly timezone: string;
  readonly count: number;
  /** Milliseconds for which the page was looked at since the last such report. */
  readonly engagedMs: number;
  /** Percent of the page's height that was seen, 0: unknown. */
  readonly scrollDepth: number;
  /** Whether this event ends a bounce. */
  readonly interactive: boolean;
  /**
   * The visitor's own User-Agent if a server reports for its visitors; "": use the request's. Lives only inside the
   * request, too.
   */
  readonly userAgent: string;
  /**
   * Who caused the event. A `browser` is hashed to a visitor and checked for crawlers. A `server` may report for
   * anyone, so no event is dropped for its agent. `nobody` is for counted page views.
   */
  readonly actor: "browser" | "server" | "nobody";
}

/** Who sent a request. Lives only inside it. */
export interface Sender {
  /**
   * In canonical spelling (see canonicalAddress), so that one person has one address; "" when the connection is gone.
   */
  readonly ip: string;
  readonly userAgent: string;
  /** Epoch ms, UTC. */
  readonly receivedAt: number;
  /** Origin of the page, by Origin or Referer; "" when none is named. */
  readonly origin: string;
  /** The ingest key that was sent, checked; null: none was. */
  readonly holder: KeyHolder | null;
  /** By which door it came, such as `POST /api/v1/events`. */
  readonly door: string;
  /** W3C trace context that the client sent, unchecked. */
  readonly traceparent?: string | undefined;
}

export const EMPTY_PAYLOAD: Omit<Payload, "site"> = {
  name: "pageview",
  url: null,
  previousUrl: null,
  path: "",
  referrer: null,
  title: "",
  userId: "",
  props: {},
  revenue: null,
  timestamp: null,
  id: null,
  screen: "",
  language: "",
  timezone: "",
  count: 1,
  engagedMs: 0,
  scrollDepth: 0,
  interactive: true,
  userAgent: "",
  actor: "browser",
};
