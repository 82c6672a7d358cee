import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { attributeOf, type Collector, type ReceivedSpan, startCollector } from "../build/collector.ts";
import { connectVisitor } from "../build/connect-visitor.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startRabbit } from "../servers/rabbitmq.ts";
import { startRedis } from "../servers/redis.ts";

const newFolder = useTempFolders();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

const SITE = "shop.example";
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";
const CLIENT = { trace: "4bf92f3577b34da6a3ce929d0e0e4736", span: "00f067aa0ba902b7" };
const traceparent = (flags: string) => `00-${CLIENT.trace}-${CLIENT.span}-${flags}`;

async function start(
  environment: Record<string, string> = {},
): Promise<{ app: StartedApp; collector: Collector }> {
  const collector = await startCollector();
  closing.push(() => collector.stop());
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, ...environment };
  const app = await startApp(newFolder(), { environment: settings });
  let stopping: ReturnType<StartedApp["stop"]> | null = null;
  const stop = () => {
    stopping ??= app.stop();
    return stopping;
  };
  closing.push(stop);
  return { app: { ...app, stop }, collector };
}

async function send(app: { url: string }, event: object, headers: Record<string, string> = {}) {
  const reply = await fetch(`${app.url}/api/v1/events`, {
    method: "POST",
    headers: { "user-agent": AGENT, ...headers },
    body: JSON.stringify({ site: SITE, url: `https://${SITE}/pricing?token=marked`, ...event }),
  });
  return (await reply.json()) as { ids: string[]; receipt: string };
}

async function until(what: () => boolean, about: () => unknown, ms = 15_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!what()) {
    if (Date.now() > deadline) throw new Error(`it did not come true: ${JSON.stringify(about())}`);
    await sleep(50);
  }
}

const STAGES = ["door", "intake", "queue", "cut", "insert", "settle", "live"];

/** Resolves with the spans of a trace, by stage, once there are so many. */
async function traceOf({ spans }: Collector, traceId: string, stages: readonly string[] = STAGES) {
  const own = () => spans.filter((span) => span.traceId === traceId);
  await until(
    () => own().length >= stages.length,
    () => spans.map(({ name, traceId }) => [name, traceId]),
  );
  expect(
    own()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...stages].sort());
  return Object.fromEntries(own().map((span) => [span.name, span])) as Record<string, ReceivedSpan>;
}

it("sends an event's stages as one trace, whose id is the event's id, each in its door", async () => {
  // Not ours: the library reads them.
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
  vi.stubEnv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
  const { app, collector } = await start({
    OTEL_SERVICE_NAME: "stats",
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b",
  });
  const { ids, receipt } = await send(app, { name: "pageview" });
  const id = ids[0] ?? "";
  const spans = await traceOf(collector, id.replaceAll("-", ""));
  const { door } = spans;
  expect(door?.parentSpanId ?? "").toBe("");
  for (const stage of STAGES.slice(1)) expect(spans[stage]?.parentSpanId, stage).toBe(door?.spanId);
  const read = (stage: string, key: string) => attributeOf(spans[stage] as ReceivedSpan, key);
  expect(read("door", "millrace.event.id")).toBe(id);
  expect(read("door", "millrace.site")).toBe(SITE);
  expect(read("door", "millrace.page")).toBe("/pricing");
  expect(read("door", "millrace.door")).toBe("POST /api/v1/events");
  expect(read("queue", "millrace.receipt")).toBe(receipt);
  expect(read("insert", "millrace.receipt")).toBe(receipt);
  const order = ["door", "queue", "cut", "insert", "settle"].map((stage) =>
    BigInt(spans[stage]?.startTimeUnixNano ?? 0),
  );
  expect(order).toEqual([...order].sort((a, b) => (a < b ? -1 : Number(a > b))));
  expect(collector.requests[0]).toMatchObject({
    url: "/v1/traces",
    headers: { "x-key": "a b", "content-encoding": "gzip" },
  });
  expect([...collector.services]).toEqual(["stats"]);
  const sent = JSON.stringify(collector.requests.map(({ body }) => body));
  expect(sent).toContain("deployment.environment.name");
  for (const secret of ["marked", "Firefox", "127.0.0.1"]) expect(sent).not.toContain(secret);
});

it("goes on in the trace of the client, through the door and through a socket", async () => {
  const { app, collector } = await start();
  await send(app, {}, { traceparent: traceparent("01") });
  const spans = await traceOf(collector, CLIENT.trace);
  expect(spans.door?.parentSpanId).toBe(CLIENT.span);
  expect(spans.settle?.parentSpanId).toBe(spans.door?.spanId);

  const other = CLIENT.trace.replace("4b", "5c");
  const headers = { "user-agent": AGENT, traceparent: `00-${other}-${CLIENT.span}-01` };
  const visitor = await connectVisitor(app.url, SITE, headers);
  visitor.send({ type: "pageview", data: { path: "/live" } });
  expect((await traceOf(collector, other)).door?.parentSpanId).toBe(CLIENT.span);
});

it.each([
  {
    sampler: "parentbased_always_on",
    sends: "an event whose client does not sample",
    flags: "00",
    goes: false,
  },
  { sampler: "parentbased_always_off", sends: "an event whose client samples", flags: "01", goes: true },
  { sampler: "always_off", sends: "an event whose client samples", flags: "01", goes: false },
  { sampler: "always_on", sends: "an event whose client does not sample", flags: "00", goes: true },
])("as $sampler lets $sends go: $goes", async ({ sampler, flags, goes }) => {
  const { app, collector } = await start({ OTEL_TRACES_SAMPLER: sampler });
  await send(app, {}, { traceparent: traceparent(flags) });
  await app.stop();
  expect(collector.spans.filter(({ traceId }) => traceId === CLIENT.trace).length > 0).toBe(goes);
});

it("takes about the share of events that the ratio says, whole", async () => {
  const { app, collector } = await start({
    OTEL_TRACES_SAMPLER: "traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.25",
  });
  for (let n = 0; n < 120; n++) await send(app, { name: `event-${n}` });
  await app.stop();
  const doors = collector.spans.filter(({ name }) => name === "door").length;
  // Six standard deviations of 120 events around 30.
  expect(doors).toBeGreaterThan(1);
  expect(doors).toBeLessThan(59);
  expect(collector.spans.filter(({ name }) => name === "settle")).toHaveLength(doors);
});

it("ends the trace of a dropped event at intake, with the reason, and takes no invalid traceparent", async () => {
  const { app, collector } = await start();
  const dropped = await send(app, {}, { "user-agent": "Googlebot/2.1", traceparent: "00-zz-1-01" });
  const spans = await traceOf(collector, (dropped.ids[0] ?? "").replaceAll("-", ""), ["door", "intake"]);
  expect(attributeOf(spans.door as ReceivedSpan, "millrace.drop_reason")).toBe("bot");
});

it("lets at most 200 events a second go, takes all, and does without a collector that fails or stalls", async () => {
  const { app, collector } = await start();
  collector.status = 400;
  const batch = Array.from({ length: 1000 }, () => ({ site: SITE, path: "/many" }));
  const startedAt = Date.now();
  const reply = await fetch(`${app.url}/api/v1/events`, {
    method: "POST",
    headers: { "user-agent": AGENT },
    body: JSON.stringify(batch),
  });
  expect(reply.status).toBe(202);
  const seconds = Math.ceil((Date.now() - startedAt) / 1000) + 1;
  await until(
    () => app.logged.some(({ sentence }) => sentence.includes("takes no spans")),
    () => app.logged,
  );
  const doors = () => collector.requests.map(({ body }) => body.split('"name":"door"').length - 1);
  expect(doors().reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(200 * seconds);
  collector.status = 200;
  await send(app, {});
  await until(
    () => app.logged.some(({ sentence }) => sentence.includes("takes spans again")),
    () => app.logged,
  );
  expect(app.logged.filter(({ sentence }) => sentence.includes("takes no spans"))).toHaveLength(1);
  expect(app.logged.filter(({ level }) => level === "error")).toEqual([]);

  collector.status = null;
  await send(app, {});
  const stoppingAt = Date.now();
  const totals = await app.stop();
  expect(totals.stored).toBe(1002);
  expect(Date.now() - stoppingAt).toBeLessThan(6000);
});

it.each(["redis", "rabbitmq"])("carries a trace from an edge to a worker through %s", async (broker) => {
  const [redis, postgres, collector] = await Promise.all([startRedis(), startPostgres(), startCollector()]);
  closing.push(
    () => redis.stop(),
    () => postgres.stop(),
    () => collector.stop(),
  );
  const environment: Record<string, string> = {
    REDIS_URL: redis.url,
    DATABASE_URL: postgres.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  };
  if (broker === "rabbitmq") {
    const rabbitmq = await startRabbit();
    closing.push(() => rabbitmq.stop());
    environment.RABBITMQ_URL = rabbitmq.url;
  }
  const edge = await startApp(newFolder(), { roles: ["ingest"], environment });
  closing.push(() => edge.stop());
  // What an edge follows its worker follows, whatever the worker's own sampler says.
  const worker = await startApp(newFolder(), {
    roles: ["worker", "api", "scheduler"],
    environment: { ...environment, OTEL_TRACES_SAMPLER: "always_off" },
  });
  closing.push(() => worker.stop());
  await send(edge, {}, { traceparent: traceparent("01") });
  const spans = await traceOf(collector, CLIENT.trace);
  expect(spans.insert?.parentSpanId).toBe(spans.door?.spanId);
});

it("gives the histograms of stages exemplars of followed events, as OpenMetrics only", async () => {
  const { app } = await start();
  await send(app, {}, { traceparent: traceparent("01") });
  const scrape = async (accept: string) => {
    const reply = await fetch(`${app.url}/metrics`, { headers: { accept } });
    return { type: reply.headers.get("content-type") ?? "", text: await reply.text() };
  };
  const OPEN = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
  const exemplar = (name: string) =>
    new RegExp(
      `^${name}[^\\n]* # \\{trace_id="${CLIENT.trace}",span_id="[\\da-f]{16}"\\} [\\d.e-]+ [\\d.]+$`,
      "m",
    );
  let open = await scrape(OPEN);
  const settled = exemplar('millrace_stage_seconds_bucket\\{[^}]*stage="settle"[^}]*\\}');
  for (const deadline = Date.now() + 10_000; !settled.test(open.text) && Date.now() < deadline; ) {
    await sleep(100);
    open = await scrape(OPEN);
  }
  expect(open.text).toMatch(settled);
  expect(open.type).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  expect(open.text).toMatch(exemplar("millrace_append_seconds_bucket"));
  expect(open.text).toMatch(exemplar("millrace_intake_seconds_bucket"));
  expect(open.text.match(/# EOF/g)).toHaveLength(1);
  expect(open.text.endsWith("# EOF\n")).toBe(true);
  // What one format writes, the other must not change.
  const plain = await scrape("text/plain");
  expect(plain.type).toContain("text/plain");
  expect(plain.text).not.toMatch(/# \{|# EOF/);
  expect(plain.text).toContain(
    "# TYPE millrace_received_events_total counter\nmillrace_received_events_total 1",
  );
  expect(open.text).toContain("# TYPE millrace_received_events counter\nmillrace_received_events_total 1");
  expect(plain.text.match(/^# TYPE (\S+)/gm)).toHaveLength(open.text.match(/^# TYPE (\S+)/gm)?.length ?? 0);
});
