import type { Place } from "../domain/event/facts.ts";

export interface Geo {
  /** What locates addresses, for logs: a database's name, or "none". */
  readonly name: string;
  /** Looks up the place of an IPv4 or IPv6 address in a local file; empty strings where it is unknown. Never throws. */
  locate(ip: string): Place;
}
