import { blankEnvelope, type Envelope } from "../../domain/event/envelope.ts";
import { canonicalEventId } from "../../domain/event/event-id.ts";
import { NO_PLACE, NO_UTM } from "../../domain/event/facts.ts";
import { visitorIdOfUser } from "../../domain/event/visitor-id.ts";
import type { Site } from "../../domain/site/site.ts";
import { addDays, startOfDate } from "../../domain/time-zone/zoned-time.ts";
import type { CsvRow } from "../rows/read-csv.ts";
import { note, type ReadRow, skipped } from "../rows/read-row.ts";
import { createSeededRandom } from "../rows/seeded-random.ts";
import { siteHostname } from "../rows/site-hostname.ts";
import { assignValues } from "./assign-values.ts";
import {
  browsersOf,
  type DayPage,
  type DayRows,
  devicesOf,
  pagesOf,
  placesOf,
  type Shares,
  sourcesOf,
  systemsOf,
  totalsOf,
} from "./figures.ts";
import { type PlannedEvent, planEvents } from "./plan-events.ts";
import { planTimes } from "./plan-times.ts";
import { type PlannedVisit, planVisits } from "./plan-visits.ts";

interface DayOptions {
  readonly site: Site;
  readonly zone: string;
  readonly date: string;
  readonly rows: DayRows;
}

/**
 * Makes the visits of one day out of its totals. The same rows give the same events with the same ids; an event's id is its
 * number in the day, so that a day that had grown by the next export gets what it lacked.
 */
export function* makeDay({ site, zone, date, rows }: DayOptions): Generator<ReadRow> {
  const random = createSeededRandom(`plausible\0${date}`);
  const host = siteHostname(site);
  const totals = totalsOf(rows.visitors);
  const pages = pagesOf(rows, site);
  const plan = planVisits(totals, pages, random);
  yield* unusableEvents(rows.events);
  const events = planEvents(rows.events.filter(isCustomEvent), plan.visits, random);
  const day = { from: startOfDate(zone, date), to: startOfDate(zone, addDays(date, 1)) };
  const lengths = plan.visits.map(({ visitor, pages }, index) => ({
    visitor,
    events: pages.length + (events[index]?.length ?? 0),
  }));
  const times = planTimes(lengths, { ...day, duration: totals.duration }, random);
  for (const text of plan.notes) yield note(text, date);
  if (!times.fits) yield note("more visits of a visitor than fit into a day", date);
  if (plan.visits.length === 0 && rows.events.length > 0)
    yield note("custom events on a day without visits", date);

  const blank = createBlanks(site.id, date);
  for (let loose = 0; loose < plan.loosePageviews; loose++) {
    const at = day.from + random.below(day.to - day.from);
    yield { kind: "event", envelope: { ...blank("view", at), hostname: host }, place: date };
  }
  const factsOf = createFacts(plan.visits, rows, site);
  for (const [index, visit] of plan.visits.entries()) {
    const own = events[index] ?? [];
    if (visit.pages.length + own.length === 0) {
      yield skipped("visit without an event", date);
      continue;
    }
    if (visit.wantsEvent && own.length === 0)
      yield note("a visit became a bounce: no event was left for it", date);
    const { arrival, lasting } = factsOf(index);
    const visitorId = visitorIdOfUser(site.key, `plausible\0${visit.visitor}`, date);
    const { start = day.from, gapMs = 0 } = times.visits[index] ?? {};
    for (const [number, part] of partsOf(visit, own, pages, host).entries()) {
      const envelope = {
        ...blank(`${part.name}\0${JSON.stringify(part.props)}`, Math.floor(start + gapMs * number)),
        visitorId,
        ...lasting,
        ...(number === 0 ? arrival : {}),
        ...part,
      };
      yield { kind: "event", envelope, place: date };
    }
  }
}

type Part = Pick<Envelope, "name" | "props" | "hostname" | "path" | "interactive">;

/** A visit's page views, then its custom events, which are placed on its last page. */
function partsOf(
  { pages: own, wantsEvent }: PlannedVisit,
  events: readonly PlannedEvent[],
  pages: readonly DayPage[],
  host: string,
): Part[] {
  const pageOf = (index: number | undefined) => {
    const page = pages[index ?? -1];
    return { hostname: page?.hostname || host, path: page?.path ?? "" };
  };
  // A bounce stays one.
  const interactive = wantsEvent || own.length !== 1;
  return [
    ...own.map((page) => ({ name: "pageview", props: {}, interactive: true, ...pageOf(page) })),
    ...events.map(({ name, props }) => ({ name, props, interactive, ...pageOf(own.at(-1)) })),
  ];
}

/** Events whose ids are their number among the day's events of one kind. */
function createBlanks(siteId: number, date: string): (kind: string, at: number) => Envelope {
  const numbers = new Map<string, number>();
  return function blank(kind, at) {
    const number = numbers.get(kind) ?? 0;
    numbers.set(kind, number + 1);
    return blankEnvelope(canonicalEventId(`plausible\0${siteId}\0${date}\0${kind}\0${number}`), siteId, at);
  };
}

const isCustomEvent = (row: CsvRow) => !["", "pageview", "engagement"].includes(row.text("name"));

/** Versions that keep engaged time as an event export it among the custom ones. */
function* unusableEvents(rows: readonly CsvRow[]): Generator<ReadRow> {
  for (const row of rows) {
    if (!isCustomEvent(row))
      yield skipped(row.text("name") === "" ? "no name" : "neither a page view nor an event", row.place);
  }
}

/** What a visit's events have in common, and what only its first one has. */
function createFacts(visits: readonly PlannedVisit[], rows: DayRows, site: Site) {
  const valuesOf = createValues(visits);
  const sources = valuesOf(sourcesOf(rows.sources, site, siteHostname(site)));
  const places = valuesOf(placesOf(rows.places, site));
  const devices = valuesOf(devicesOf(rows.devices));
  const browsers = valuesOf(browsersOf(rows.browsers));
  const systems = valuesOf(systemsOf(rows.systems));
  return function factsOf(visit: number) {
    const agent = {
      browser: browsers(visit)?.name ?? "",
      browserVersion: browsers(visit)?.version ?? "",
      os: systems(visit)?.name ?? "",
      osVersion: systems(visit)?.version ?? "",
      device: devices(visit) ?? "",
    };
    return {
      arrival: sources(visit) ?? { referrer: "", utm: NO_UTM },
      lasting: { place: places(visit) ?? NO_PLACE, agent },
    };
  };
}

/** Gives each visit a value of a dimension; undefined: unknown. */
function createValues(visits: readonly PlannedVisit[]) {
  const open = visits.map(({ visitor, pages }) => ({ visitor, views: pages.length }));
  return function valuesOf<Value>({ values, shares }: Shares<Value>): (visit: number) => Value | undefined {
    const assigned = assignValues(open, shares);
    return (visit) => values[assigned[visit] ?? -1];
  };
}
