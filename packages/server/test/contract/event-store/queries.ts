import type { TableRow } from "@millrace/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import type { PlainFilter } from "../../../src/domain/plain-filter.ts";
import type { PlanDimension, QueryPlan } from "../../../src/ports/event-store.ts";
import { HOSTILE_TEXTS } from "../../build/build-envelope.ts";
import { ANSWERS, FIXTURE, INJECTIONS } from "./query-fixture.ts";
import { ALL_TIME, type Figures, figures, METRICS, planFor, type Scene } from "./scene.ts";

/** Plans without visits and goals, on events few enough to be counted by hand. */
export function describeQueries(scene: Scene): void {
  const { rowsOf, eventsOf, siteWith, newSite } = scene;

  describe("query", () => {
    let siteId: number;
    beforeAll(async () => {
      siteId = await siteWith(FIXTURE);
      await siteWith(FIXTURE.map((event) => ({ ...event, path: "/another-site" })));
    });

    const dimensions = Object.keys(ANSWERS) as PlanDimension[];
    it.each(dimensions)("groups by %s, for each metric alone and all together", async (dimension) => {
      const expected = ANSWERS[dimension] ?? [];
      const plan = planFor(siteId, { dimensions: [dimension], orderBy: [[dimension, "asc"]] });
      expect(figuresOf(await rowsOf(plan))).toEqual([...expected].sort(byValue));
      for (const [index, metric] of METRICS.entries()) {
        const one = await rowsOf({ ...plan, metrics: [metric] });
        expect(one.map(({ dimensions, metrics }) => [...dimensions, ...metrics])).toEqual(
          [...expected]
            .sort(byValue)
            .map((row) => [row[0], row[index + 1]])
            // What has none of the first metric is no row; a time is one all the same.
            .filter(([, figure]) => figure !== 0 || dimension.startsWith("time:")),
        );
      }
      expect(await scene.store.countRows(plan)).toBe(expected.length);
    });

    it("totals without a dimension, and zeros for a site without events", async () => {
      expect(await rowsOf(planFor(siteId, {}))).toEqual([{ dimensions: [], metrics: [4, 11, 13] }]);
      expect(await rowsOf(planFor(newSite(), {}))).toEqual([{ dimensions: [], metrics: [0, 0, 0] }]);
      expect(await scene.store.countRows(planFor(siteId, {}))).toBe(1);
      expect(await rowsOf(planFor(newSite(), { dimensions: ["event:page"] }))).toEqual([]);
    });

    it("groups by several dimensions", async () => {
      const rows = await rowsOf(
        planFor(siteId, {
          dimensions: ["time:day", "event:name", "visit:country"],
          metrics: ["events"],
          orderBy: [
            ["time:day", "asc"],
            ["event:name", "asc"],
            ["visit:country", "asc"],
          ],
        }),
      );
      expect(rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics])).toEqual([
        ["2026-03-10", "pageview", "DE", 2],
        ["2026-03-10", "pageview", "PL", 2],
        ["2026-03-10", "signup", "DE", 1],
        ["2026-03-11", "pageview", "(not set)", 1],
        ["2026-03-11", "signup", "(not set)", 1],
        ["2026-03-16", "pageview", "(not set)", 5],
        ["2026-04-01", "pageview", "DE", 1],
      ]);
    });

    it("takes from inclusive and to exclusive, to the millisecond", async () => {
      const at = Date.parse("2026-03-10T08:59:59.999Z");
      const within = (from: number, to: number) =>
        rowsOf(planFor(siteId, { from, to, metrics: ["events"] })).then(([row]) => row?.metrics[0]);
      expect(await within(at, at + 1)).toBe(1);
      expect(await within(at - 1, at)).toBe(0);
      expect(await within(at + 1, at + 2)).toBe(1);
    });

    it.each<{ filters: PlainFilter[]; metrics: [number, number, number] }>([
      { filters: [["is", "event:page", ["/"]]], metrics: [4, 5, 5] },
      { filters: [["is", "event:page", ["/", "/docs"]]], metrics: [4, 10, 10] },
      { filters: [["is", "event:page", ["/nowhere"]]], metrics: [0, 0, 0] },
      { filters: [["is", "event:page", ["(not set)"]]], metrics: [1, 0, 1] },
      { filters: [["is_not", "event:page", ["/"]]], metrics: [2, 6, 8] },
      { filters: [["is", "event:name", ["signup"]]], metrics: [2, 0, 2] },
      { filters: [["is", "visit:source", ["google.com"]]], metrics: [2, 3, 5] },
      { filters: [["is", "visit:source", ["Direct / None"]]], metrics: [1, 7, 7] },
      { filters: [["is", "visit:source", ["news.example"]]], metrics: [0, 0, 0] },
      { filters: [["is_not", "visit:source", ["Direct / None", "utm-source"]]], metrics: [2, 3, 5] },
      { filters: [["is", "visit:country", ["(not set)", "PL"]]], metrics: [2, 8, 9] },
      { filters: [["is_not", "visit:country", ["(not set)"]]], metrics: [3, 5, 6] },
      { filters: [["is", "visit:browser", ["firefox"]]], metrics: [0, 0, 0] },
      { filters: [["is", "visit:os", ["Linux"]]], metrics: [1, 2, 3] },
      { filters: [["is", "visit:device", ["mobile"]]], metrics: [2, 3, 3] },
      {
        filters: [
          ["is", "visit:source", ["google.com"]],
          ["is", "event:page", ["/pricing"]],
        ],
        metrics: [1, 1, 2],
      },
      {
        filters: [
          ["is", "visit:country", ["DE"]],
          ["is_not", "visit:country", ["DE"]],
        ],
        metrics: [0, 0, 0],
      },
    ])("filters by $filters", async ({ filters, metrics }) => {
      expect(await rowsOf(planFor(siteId, { filters }))).toEqual([{ dimensions: [], metrics }]);
    });

    it("filters groups and counts the rows that are left", async () => {
      const plan = planFor(siteId, {
        filters: [["is_not", "visit:country", ["(not set)"]]],
        dimensions: ["visit:country"],
        orderBy: [["visit:country", "asc"]],
      });
      expect(figuresOf(await rowsOf(plan))).toEqual([
        ["DE", 2, 3, 4],
        ["PL", 1, 2, 2],
      ]);
      expect(await scene.store.countRows(plan)).toBe(2);
    });

    it.each<{ what: string; orderBy: QueryPlan["orderBy"]; pages: string[] }>([
      {
        what: "a metric falling, ties by name",
        orderBy: [
          ["visitors", "desc"],
          ["visit:browser", "asc"],
        ],
        pages: ["(not set)", "Chrome", "Firefox", "Safari"],
      },
      {
        what: "a metric falling, ties by name backwards",
        orderBy: [
          ["visitors", "desc"],
          ["visit:browser", "desc"],
        ],
        pages: ["Safari", "Firefox", "Chrome", "(not set)"],
      },
      {
        what: "a metric rising",
        orderBy: [["events", "asc"]],
        pages: ["Safari", "Chrome", "Firefox", "(not set)"],
      },
      {
        what: "its name",
        orderBy: [["visit:browser", "desc"]],
        pages: ["Safari", "Firefox", "Chrome", "(not set)"],
      },
    ])("orders by $what", async ({ orderBy, pages }) => {
      const rows = await rowsOf(planFor(siteId, { dimensions: ["visit:browser"], orderBy }));
      expect(rows.map(({ dimensions }) => dimensions[0])).toEqual(pages);
    });

    it("pages with limit and offset, and counts all rows beside", async () => {
      const plan = planFor(siteId, { dimensions: ["event:page"], orderBy: [["event:page", "asc"]] });
      const page = async (limit: number, offset: number) =>
        (await rowsOf({ ...plan, limit, offset })).map(({ dimensions }) => dimensions[0]);
      expect(await page(2, 0)).toEqual(["(not set)", "/"]);
      expect(await page(2, 2)).toEqual(["/docs", "/pricing"]);
      expect(await page(2, 4)).toEqual([]);
      expect(await scene.store.countRows({ ...plan, limit: 1, offset: 3 })).toBe(4);
    });

    it("answers a plan that orders by nothing", async () => {
      expect(await rowsOf(planFor(siteId, { orderBy: [] }))).toHaveLength(1);
    });

    it("matches hostile texts as plain values", async () => {
      const hostile = await siteWith(
        HOSTILE_TEXTS.filter((text) => text !== "(not set)").map((path) => ({ path })),
      );
      for (const path of HOSTILE_TEXTS) {
        const plan = planFor(hostile, {
          dimensions: ["event:page"],
          filters: [["is", "event:page", [path]]],
        });
        const expected = path === "(not set)" ? [] : [path];
        expect((await rowsOf(plan)).map(({ dimensions }) => dimensions[0])).toEqual(expected);
      }
      const all = planFor(hostile, { filters: [["is_not", "event:page", [...HOSTILE_TEXTS]]] });
      expect((await rowsOf(all))[0]?.metrics).toEqual([0, 0, 0]);
    });

    it("takes a hundred values in a filter", async () => {
      const values = Array.from({ length: 100 }, (_, n) => `/${"x".repeat(1000)}${n}`);
      expect(await rowsOf(planFor(siteId, { filters: [["is_not", "event:page", values]] }))).toEqual([
        { dimensions: [], metrics: [4, 11, 13] },
      ]);
    });

    it("lets no text out of its place: the canary lives", async () => {
      const canary = await siteWith([{ path: "/canary" }]);
      for (const attack of INJECTIONS) {
        const plan = planFor(siteId, { filters: [["is", "event:page", [attack]]] });
        expect((await rowsOf(plan))[0]?.metrics, attack).toEqual([0, 0, 0]);
        expect([...(await scene.store.viewsByHour({ page: attack, ...ALL_TIME }))], attack).toEqual([]);
      }
      expect(await eventsOf(canary)).toHaveLength(1);
    });
  });

  it("takes the source of the id that sorts first where two visits begin in one millisecond", async () => {
    const site = await siteWith([
      { id: "ffffffff-0000-4000-8000-000000000001", source: "later.example" },
      { id: "00000000-0000-4000-8000-000000000002", source: "first.example" },
    ]);
    const plan = planFor(site, { dimensions: ["visit:source"], metrics: ["events"] });
    expect(figures(await rowsOf(plan))).toEqual([["first.example", 2]]);
  });
}

const figuresOf = (rows: readonly TableRow[]) => figures(rows) as Figures[];
const byValue = ([a]: Figures, [b]: Figures) => (a < b ? -1 : 1);
