import type { Revenue } from "./facts.ts";

/**
 * One event as a door hands it to intake: parsed and validated, in our words, still untrusted. Lives only
 * inside one request.
 */
export interface Payload {
  readonly site: string;
  readonly name: string;
  /** The page's absolute URL; null when only a path was given. */
  readonly url: URL | null;
  /** The address before, where a script's change of it made this page view; else null. */
  readonly previousUrl: URL | null;
  readonly path: string;
  readonly referrer: URL | null;
  readonly title: string;
  /** The client's own id of a person, in clear; "" when none. */
  readonly userId: string;
  readonly props: Readonly<Record<string, string>>;
  readonly revenue: Revenue | null;
  /** Epoch ms; null: when it was received. */
  readonly timestamp: number | null;
  /** The client's id of this event; null: we make one. */
  readonly id: string | null;
  readonly screen: string;
  readonly language: string;
  readonly timezone: string;
  readonly count: number;
  /** Milliseconds the page was looked at since the last report of it. */
  readonly engagedMs: number;
  /** Percent of the page's height that was seen, 0: unknown. */
  readonly scrollDepth: number;
  /** Whether it ends a bounce. */
  readonly interactive: boolean;
  /** The visitor's own agent where a server reports for its visitors; "": the request's. Lives inside the request as well. */
  readonly userAgent: string;
  /**
   * Who is behind it: a `browser` is hashed to a visitor and checked for crawlers; behind a `server` anyone may
   * stand, so that nothing is dropped by its agent; `nobody` stands behind counted page views.
   */
  readonly actor: "browser" | "server" | "nobody";
}

/** Who sent a request. Lives only inside it. */
export interface Sender {
  /** In its one spelling (see canonicalAddress), so that one person has one; "" when the connection is gone. */
  readonly ip: string;
  readonly userAgent: string;
  /** Epoch ms, UTC. */
  readonly receivedAt: number;
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
