import { type QueryInput, querySchema } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import type { Event } from "../../src/domain/event/event.ts";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.ts";
import { buildEvent, NOON, uuid } from "../build/build-envelope.ts";
import { answer, type OracleSite } from "./oracle.ts";

const MIDNIGHT = Date.parse("2026-03-11T00:00:00Z");
const SITE: OracleSite = { timezone: "UTC", goals: [] };
const EUR = (amount: string) => ({ amount, currency: "EUR" });

/** Rows of a query about all days around NOON, as `[...dimensions, ...metrics]`. */
function table(query: Partial<QueryInput>, events: readonly Partial<Event>[], site = SITE) {
  const parsed = querySchema.parse({
    site_id: "example.com",
    metrics: ["visits"],
    date_range: ["2026-03-01", "2026-03-31"],
    ...query,
  });
  return answer(
    parsed,
    site,
    events.map((event) => buildEvent(event)),
    NOON,
  ).rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
}

const at = (timestamp: number, facts: Partial<Event> = {}): Partial<Event> => ({ timestamp, ...facts });
const engagement = (timestamp: number, facts: Partial<Event> = {}) =>
  at(timestamp, { name: "engagement", ...facts });

describe("visits", () => {
  it.each([
    { gapMs: 30 * MINUTE - 1, visits: 1, seconds: 1799 },
    { gapMs: 30 * MINUTE, visits: 2, seconds: 0 },
  ])("are $visits with a gap of $gapMs ms", ({ gapMs, visits, seconds }) => {
    const rows = table({ metrics: ["visits", "visit_duration"] }, [at(NOON), at(NOON + gapMs)]);
    expect(rows).toEqual([[visits, seconds]]);
  });

  it("are of one visitor on one day", () => {
    const events = [at(NOON), at(NOON, { visitorId: "2" }), at(NOON + DAY), at(NOON, { visitorId: "0" })];
    expect(table({ metrics: ["visitors", "visits", "pageviews"] }, events)).toEqual([[3, 3, 4]]);
  });

  it("order what happened in one millisecond by its id", () => {
    const events = [
      at(NOON, { id: uuid(2), path: "/later" }),
      at(NOON, { id: uuid(1), path: "/first" }),
      at(NOON, { id: uuid(3), path: "/last" }),
    ];
    expect(table({ dimensions: ["visit:entry_page", "visit:exit_page"] }, events)).toEqual([
      ["/first", "/last", 1],
    ]);
  });

  it.each([
    { what: "without a previous id", facts: {}, visits: 2 },
    { what: "with the id of nobody who was there", facts: { previousVisitorId: "7" }, visits: 2 },
    { what: "with the id of before", facts: { previousVisitorId: "1" }, visits: 1 },
  ])("across midnight $what are $visits", ({ facts, visits }) => {
    const before = MIDNIGHT - 10 * MINUTE;
    const events = [at(before), at(MIDNIGHT + 19 * MINUTE, { visitorId: "2", ...facts })];
    expect(table({ metrics: ["visits", "visitors"] }, events)).toEqual([[visits, 2]]);
    const late = [at(before), at(MIDNIGHT + 20 * MINUTE, { visitorId: "2", ...facts })];
    expect(table({}, late)).toEqual([[2]]);
  });

  it("are continued if any event of the first half hour knows the id of before: one sent late does not", () => {
    const events = [
      at(MIDNIGHT - MINUTE),
      at(MIDNIGHT + MINUTE, { visitorId: "2" }),
      at(MIDNIGHT + 2 * MINUTE, { visitorId: "2", previousVisitorId: "1" }),
    ];
    expect(table({ metrics: ["visits", "visit_duration"] }, events)).toEqual([[1, 180]]);
  });

  it("belong to the day they start on, whole", () => {
    const events = [
      at(MIDNIGHT - MINUTE, { path: "/a" }),
      at(MIDNIGHT + MINUTE, { path: "/b", visitorId: "2", previousVisitorId: "1" }),
    ];
    const metrics: QueryInput["metrics"] = ["visitors", "visits", "views_per_visit", "visit_duration"];
    expect(table({ metrics, dimensions: ["time:day"] }, events)).toEqual([
      ["2026-03-10", 1, 1, 2, 120],
      ["2026-03-11", 1, 0, null, null],
    ]);
    // The visit saw the page, though after the end of the range.
    const only: Partial<QueryInput> = { date_range: ["2026-03-10", "2026-03-10"] };
    expect(table({ ...only, filters: [["is", "event:page", ["/b"]]], metrics }, events)).toEqual([
      [0, 1, 2, 120],
    ]);
  });

  it("are continued once", () => {
    const wholeDay = Array.from({ length: 49 }, (_, index) =>
      at(MIDNIGHT + 5 * MINUTE + index * 29 * MINUTE, {
        visitorId: "2",
        previousVisitorId: index === 0 ? "1" : "0",
      }),
    );
    const events = [
      at(MIDNIGHT - MINUTE),
      ...wholeDay,
      at(MIDNIGHT + DAY + MINUTE, { visitorId: "3", previousVisitorId: "2" }),
    ];
    expect(table({ dimensions: ["time:day"] }, events)).toEqual([
      ["2026-03-10", 1],
      ["2026-03-12", 1],
    ]);
  });

  it.each([
    { startMs: 30 * MINUTE - 1, visits: 2 },
    { startMs: 30 * MINUTE, visits: 1 },
  ])(
    "that fill a day from $startMs ms after its midnight on are $visits with the day after",
    ({ startMs, visits }) => {
      const wholeDay = Array.from({ length: 49 }, (_, index) =>
        at(MIDNIGHT + startMs + index * 29 * MINUTE, {
          previousVisitorId: index === 0 && startMs < 30 * MINUTE ? "99" : "0",
        }),
      );
      const events = [...wholeDay, at(MIDNIGHT + DAY + MINUTE, { visitorId: "2", previousVisitorId: "1" })];
      expect(table({}, events)).toEqual([[visits]]);
    },
  );

  it("are none of engagement alone, and prolonged by it across midnight", () => {
    const metrics: QueryInput["metrics"] = ["visits", "visit_duration"];
    expect(table({ metrics }, [engagement(NOON), engagement(NOON + HOUR, { visitorId: "2" })])).toEqual([
      [0, null],
    ]);
    const events = [
      at(MIDNIGHT - MINUTE),
      engagement(MIDNIGHT + MINUTE, { visitorId: "2", previousVisitorId: "1" }),
    ];
    expect(table({ metrics }, events)).toEqual([[1, 120]]);
  });

  it("start with the first event that is no engagement", () => {
    const events = [engagement(NOON, { source: "early" }), at(NOON + MINUTE, { source: "late" })];
    const metrics: QueryInput["metrics"] = ["visits", "visit_duration"];
    expect(table({ metrics, dimensions: ["visit:source"] }, events)).toEqual([["late", 1, 0]]);
  });
});

describe("figures", () => {
  it.each([
    { amounts: ["0.0050"], total: 0.01, average: 0.01 },
    { amounts: ["0.0049"], total: 0, average: 0 },
    { amounts: ["-0.005"], total: -0.01, average: -0.01 },
    { amounts: ["-0.0049"], total: 0, average: 0 },
    { amounts: ["0.01", "0"], total: 0.01, average: 0.01 },
    { amounts: ["12345678901.23", "0.005"], total: 12345678901.24, average: 6172839450.62 },
    { amounts: [], total: 0, average: null },
  ])("of revenue $amounts are $total, $average", ({ amounts, total, average }) => {
    const events = amounts.map((amount) => at(NOON, { revenue: EUR(amount) }));
    const rows = table({ metrics: ["total_revenue", "average_revenue"] }, events);
    expect(rows).toEqual([[total, average]]);
  });

  it("of two currencies are none", () => {
    const events = [at(NOON, { revenue: EUR("1") }), at(NOON, { revenue: { amount: "1", currency: "USD" } })];
    expect(table({ metrics: ["total_revenue", "average_revenue"] }, events)).toEqual([[null, null]]);
  });

  it("come after all others where there is none, in both directions", () => {
    const events = [
      at(NOON, { path: "/none" }),
      at(NOON, { path: "/one", revenue: EUR("1") }),
      at(NOON, { path: "/two", revenue: EUR("2") }),
    ];
    const query: Partial<QueryInput> = {
      metrics: ["visitors", "average_revenue"],
      dimensions: ["event:page"],
    };
    const paths = (direction: "asc" | "desc") =>
      table({ ...query, order_by: [["average_revenue", direction]] }, events).map(([path]) => path);
    expect(paths("asc")).toEqual(["/one", "/two", "/none"]);
    expect(paths("desc")).toEqual(["/two", "/one", "/none"]);
  });

  it("of bounces by page are of the visits that entered there", () => {
    const events = [
      at(NOON, { path: "/a" }),
      at(NOON + 1, { path: "/b" }),
      at(NOON, { path: "/b", visitorId: "2" }),
    ];
    const query: Partial<QueryInput> = {
      metrics: ["visits", "bounce_rate"],
      dimensions: ["event:page"],
      order_by: [["event:page", "asc"]],
    };
    expect(table(query, events)).toEqual([
      ["/a", 1, 0],
      ["/b", 2, 100],
    ]);
    expect(table({ ...query, filters: [["is", "event:page", ["/b"]]] }, events)).toEqual([["/b", 2, 100]]);
  });
});

describe("rows", () => {
  it("are ordered by UTF-8 bytes, where JavaScript would not", () => {
    const paths = ["\uffff", "😀", "é", "z", "Z"];
    const rows = table(
      { dimensions: ["event:page"], order_by: [["event:page", "asc"]] },
      paths.map((path, index) => at(NOON, { path, visitorId: String(index + 1) })),
    );
    expect(rows.map(([path]) => path)).toEqual(["Z", "z", "é", "\uffff", "😀"]);
  });

  it("of the two equal hours of a clock change are one", () => {
    const first = Date.parse("2026-10-25T00:30:00Z");
    const rows = table(
      {
        metrics: ["pageviews"],
        dimensions: ["time:hour"],
        date_range: ["2026-10-25", "2026-10-25"],
      },
      [at(first), at(first + HOUR), at(first + 2 * HOUR)],
      { ...SITE, timezone: "Europe/Berlin" },
    );
    expect(rows).toEqual([
      ["2026-10-25 02:00:00", 2],
      ["2026-10-25 03:00:00", 1],
    ]);
  });

  it("of an empty value and of its label are one", () => {
    const events = [at(NOON, { source: "" }), at(NOON, { visitorId: "2", source: "Direct / None" })];
    expect(table({ dimensions: ["visit:source"] }, events)).toEqual([["Direct / None", 2]]);
  });
});

describe("filters", () => {
  const events = [
    at(NOON, { path: "/a" }),
    at(NOON, { name: "buy", path: "/b" }),
    at(NOON, { visitorId: "2", path: "/a" }),
    at(NOON, { visitorId: "0", path: "/a" }),
  ];
  const bought: ["is", "event:name", string[]] = ["is", "event:name", ["buy"]];

  it.each<{ filters: QueryInput["filters"]; figures: number[] }>([
    { filters: [], figures: [2, 2, 4] },
    { filters: [["is", "event:page", ["/a"]]], figures: [2, 2, 3] },
    { filters: [["is_not", "event:page", ["/a"]]], figures: [1, 1, 1] },
    { filters: [["has_done", bought]], figures: [1, 1, 2] },
    { filters: [["has_not_done", bought]], figures: [1, 1, 2] },
    { filters: [["not", ["has_done", bought]]], figures: [1, 1, 2] },
    {
      filters: [
        ["has_done", bought],
        ["is", "event:page", ["/a"]],
      ],
      figures: [1, 1, 1],
    },
    { filters: [["or", [bought, ["contains", "event:page", ["a"]]]]], figures: [2, 2, 4] },
    { filters: [["and", [bought, ["contains", "event:page", ["a"]]]]], figures: [0, 0, 0] },
  ])("$filters select $figures", ({ filters, figures }) => {
    expect(table({ metrics: ["visitors", "visits", "events"], filters }, events)).toEqual([figures]);
  });

  it.each<{ operator: "is" | "contains" | "matches"; text: string; met: boolean }>([
    { operator: "is", text: "/ÉTÉ-k", met: false },
    { operator: "is", text: "/Été-K", met: true },
    { operator: "contains", text: "T", met: true },
    { operator: "contains", text: "é-K", met: true },
    { operator: "contains", text: "É-k", met: true },
    { operator: "matches", text: "^/É[s-u]É-K$", met: false },
    { operator: "matches", text: "^/.T.-K$", met: true },
    { operator: "matches", text: "\u212a", met: false },
  ])("fold ASCII letters only: $operator $text is $met", ({ operator, text, met }) => {
    const path = text === "É-k" ? "/Été-É-k" : "/Été-k";
    const rows = table({ filters: [[operator, "event:page", [text], { case_sensitive: false }]] }, [
      at(NOON, { path }),
    ]);
    expect(rows).toEqual([[met ? 1 : 0]]);
  });

  it("mean by goals what the goals mean", () => {
    const site: OracleSite = {
      ...SITE,
      goals: [
        { name: "one", event: null, page: "/blog/*" },
        { name: "any", event: null, page: "/blog/**" },
        { name: "named", event: "buy", page: "/**/end" },
      ],
    };
    const visited = [
      at(NOON, { path: "/blog/x" }),
      at(NOON, { path: "/blog/x/y", visitorId: "2" }),
      at(NOON, { path: "/a/b/end", name: "buy" }),
      at(NOON, { path: "/blog/x", name: "other" }),
    ];
    const query: Partial<QueryInput> = {
      metrics: ["events", "conversion_rate"],
      dimensions: ["event:goal"],
    };
    expect(table(query, visited, site)).toEqual([
      ["any", 2, 100],
      ["named", 1, 50],
      ["one", 1, 50],
    ]);
  });
});
