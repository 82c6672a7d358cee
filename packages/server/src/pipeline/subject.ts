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
  /** What was worked out for this visitor before; null when there is no visitor. */
  known: KnownVisitor | null;
  agent: Agent;
  place: Place;
}

/** What a visitor's address and agent say, as far as a step has asked already. */
export interface KnownVisitor {
  readonly agent: KnownAgent;
  place: Place | null;
}
export interface KnownAgent {
  isBot: boolean | null;
  agent: Agent | null;
}

export function nothingKnownOfAgent(): KnownAgent {
  return { isBot: null, agent: null };
}
