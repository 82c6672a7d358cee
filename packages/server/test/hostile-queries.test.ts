import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type StartedApp, startApp } from "./build/start-app.ts";
import { useTempFolders } from "./build/temp-folder.ts";

const newFolder = useTempFolders();
let app: StartedApp;

beforeAll(async () => {
  app = await startApp(newFolder());
  const event = { site: "names.example", path: "/a", name: "Signup", props: { constructor: "yes" } };
  const body = JSON.stringify([event, { site: "names.example", path: `/${"a".repeat(300)}` }]);
  const headers = { "content-type": "application/json", "user-agent": "Mozilla/5.0 Firefox/145.0" };
  const reply = await fetch(`${app.url}/api/v1/events`, { method: "POST", headers, body });
  const { receipt } = (await reply.json()) as { receipt: string };
  const status = async () =>
    ((await (await fetch(`${app.url}/api/v1/receipts/${receipt}`)).json()) as { status: string }).status;
  await vi.waitFor(async () => expect(await status()).toBe("stored"), { timeout: 8000 });
});

afterAll(() => app.stop());

async function answer(path: string, init?: RequestInit): Promise<{ status: number; text: string }> {
  const reply = await fetch(`${app.url}${path}`, init);
  return { status: reply.status, text: await reply.text() };
}

function ask(changes: object): Promise<{ status: number; text: string }> {
  const query = { site_id: "names.example", metrics: ["visitors"], date_range: "day", ...changes };
  return answer("/api/v2/query", {
    method: "POST",
    headers: { "content-type": "application/json" },
    // JSON.stringify writes a key __proto__ that was defined, not set.
    body: JSON.stringify(query),
  });
}

const INHERITED = [
  "constructor",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "isPrototypeOf",
  "__proto__",
  "__defineGetter__",
  "prototype",
];

const keyed = (name: string, value: unknown) => Object.fromEntries([[name, value]]);

/** Every place of a query that takes a name. */
const PLACES: Readonly<Record<string, (name: string) => object>> = {
  metrics: (name) => ({ metrics: [name] }),
  dimensions: (name) => ({ dimensions: [name] }),
  "a dimension with a prefix": (name) => ({ dimensions: [`visit:${name}`] }),
  order_by: (name) => ({ order_by: [[name, "asc"]] }),
  "an order's direction": (name) => ({ order_by: [["visitors", name]] }),
  "a filter's dimension": (name) => ({ filters: [["is", name, ["a"]]] }),
  "a filter's operator": (name) => ({ filters: [[name, "event:page", ["a"]]] }),
  "a filter's options": (name) => ({ filters: [["is", "event:page", ["a"], keyed(name, true)]] }),
  "a filter within others": (name) => ({ filters: [["not", ["and", [["is", name, ["a"]]]]]] }),
  date_range: (name) => ({ date_range: name }),
  "a date of two": (name) => ({ date_range: ["2026-03-01", name] }),
  include: (name) => ({ include: keyed(name, true) }),
  "the mode of comparisons": (name) => ({ include: { comparisons: { mode: name } } }),
  comparisons: (name) => ({ include: { comparisons: keyed(name, true) } }),
  pagination: (name) => ({ pagination: keyed(name, 1) }),
  "the query itself": (name) => keyed(name, 1),
};

describe("names that every object inherits", () => {
  const places = Object.entries(PLACES).map(([place, changes]) => ({ place, changes }));
  it.each(places)("are refused by name as $place", async ({ changes }) => {
    for (const name of INHERITED) {
      const { status, text } = await ask(changes(name));
      expect(status, `${name}: ${text}`).toBe(400);
      expect(JSON.parse(text).error, name).toMatch(/\w{3}/);
    }
  });

  it.each([
    {
      what: "a report",
      path: (name: string) => `/api/v1/reports/${name}?site_id=names.example`,
      status: 404,
    },
    {
      what: "a report's parameter",
      path: (name: string) => `/api/v1/reports/pages?site_id=names.example&${name}=1`,
      status: 400,
    },
    {
      what: "a report's comparison",
      path: (name: string) => `/api/v1/reports/overview?site_id=names.example&compare=${name}`,
      status: 400,
    },
    {
      what: "a report's metrics",
      path: (name: string) => `/api/v1/reports/overview?site_id=names.example&metrics=${name}`,
      status: 400,
    },
    {
      what: "a report's order",
      path: (name: string) => `/api/v1/reports/pages?site_id=names.example&order_by=${name}`,
      status: 400,
    },
    {
      what: "an export's format",
      path: (name: string) => `/api/v1/reports/pages?site_id=names.example&format=${name}`,
      status: 400,
    },
    {
      what: "a property of Plausible's v1",
      path: (name: string) => `/api/v1/stats/breakdown?site_id=names.example&property=${name}`,
      status: 400,
    },
    {
      what: "a metric of v1",
      path: (name: string) => `/api/v1/stats/aggregate?site_id=names.example&metrics=${name}`,
      status: 400,
    },
    {
      what: "a period of v1",
      path: (name: string) => `/api/v1/stats/aggregate?site_id=names.example&period=${name}`,
      status: 400,
    },
    {
      what: "an interval of v1",
      path: (name: string) => `/api/v1/stats/timeseries?site_id=names.example&interval=${name}`,
      status: 400,
    },
    {
      what: "a filter of v1",
      path: (name: string) => `/api/v1/stats/aggregate?site_id=names.example&filters=visit:${name}%3D%3Da`,
      status: 400,
    },
    {
      what: "a type of Umami",
      path: (name: string) =>
        `/api/websites/names.example/metrics?startAt=0&endAt=1800000000000&type=${name}`,
      status: 400,
    },
    {
      what: "a unit of Umami",
      path: (name: string) => `/api/websites/names.example/pageviews?startAt=0&endAt=86400000&unit=${name}`,
      status: 400,
    },
    { what: "a site", path: (name: string) => `/api/v1/sites/${name}/properties`, status: 404 },
  ])("are refused as $what", async ({ path, status }) => {
    for (const name of INHERITED) expect(await answer(path(name)), name).toMatchObject({ status });
  });

  it("are keys of properties like any other", async () => {
    const { status, text } = await ask({
      metrics: ["events"],
      dimensions: ["event:props:constructor"],
      filters: [["is", "event:props:constructor", ["yes"]]],
    });
    expect(status).toBe(200);
    expect(JSON.parse(text).results).toEqual([{ dimensions: ["yes"], metrics: [1] }]);
    for (const name of INHERITED.slice(1)) {
      const none = await ask({ metrics: ["events"], filters: [["is", `event:props:${name}`, ["yes"]]] });
      expect(none.status, name).toBe(200);
      expect(JSON.parse(none.text).results[0]?.metrics ?? [0]).toEqual([0]);
    }
  });
});

const nested = (depth: number, filter: unknown): unknown =>
  depth === 0 ? filter : ["not", nested(depth - 1, filter)];
const long = "é".repeat(2000);

describe("what the engine can't answer is the sender's to change, not an outage", () => {
  it.each<{ what: string; changes: object; statuses: number[] }>([
    { what: "a range that runs backwards", changes: regex("[z-a]"), statuses: [400] },
    { what: "repeats that unroll to millions", changes: regex("(a{255}){255}"), statuses: [400] },
    { what: "repeats within repeats", changes: regex("((a{30}){30}){30}"), statuses: [400] },
    { what: "a long row of repeats", changes: regex("x{255}".repeat(330)), statuses: [200, 400] },
    {
      what: "a row of wide classes",
      changes: regex("(?:[^a]{200}|\\w{200}){5}".repeat(80)),
      statuses: [200, 400],
    },
    {
      what: "200 long expressions",
      changes: regexes(Array.from({ length: 200 }, (_, n) => `(${n}|a{99}){9}`.repeat(40))),
      statuses: [200, 400],
    },
    { what: "deep brackets", changes: regex(`${"(".repeat(990)}a${")".repeat(990)}`), statuses: [200, 400] },
    { what: "half a character", changes: regex("\ud83d"), statuses: [200, 400] },
    {
      what: "200 values of 2,000 letters",
      changes: {
        filters: [["is", "event:page", Array.from({ length: 200 }, (_, n) => `${n}${long}`.slice(0, 2000))]],
      },
      statuses: [200, 400],
    },
    {
      what: "60 comparisons",
      changes: {
        filters: Array.from({ length: 20 }, () => [
          "or",
          Array.from({ length: 3 }, (_, n) => ["has_done", ["matches", "event:page", [`${n}`]]]),
        ]),
      },
      statuses: [200, 400],
    },
    {
      what: "filters eight deep",
      changes: { filters: [nested(7, ["is", "event:page", ["/a"]])] },
      statuses: [200],
    },
    { what: "dates before 1970", changes: { date_range: ["1969-12-31", "1970-01-02"] }, statuses: [400] },
    {
      what: "the first days of 1970, compared with those before",
      changes: {
        date_range: ["1970-01-01", "1970-01-02"],
        include: { comparisons: { mode: "previous_period" } },
      },
      statuses: [200],
    },
    {
      what: "1970, compared with the year before",
      changes: {
        date_range: ["1970-01-01", "1970-12-31"],
        dimensions: ["time:month"],
        include: { comparisons: { mode: "year_over_year", match_day_of_week: true } },
      },
      statuses: [200],
    },
    {
      what: "the last days that a date may be",
      changes: {
        date_range: ["2199-12-30", "2199-12-31"],
        dimensions: ["time:hour"],
        include: { time_labels: true, comparisons: { mode: "previous_period" } },
      },
      statuses: [200],
    },
    { what: "a day that is none", changes: { date_range: ["2026-02-30", "2026-02-31"] }, statuses: [400] },
    {
      what: "the furthest page",
      changes: { dimensions: ["event:page"], pagination: { limit: 10_000, offset: 1_000_000 } },
      statuses: [200],
    },
    { what: "a page beyond it", changes: { pagination: { limit: 1, offset: 1e15 } }, statuses: [400] },
    { what: "a page that is no number", changes: { pagination: { limit: 1.5, offset: 0 } }, statuses: [400] },
    {
      what: "ten years of minutes",
      changes: {
        date_range: ["2017-01-01", "2026-12-31"],
        dimensions: ["time:minute"],
        include: { time_labels: true },
      },
      statuses: [200],
    },
    {
      what: "a property with a long name",
      changes: { dimensions: [`event:props:${"k".repeat(300)}`] },
      statuses: [200],
    },
    { what: "a property with a NUL", changes: { dimensions: ["event:props:a\0b"] }, statuses: [200, 400] },
    {
      what: "a value with a NUL",
      changes: { filters: [["contains", "event:page", ["a\0b"]]] },
      statuses: [200, 400],
    },
    { what: "an expression with a NUL", changes: regex("a\0b"), statuses: [200, 400] },
    {
      what: "a segment of an enormous id",
      changes: { filters: [["is", "segment", [9_007_199_254_740_991]]] },
      statuses: [400],
    },
    { what: "a segment of no whole id", changes: { filters: [["is", "segment", [1e300]]] }, statuses: [400] },
    { what: "a segment below 0", changes: { filters: [["is", "segment", [-1]]] }, statuses: [400] },
  ])("$what", async ({ changes, statuses }) => {
    const { status, text } = await ask(changes);
    expect(statuses, text.slice(0, 300)).toContain(status);
    if (status === 400) expect(JSON.parse(text).error).toMatch(/\w{3}/);
  });

  it("a goal's name is matched by an expression", async () => {
    const headers = { "content-type": "application/json" };
    const goal = JSON.stringify({ name: "a".repeat(100), event: "Signup" });
    const made = await answer("/api/v1/sites/names.example/goals", { method: "POST", headers, body: goal });
    expect(made.status, made.text).toBeLessThan(300);
    expect((await ask({ filters: [["matches", "event:goal", ["^a+$"]]] })).status).toBe(200);
  });
});

function regex(pattern: string): object {
  return regexes([pattern]);
}

function regexes(patterns: readonly string[]): object {
  return { filters: [["matches", "event:page", patterns]] };
}
