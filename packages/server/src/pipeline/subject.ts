import { type Agent, NO_AGENT, NO_PLACE, NO_UTM, type Place, type Utm } from "../domain/event/facts.ts";
import type { Payload, Sender } from "../domain/event/payload.ts";
import type { Site } from "../domain/site/site.ts";

/** One event on its way through the edge. The steps fill it in; it exists only inside its request. */
export interface Intake {
  readonly payload: Payload;
  /** Has the visitor's own User-Agent if the event names one. */
  readonly sender: Sender;
  readonly site: Site;
  /** The salt of the site's local date at receipt. */
  readonly salt: Buffer;
  /** The salt of the date before, during the first half hour of a date; null later. */
  readonly previousSalt: Buffer | null;
  id: string;
  timestamp: number;
  clamped: boolean;
  hostname: string;
  path: string;
  utm: Utm;
  referrer: string;
  clickId: string;
  visitorId: string;
  previousVisitorId: string;
  userId: string;
  /** Keyed hash of address and agent, for caches. It never leaves the edge. */
  fingerprint: string;
  /** What was computed for this visitor before; null when there is no visitor. */
  known: KnownVisitor | null;
  agent: Agent;
  place: Place;
}

/** Creates the subject of an event before its first step. */
export function newIntake(
  payload: Payload,
  sender: Sender,
  site: Site,
  { salt, previous }: { salt: Buffer; previous: Buffer | null },
): Intake {
  return {
    payload,
    sender: payload.userAgent === "" ? sender : { ...sender, userAgent: payload.userAgent },
    site,
    salt,
    previousSalt: previous,
    id: "",
    timestamp: sender.receivedAt,
    clamped: false,
    hostname: "",
    path: "",
    utm: NO_UTM,
    referrer: "",
    clickId: "",
    visitorId: "0",
    previousVisitorId: "0",
    userId: "0",
    fingerprint: "",
    known: null,
    agent: NO_AGENT,
    place: NO_PLACE,
  };
}

/** What a visitor's address and agent imply, as far as a step has computed it. */
export interface KnownVisitor {
  readonly agent: KnownAgent;
  isInDataCenter: boolean | null;
  place: Place | null;
}
export interface KnownAgent {
  isBot: boolean | null;
  agent: Agent | null;
}

export function nothingKnownOfVisitor(agent: KnownAgent): KnownVisitor {
  return { agent, isInDataCenter: null, place: null };
}

export function nothingKnownOfAgent(): KnownAgent {
  return { isBot: null, agent: null };
}
