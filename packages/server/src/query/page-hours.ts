import { BadRequest } from "../domain/errors.ts";
import { parseIsoTimestamp } from "../domain/event/timestamp.ts";
import { HOUR } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";

const HOURS = 24;

export interface PageHoursQuery {
  readonly page?: string | undefined;
  readonly now?: string | undefined;
  readonly order?: string | undefined;
  readonly take?: string | undefined;
}

/** Hour of day (UTC), and the views in it. */
export interface PageHour {
  readonly h: number;
  readonly v: number;
}

/** Returns the views of a counted page in the 24 complete UTC hours before the hour of `now`. Throws BadRequest. */
export function createPageHours({ store, clock }: { store: EventStore; clock: Clock }) {
  return async function pageHours(query: PageHoursQuery): Promise<PageHour[]> {
    const { page, now, order, take } = readQuery(query, clock);
    const to = Math.floor(now / HOUR) * HOUR;
    const views = await store.viewsByHour({ page, from: to - HOURS * HOUR, to });
    const hours = Array.from({ length: HOURS }, (_, index) => {
      const at = to - (HOURS - index) * HOUR;
      return { h: new Date(at).getUTCHours(), v: views.get(at) ?? 0 };
    });
    return (order === "asc" ? hours : hours.reverse()).slice(0, take);
  };
}

function readQuery({ page, now, order = "asc", take }: PageHoursQuery, clock: Clock) {
  if (page === undefined || page === "") throw new BadRequest("page is required");
  const at = now === undefined ? clock.now() : parseIsoTimestamp(now);
  if (at === null || at < 0) throw new BadRequest("now must be an ISO 8601 date-time");
  if (order !== "asc" && order !== "desc") throw new BadRequest("order must be asc or desc");
  const count = take === undefined ? HOURS : Number(take);
  if (!Number.isInteger(count) || count < 1 || count > HOURS || take === "") {
    throw new BadRequest(`take must be an integer from 1 to ${HOURS}`);
  }
  return { page, now: at, order, take: count };
}
