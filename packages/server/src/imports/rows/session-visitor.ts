import type { Envelope } from "../../domain/event/envelope.ts";
import { VISIT_GAP_MS } from "../../domain/event/visit.ts";
import { visitorIdOfUser } from "../../domain/event/visitor-id.ts";
import type { Site } from "../../domain/site/site.ts";
import { addDays, createLocalDays } from "../../domain/time-zone/zoned-time.ts";

/**
 * The visitor behind another system's session id: a hash with the site's key and the local date, so that nobody can be
 * followed from one day to the next, as natively. Visits go on across midnight.
 */
export function createSessionVisitor(
  site: Site,
  system: string,
): (session: string, timestamp: number) => Pick<Envelope, "visitorId" | "previousVisitorId"> {
  const dayIn = createLocalDays();
  return function sessionVisitor(session, timestamp) {
    if (session === "") return { visitorId: "0", previousVisitorId: "0" };
    const { date, from } = dayIn(site.timezone, timestamp);
    const idOn = (day: string) => visitorIdOfUser(site.key, `${system}\0${session}`, day);
    const isAfterMidnight = timestamp - from < VISIT_GAP_MS;
    return { visitorId: idOn(date), previousVisitorId: isAfterMidnight ? idOn(addDays(date, -1)) : "0" };
  };
}
