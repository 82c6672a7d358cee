import { channelOf } from "../domain/channel.ts";
import type { Envelope } from "../domain/envelope.ts";
import type { Event } from "../domain/event.ts";
import { sourceOf } from "../domain/source.ts";

/** What the worker adds to an envelope. Rules that may change later belong here, not at the edge. */
export function enrich(envelope: Envelope): Event {
  const source = sourceOf(envelope);
  return { ...envelope, source: source.name, channel: channelOf(envelope, source) };
}
