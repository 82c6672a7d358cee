import { QueryTooHeavy } from "../../../domain/errors.ts";
import { SECOND } from "../../../domain/time.ts";
import { addDays, localDate, startOfDate } from "../../../domain/time-zone/zoned-time.ts";
import type { EventStore, SessionsPlan } from "../../../ports/event-store.ts";
import type { KnownDays } from "../seals/known-days.ts";
import type { Interval } from "../seals/seals.ts";
import type { BuiltQuery } from "./binder.ts";
import { buildSession, buildSessions } from "./build-sessions.ts";
import type { Dialect } from "./dialect.ts";
import { readSessionRow, readStepRow } from "./session-rows.ts";

export interface SessionsDeps {
  readonly dialect: Dialect;
  rows(query: BuiltQuery): Promise<unknown[][]>;
  knownDays(range: Pick<SessionsPlan, "siteId" | "zone" | "from" | "to">): Promise<KnownDays>;
}

/** A look at the newest day is the cheapest; each further look takes so many times the days of the one before. */
const GROWTH = 3;
/** After that no further look is begun: it would take longer than a statement may. */
const LIST_MS = 10 * SECOND;

export function createSessions({
  dialect,
  rows,
  knownDays,
}: SessionsDeps): Pick<EventStore, "listSessions" | "readSession"> {
  return {
    async listSessions(plan) {
      const known = await knownDays(plan);
      const until = performance.now() + LIST_MS;
      const wanted = plan.offset + plan.limit;
      const found: unknown[][] = [];
      for (const days of daysBackwards(plan, plan.zone)) {
        if (performance.now() > until)
          throw new QueryTooHeavy("too many sessions to search: request fewer days");
        const part = { ...plan, ...days, limit: wanted - found.length, offset: 0 };
        found.push(...(await rows(buildSessions(part, known, dialect))));
        if (found.length >= wanted) break;
      }
      return found.slice(plan.offset).map(readSessionRow);
    },
    async readSession(asked) {
      const found = await rows(buildSession(asked, dialect));
      const [first] = found;
      return first === undefined ? null : { session: readSessionRow(first), events: found.map(readStepRow) };
    },
  };
}

/** A range in parts that begin with their days, the last one first: a session belongs to the day on which it starts. */
function* daysBackwards({ from, to }: Interval, zone: string): Generator<Interval> {
  let end = to;
  for (let days = 1; end > from; days *= GROWTH) {
    const firstDay = addDays(localDate(zone, end - 1), 1 - days);
    const begin = Math.max(from, startOfDate(zone, firstDay));
    yield { from: begin, to: end };
    end = begin;
  }
}
