import type { Envelope } from "./envelope.ts";

/** An enriched, immutable row of the event store. */
export interface Event extends Envelope {
  /** Where the visit came from: utm_source, else the referrer's host without `www.`, else "". */
  readonly source: string;
  /** How the visit came: a channel of GA4's default grouping. */
  readonly channel: string;
}
