import type { Envelope } from "./envelope.ts";

/** An enriched, immutable row of the event store. */
export interface Event extends Envelope {
  /**
   * Name of the search engine, network, assistant or mail service that the visit came from: utm_source where there is one,
   * else the referrer's host without `www.`, known ones by one name; "" when nothing tells.
   */
  readonly source: string;
  /** How the visit came: a channel of GA4's default grouping. */
  readonly channel: string;
}
