import type { Envelope } from "../domain/envelope.ts";
import type { Event } from "../domain/event.ts";
import { withoutWww } from "../domain/page-url.ts";

/** What the worker adds to an envelope. Rules that may change later belong here, not at the edge. */
export function enrich(envelope: Envelope): Event {
  return { ...envelope, source: sourceOf(envelope), channel: "" };
}

function sourceOf({ utm, referrer }: Envelope): string {
  if (utm.source !== "") return utm.source;
  const slash = referrer.indexOf("/");
  return withoutWww(slash < 0 ? referrer : referrer.slice(0, slash));
}
