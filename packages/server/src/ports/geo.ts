import type { Place } from "../domain/event/facts.ts";

export interface Geo {
  /** What answers, for logs: a database's name, or "none". */
  readonly name: string;
  /** The place of an IPv4 or IPv6 address from a local file; empty strings where it is unknown. Never throws. */
  locate(ip: string): Place;
}
