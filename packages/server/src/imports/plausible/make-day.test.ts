import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildSite } from "../../../test/build/read-all.ts";
import type { Envelope } from "../../domain/event/envelope.ts";
import { VISIT_GAP_MS } from "../../domain/event/visit.ts";
import type { CsvRow } from "../rows/read-csv.ts";
import type { DayRows } from "./figures.ts";
import { makeDay } from "./make-day.ts";
import type { PlausibleTableName } from "./tables.data.ts";

/** A visit that really was. */
interface TrueVisit {
  readonly visitor: number;
  readonly pages: readonly string[];
}
/** What stays the same for a visitor. */
const facts = (visitor: number) => ({
  browser: `B${visitor % 3}`,
  country: ["DE", "US", "FR", "JP"][visitor % 4] ?? "",
});

const visit = fc.record({
  visitor: fc.nat(40),
  pages: fc.array(fc.constantFrom("/", "/", "/a", "/b", "/c", "/d"), { minLength: 1, maxLength: 7 }),
});

function row(values: Readonly<Record<string, string | number>>): CsvRow {
  const text = (column: string) => String(values[column] ?? "");
  return { place: "test:1", isWhole: true, text, fields: () => Object.values(values).map(String) };
}

/** Rows as the export would have them: a group for each value. */
function table(
  visits: readonly TrueVisit[],
  valuesOf: (visit: TrueVisit) => readonly string[],
  columns: (value: string, own: readonly TrueVisit[]) => Readonly<Record<string, string | number>>,
): CsvRow[] {
  const groups = new Map<string, TrueVisit[]>();
  for (const one of visits) {
    for (const value of new Set(valuesOf(one))) {
      const own = groups.get(value);
      if (own === undefined) groups.set(value, [one]);
      else own.push(one);
    }
  }
  return [...groups].map(([value, own]) => row({ date: "2024-05-01", ...columns(value, own) }));
}

const people = (visits: readonly TrueVisit[]) => new Set(visits.map(({ visitor }) => visitor)).size;
const viewsOf = (visits: readonly TrueVisit[]) => visits.reduce((sum, { pages }) => sum + pages.length, 0);
const bouncesOf = (visits: readonly TrueVisit[]) => visits.filter(({ pages }) => pages.length === 1).length;
const shareOf = (own: readonly TrueVisit[]) => ({
  visitors: people(own),
  visits: own.length,
  pageviews: viewsOf(own),
});

function exportOf(visits: readonly TrueVisit[]): DayRows {
  const none: Record<PlausibleTableName, CsvRow[]> = {
    visitors: [row({ ...shareOf(visits), bounces: bouncesOf(visits), visit_duration: visits.length * 30 })],
    pages: table(
      visits,
      ({ pages }) => pages,
      (page, own) => ({
        page,
        visitors: people(own),
        pageviews: own.reduce((sum, { pages }) => sum + pages.filter((one) => one === page).length, 0),
      }),
    ),
    entries: table(
      visits,
      ({ pages }) => pages.slice(0, 1),
      (page, own) => ({
        entry_page: page,
        entrances: own.length,
        bounces: bouncesOf(own),
      }),
    ),
    exits: table(
      visits,
      ({ pages }) => pages.slice(-1),
      (page, own) => ({ exit_page: page, exits: own.length }),
    ),
    browsers: table(
      visits,
      ({ visitor }) => [facts(visitor).browser],
      (browser, own) => ({ browser, ...shareOf(own) }),
    ),
    places: table(
      visits,
      ({ visitor }) => [facts(visitor).country],
      (country, own) => ({ country, ...shareOf(own) }),
    ),
    sources: [],
    devices: [],
    systems: [],
    events: [],
  };
  return none;
}

function made(rows: DayRows) {
  const events: Envelope[] = [];
  const notes: string[] = [];
  for (const one of makeDay({ site: buildSite(), zone: "UTC", date: "2024-05-01", rows })) {
    if (one.kind === "event") events.push(one.envelope);
    if (one.kind === "note") notes.push(one.note);
  }
  const visits: Envelope[][] = [];
  const last = new Map<string, Envelope[]>();
  for (const event of events.toSorted((a, b) => a.timestamp - b.timestamp)) {
    const own = last.get(event.visitorId);
    if (own !== undefined && event.timestamp - (own.at(-1)?.timestamp ?? 0) < VISIT_GAP_MS) own.push(event);
    else {
      last.set(event.visitorId, [event]);
      visits.push(last.get(event.visitorId) ?? []);
    }
  }
  return { events, visits, notes };
}

function counts(values: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const value of values.toSorted()) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

describe("a made day", () => {
  it("has the totals, pages, entries, exits and visits per value of any day that really was", () => {
    fc.assert(
      fc.property(fc.array(visit, { minLength: 1, maxLength: 120 }), (truth) => {
        const { events, visits, notes } = made(exportOf(truth));
        expect(notes).toEqual([]);
        expect(visits).toHaveLength(truth.length);
        expect(events).toHaveLength(viewsOf(truth));
        expect(new Set(events.map(({ visitorId }) => visitorId)).size).toBe(people(truth));
        expect(visits.filter((own) => own.length === 1)).toHaveLength(bouncesOf(truth));
        expect(counts(events.map(({ path }) => path))).toEqual(counts(truth.flatMap(({ pages }) => pages)));
        expect(counts(visits.map((own) => own[0]?.path ?? ""))).toEqual(
          counts(truth.map(({ pages }) => pages[0] ?? "")),
        );
        expect(counts(visits.map((own) => own.at(-1)?.path ?? ""))).toEqual(
          counts(truth.map(({ pages }) => pages.at(-1) ?? "")),
        );
        expect(counts(visits.map((own) => own[0]?.agent.browser ?? ""))).toEqual(
          counts(truth.map(({ visitor }) => facts(visitor).browser)),
        );
        expect(counts(visits.map((own) => own[0]?.place.country ?? ""))).toEqual(
          counts(truth.map(({ visitor }) => facts(visitor).country)),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("stays whole where the files contradict each other", () => {
    const figure = fc.nat(30);
    const rows = fc.record({
      totals: fc.record({
        visitors: figure,
        visits: figure,
        pageviews: figure,
        bounces: figure,
        visit_duration: fc.nat(1e6),
      }),
      pages: fc.array(
        fc.record({ page: fc.constantFrom("/", "/a", "/b"), visitors: figure, pageviews: figure }),
      ),
      entries: fc.array(
        fc.record({ entry_page: fc.constantFrom("/", "/c"), entrances: figure, bounces: figure }),
      ),
      exits: fc.array(fc.record({ exit_page: fc.constantFrom("/", "/d"), exits: figure })),
      browsers: fc.array(
        fc.record({
          browser: fc.constantFrom("A", "B"),
          visitors: figure,
          visits: figure,
          pageviews: figure,
        }),
      ),
      events: fc.array(fc.record({ name: fc.constantFrom("x", "y"), visitors: figure, events: figure })),
    });
    fc.assert(
      fc.property(rows, ({ totals, ...tables }) => {
        const others = Object.fromEntries(Object.entries(tables).map(([name, all]) => [name, all.map(row)]));
        const day = { ...exportOf([]), ...others, visitors: [row(totals)] };
        const { events } = made(day);
        expect(events.filter(({ name }) => name === "pageview")).toHaveLength(totals.pageviews);
        expect(
          events.every(({ timestamp }) => new Date(timestamp).toISOString().startsWith("2024-05-01")),
        ).toBe(true);
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      }),
      { numRuns: 300 },
    );
  });

  it("makes a day of twenty thousand visits within seconds", () => {
    const truth = Array.from(
      { length: 20_000 },
      (_, n): TrueVisit => ({
        visitor: n % 18_000,
        pages: Array.from({ length: 1 + (n % 5) }, (_, view) => `/${(n * 7 + view * 13) % 900}`),
      }),
    );
    const rows = exportOf(truth);
    const startedAt = performance.now();
    const { visits } = made(rows);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(visits).toHaveLength(20_000);
  });
});
