import type { Agent, Place, Utm } from "../domain/envelope.ts";
import type { Payload, Sender } from "../domain/payload.ts";
import type { Site } from "../domain/site.ts";

/** One event on its way through the edge. The steps fill it in; it dies with its request. */
export interface Intake {
  readonly payload: Payload;
  readonly sender: Sender;
  readonly site: Site;
  /** The salt of the site's local date at receipt. */
  readonly salt: Buffer;
  /** The site's local date at receipt. */
  readonly date: string;
  id: string;
  timestamp: number;
  clamped: boolean;
  hostname: string;
  path: string;
  utm: Utm;
  referrer: string;
  visitorId: string;
  userId: string;
  /** The visitor as address and agent tell, for caches: never leaves the edge. */
  fingerprint: string;
  /** The User-Agent alone, hashed like the fingerprint, for caches: many visitors share one. */
  agentKey: string;
  agent: Agent;
  place: Place;
}
