import type { LiveEvent } from "@millrace/protocol";

export interface FeedEvent extends LiveEvent {
  readonly key: string;
}

/**
 * What went by on the socket and what was read back of the time before, the newest first. Both may have the same event:
 * as often as the one that has it more often.
 */
export function mergeFeed(
  live: readonly LiveEvent[],
  before: readonly LiveEvent[],
  limit: number,
): readonly FeedEvent[] {
  const merged = [...keyed(before), ...keyed(live)];
  return [...new Map(merged.map((event) => [event.key, event])).values()]
    .sort((a, b) => b.at - a.at)
    .slice(0, limit);
}

/** Events have no id here: those that are all alike are told apart by their number. */
function keyed(events: readonly LiveEvent[]): FeedEvent[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    const { at, name, page, source, country, city, device, browser } = event;
    const what = JSON.stringify([at, name, page, source, country, city, device, browser]);
    const count = (seen.get(what) ?? 0) + 1;
    seen.set(what, count);
    return { ...event, key: `${what} ${count}` };
  });
}
