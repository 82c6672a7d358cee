import { type Client, ClientError, createClient, type NativeEvent } from "@millrace/protocol";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const newFolder = useTempFolders();
const SITE = "cards.example";
const RANGE = "2026-03-09,2026-03-12";

let app: StartedApp;
let client: Client;

const EVENTS: readonly NativeEvent[] = [
  { path: "/", props: { plan: "pro" } },
  { path: "/Pricing" },
  { path: "/Pricing", name: "Signup", props: { plan: "pro", "it's": "x" } },
  { path: "/100%_free", name: "Signup", props: { plan: "free" } },
].map((event, at) => ({
  site: SITE,
  user_id: `u${at % 2}`,
  timestamp: `2026-03-10T09:0${at}:00Z`,
  ...event,
}));

beforeAll(async () => {
  app = await startApp(newFolder());
  client = createClient({ baseUrl: app.url });
  await client.sendEvents(EVENTS);
  await vi.waitFor(
    async () => {
      const { results } = await client.report("timeseries", {
        site_id: SITE,
        date_range: RANGE,
        metrics: "events",
      });
      expect(results[0]?.metrics[0]).toBe(EVENTS.length);
    },
    { timeout: 20_000, interval: 100 },
  );
});
afterAll(() => app.stop());

async function refusal(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = await call.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ClientError);
  const { status, message } = error as ClientError;
  return { status, message };
}

describe("sites", () => {
  const DEFAULTS = {
    excluded_pages: [],
    excluded_hosts: [],
    excluded_addresses: [],
    needs_ingest_key: false,
    allowed_origins: [],
    share_threshold: 0,
    domains: [],
    timezone: "UTC",
    safe_query_params: [],
    trailing_slash: "keep",
    geo_precision: "city",
    retention_days: 1830,
  };

  it("are made, listed, told and changed", async () => {
    const name = "ü-1.example";
    const made = { ...DEFAULTS, name, domains: ["example.com", ".example.com"], timezone: "Asia/Kathmandu" };
    expect(
      await client.createSite({ name, domains: ["EXAMPLE.com", ".example.com"], timezone: "Asia/Kathmandu" }),
    ).toEqual(made);
    expect((await client.sites()).find((site) => site.name === name)).toEqual(made);
    const changes = {
      domains: [],
      safe_query_params: ["q"],
      trailing_slash: "strip",
      geo_precision: "none",
      retention_days: 0,
    } as const;
    expect(await client.updateSite(name, changes)).toEqual({ ...made, ...changes });
    expect(await client.updateSite(name, {})).toEqual({ ...made, ...changes });
    expect(await client.site(name)).toEqual({ ...made, ...changes });
  });

  it("have a name of their own: of many who ask at once one makes it", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => client.createSite({ name: "race.example", retention_days: n })),
    );
    const made = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(made).toHaveLength(1);
    expect(await client.site("race.example")).toEqual(made[0]?.value);
    for (const outcome of outcomes) {
      if (outcome.status === "fulfilled") continue;
      expect(outcome.reason).toMatchObject({
        status: 409,
        message: 'the site "race.example" already exists',
      });
    }
  });

  it.each([
    { body: { name: "" }, status: 400, error: "name: must have 1 to 255 characters" },
    { body: { name: "a\nb" }, status: 400, error: /^name: "a\\nb" can't be the name of a new site/ },
    { body: {}, status: 400, error: /^name: / },
    {
      body: { name: "a", timezone: "Mars/Base" },
      status: 400,
      error: /^timezone: "Mars\/Base" is not an IANA/,
    },
    { body: { name: "a", domains: ["http://a"] }, status: 400, error: /^domains: .* has a scheme/ },
    { body: { name: "a", domains: "a" }, status: 400, error: /^domains: / },
    { body: { name: "a", retention_days: "9" }, status: 400, error: /^retention_days: / },
    { body: { name: "a", key: "x" }, status: 400, error: /key/ },
  ])("are not made of $body", async ({ body, status, error }) => {
    const reply = await refusal(client.createSite(body as never));
    expect(reply).toEqual({ status, message: expect.stringMatching(error) });
    expect((await refusal(client.site("a"))).status).toBe(404);
  });

  it.each([
    { body: { name: "other" }, error: /name/ },
    { body: { geo_precision: "street" }, error: /^geo_precision: "street" is not one of/ },
    { body: { trailing_slash: "join" }, error: /^trailing_slash: "join" is not one of keep, strip/ },
    { body: { retention_days: 36_601 }, error: /^retention_days: / },
    { body: { safe_query_params: [""] }, error: /^safe_query_params: / },
    { body: [], error: /./ },
  ])("are not changed by $body", async ({ body, error }) => {
    const before = await client.site(SITE);
    const reply = await refusal(client.updateSite(SITE, body as never));
    expect(reply).toEqual({ status: 400, message: expect.stringMatching(error) });
    expect(await client.site(SITE)).toEqual(before);
  });

  it("that are not there are told as such", async () => {
    const unknown = { status: 404, message: 'there is no site "nobody"' };
    expect(await refusal(client.site("nobody"))).toEqual(unknown);
    expect(await refusal(client.updateSite("nobody", {}))).toEqual(unknown);
    expect(await refusal(client.propertyKeys("nobody"))).toEqual(unknown);
  });

  it.each([
    { method: "POST", path: "/api/v1/sites" },
    { method: "PATCH", path: `/api/v1/sites/${SITE}` },
  ])("take no form of another site's page: $method", async ({ method, path }) => {
    const reply = await fetch(app.url + path, {
      method,
      headers: { "content-type": "text/plain" },
      body: '{"name":"forged.example","retention_days":1}',
    });
    expect(reply.status).toBe(415);
  });
});

describe("goals and segments, through the client", () => {
  it("are made, listed and removed", async () => {
    const goal = await client.createGoal(SITE, { event: "Signup" });
    expect(await client.goals(SITE)).toEqual([goal]);
    await client.deleteGoal(SITE, goal.id);
    expect(await client.goals(SITE)).toEqual([]);
    const segment = await client.createSegment(SITE, { name: "s", filters: [["is", "event:page", ["/"]]] });
    expect(await client.segments(SITE)).toEqual([segment]);
    await client.deleteSegment(SITE, segment.id);
    expect(await client.segments(SITE)).toEqual([]);
  });
});

describe("keys of properties", () => {
  it("are those of a range and an event", async () => {
    expect(await client.propertyKeys(SITE, { date_range: RANGE })).toEqual([
      { key: "plan", events: 3 },
      { key: "it's", events: 1 },
    ]);
    expect(await client.propertyKeys(SITE, { date_range: RANGE, event: "pageview" })).toEqual([
      { key: "plan", events: 1 },
    ]);
    expect(await client.propertyKeys(SITE, { date_range: "2026-03-11,2026-03-12" })).toEqual([]);
  });

  it.each(["date_range=tomorrow", "date_range=a,b,c", "range=7d"])("are refused for %s", async (search) => {
    const reply = await fetch(`${app.url}/api/v1/sites/${SITE}/properties?${search}`);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: expect.any(String) });
  });
});

describe("reports that are searched and ordered", () => {
  const report = async (name: string, parameters: Record<string, string>) =>
    (await client.report(name, { site_id: SITE, date_range: RANGE, ...parameters })).results.map(
      ({ dimensions, metrics }) => [...dimensions, ...metrics],
    );

  it.each([
    { search: "pricing", rows: [["/Pricing", 2]] },
    { search: "%", rows: [["/100%25_free", 1]] },
    { search: "_", rows: [["/100%25_free", 1]] },
    { search: "100%_", rows: [["/100%25_free", 1]] },
    { search: "/100%25_free", rows: [["/100%25_free", 1]] },
    { search: "' OR '1'='1", rows: [] },
    { search: "\\", rows: [] },
  ])("have the rows that contain $search", async ({ search, rows }) => {
    expect(await report("pages", { metrics: "events", search })).toEqual(rows);
  });

  it("are in the order that is asked for", async () => {
    const rows = await report("pages", { metrics: "events", order_by: "events:asc,event:page:desc" });
    expect(rows).toEqual(
      [
        ["/100%25_free", 1],
        ["/", 1],
        ["/Pricing", 2],
      ].sort(([a, first], [b, second]) => Number(first) - Number(second) || (String(a) < String(b) ? 1 : -1)),
    );
  });

  it("look for values of a property", async () => {
    expect(await report("properties", { key: "plan", metrics: "events", search: "FR" })).toEqual([
      ["free", 1],
    ]);
  });

  it.each([
    { order_by: "visitors:up", error: /order_by: "visitors:up" is not among/ },
    { order_by: "bounces", error: /order_by: "bounces" is not among/ },
    { order_by: "visitors,visitors", error: /order_by: visitors is listed twice/ },
    { order_by: "visitors; DROP TABLE events", error: /is not among/ },
  ])("refuse the order $order_by", async ({ order_by, error }) => {
    const reply = await refusal(client.report("pages", { site_id: SITE, order_by }));
    expect(reply).toEqual({ status: 400, message: expect.stringMatching(error) });
  });

  it("say which parameters they take", async () => {
    const [pages, goals] = ["pages", "goals"].map(async (name) =>
      (await client.reports()).find((one) => one.name === name)?.parameters.map((one) => one.name),
    );
    expect(await pages).toEqual(expect.arrayContaining(["order_by", "search"]));
    expect(await goals).not.toContain("search");
    const { paths } = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as {
      paths: Record<string, { get: { parameters: { name: string }[] } }>;
    };
    expect(paths["/api/v1/reports/{name}"]?.get.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["order_by", "search", "format"]),
    );
  });
});

describe("a report as a file", () => {
  const parameters = { site_id: SITE, date_range: RANGE, metrics: "events", order_by: "event:page" };

  it("has its rows as CSV, under the names of site and report", async () => {
    const reply = await client.exportReport("pages", parameters, "csv");
    expect(await reply.text()).toBe("event:page,events\r\n/,1\r\n/100%25_free,1\r\n/Pricing,2\r\n");
    expect(reply.headers.get("content-disposition")).toBe(
      'attachment; filename="cards.example-pages_2026-03-09_2026-03-12.csv"',
    );
  });

  it("has what the card shows: searched, and so many", async () => {
    const searched = await client.exportReport("pages", { ...parameters, search: "PRICING" }, "ndjson");
    expect(await searched.text()).toBe('{"event:page":"/Pricing","events":2}\n');
    const some = await client.exportReport("pages", { ...parameters, limit: 1, page: 2 }, "ndjson");
    expect(await some.text()).toBe('{"event:page":"/100%25_free","events":1}\n');
  });

  it("comes as Parquet, and for an Accept header", async () => {
    const file = await (await client.exportReport("pages", parameters, "parquet")).arrayBuffer();
    expect(await parquetReadObjects({ file })).toHaveLength(3);
    const reply = await fetch(
      `${app.url}/api/v1/reports/overview?site_id=${SITE}&date_range=${RANGE}&metrics=events`,
      {
        headers: { accept: "text/csv" },
      },
    );
    expect(await reply.text()).toBe("events\r\n4\r\n");
  });

  it("has the rows of a report that makes its own", async () => {
    const reply = await client.exportReport("time-of-week", { site_id: SITE, date_range: RANGE }, "csv");
    const lines = (await reply.text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(169);
    expect(lines[0]).toBe("weekday,hour,visitors,visits,pageviews");
    expect(lines).toContain("2,09,2,2,2");
  });

  it.each([
    { name: "pages", format: "xlsx", error: /^format: "xlsx" is not one of/, status: 400 },
    { name: "pages", format: "csv", compare: "previous_period", error: /^compare: /, status: 400 },
    { name: "sales", format: "csv", error: /^there is no report "sales"/, status: 404 },
    { name: "pages", format: "csv", site_id: "nobody", error: /^there is no site/, status: 404 },
  ])("is refused for $name as $format", async ({ name, format, error, status, ...others }) => {
    const asked = client.exportReport(name, { site_id: SITE, ...others }, format as "csv");
    expect(await refusal(asked)).toEqual({ status, message: expect.stringMatching(error) });
  });
});

describe("dead letters", () => {
  it("are none here, and keys that name none end none", async () => {
    expect(await client.deadLetters(5)).toEqual({ dead_letters: [], total: 0 });
    expect(await client.retryDeadLetters(["0:1"])).toEqual({ count: 0 });
    expect(await client.purgeDeadLetters(["0:1"])).toEqual({ count: 0 });
    expect((await refusal(client.deadLetters(501))).status).toBe(400);
    expect((await refusal(client.retryDeadLetters([]))).status).toBe(400);
  });
});
