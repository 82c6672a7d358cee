import { UnknownSite } from "../domain/errors.ts";
import type { Event } from "../domain/event/event.ts";
import type { Site } from "../domain/site/site.ts";
import { DAY } from "../domain/time.ts";
import { addDays, isoDate } from "../domain/time-zone/zoned-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import { type Range, resolveDateRange } from "./ranges/date-range.ts";

export interface EventsQuery {
  readonly site: string;
  /** Date or date-time in the site's zone, included. Default: the first event. */
  readonly from?: string | undefined;
  /** Date or date-time, included. Default: today. */
  readonly to?: string | undefined;
}

export interface ExportEventsDeps {
  readonly store: Pick<EventStore, "readDay" | "storedDays">;
  readonly clock: Clock;
  find(name: string): Promise<Site | null>;
}

/** Up to this many days are read one by one; for more, the store first lists which of them it has. */
const FEW_DAYS = 366;

/**
 * Exports the stored events of a site by UTC date, timestamp and id, a page at a time. Throws BadRequest, UnknownSite
 * or StoreUnavailable.
 */
export function createExportEvents({ store, clock, find }: ExportEventsDeps) {
  return async function* exportEvents(query: EventsQuery): AsyncGenerator<readonly Event[]> {
    const site = await find(query.site);
    if (site === null) throw new UnknownSite(query.site);
    const range = rangeOf(query, site.timezone, clock.now());
    for (const date of await datesOf(site.id, range)) {
      for await (const page of store.readDay({ siteId: site.id, date })) {
        const asked = page.filter(({ timestamp }) => timestamp >= range.from && timestamp < range.to);
        if (asked.length > 0) yield asked;
      }
    }
  };

  async function datesOf(siteId: number, { from, to }: Range): Promise<string[]> {
    const last = isoDate(to - 1);
    if (to - from <= FEW_DAYS * DAY) return datesBetween(isoDate(from), last);
    const days = (await store.storedDays()).filter((day) => day.siteId === siteId);
    return days.map(({ date }) => date).filter((date) => date >= isoDate(from) && date <= last);
  }
}

function rangeOf({ from, to }: EventsQuery, zone: string, now: number): Range {
  const all = resolveDateRange("all", zone, now);
  return {
    from: from === undefined ? all.from : resolveDateRange([from, to ?? from], zone, now).from,
    to: to === undefined ? all.to : resolveDateRange([from ?? to, to], zone, now).to,
  };
}

function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
}
