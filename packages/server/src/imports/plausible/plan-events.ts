import type { CsvRow } from "../rows/read-csv.ts";
import type { SeededRandom } from "../rows/seeded-random.ts";
import { count } from "./figures.ts";
import type { PlannedVisit } from "./plan-visits.ts";

/** A custom event of a visit. */
export interface PlannedEvent {
  readonly name: string;
  readonly props: Readonly<Record<string, string>>;
}

/** How often a visitor that a row does not have yet is looked for. */
const TRIES = 8;

/** The custom events of each visit: as many of each as the day's rows say, by as many visitors as can be found. */
export function planEvents(
  rows: readonly CsvRow[],
  visits: readonly PlannedVisit[],
  random: SeededRandom,
): PlannedEvent[][] {
  const planned: PlannedEvent[][] = visits.map(() => []);
  if (visits.length === 0) return planned;
  const waiting = visits.flatMap(({ wantsEvent }, index) => (wantsEvent ? [index] : []));
  // Visits of several page views first: an event would have kept the others from being bounces.
  const longer = visits.flatMap(({ pages }, index) => (pages.length > 1 ? [index] : []));
  const hosts = longer.length > 0 ? longer : visits.map((_, index) => index);
  for (const row of rows) {
    const event = { name: row.text("name"), props: propsOf(row) };
    const events = count(row, "events");
    const people = Math.max(1, Math.min(count(row, "visitors"), events));
    const chosen: number[] = [];
    const known = new Set<number>();
    for (let made = 0; made < events; made++) {
      const visit = made < people ? choose() : chosen[made % chosen.length];
      if (visit === undefined) continue;
      if (made < people) chosen.push(visit);
      known.add(visits[visit]?.visitor ?? -1);
      planned[visit]?.push(event);
    }

    function choose(): number {
      const first = waiting.pop();
      if (first !== undefined) return first;
      let visit = hosts[random.below(hosts.length)] ?? 0;
      for (let tries = 1; tries < TRIES && known.has(visits[visit]?.visitor ?? -1); tries++)
        visit = hosts[random.below(hosts.length)] ?? 0;
      return visit;
    }
  }
  return planned;
}

/** Outbound links and downloads have a url, missing pages a path. */
function propsOf(row: CsvRow): Record<string, string> {
  const props: Record<string, string> = {};
  for (const [column, prop] of [
    ["link_url", "url"],
    ["path", "path"],
  ] as const)
    if (row.text(column) !== "") props[prop] = row.text(column);
  return props;
}
