import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TraceLine, TraceMessage, TraceReply, TraceStage } from "@millrace/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { openInstance } from "../build/open-instance.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { CLI } from "../e2e/instance.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startRabbit } from "../servers/rabbitmq.ts";
import { startRedis } from "../servers/redis.ts";

const newFolder = useTempFolders();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(folder = newFolder(), options?: Parameters<typeof startApp>[1]): Promise<StartedApp> {
  const app = await startApp(folder, options);
  closing.push(() => app.stop());
  return app;
}

const SITE = "shop.example";
const ALL: readonly TraceStage[] = ["door", "intake", "queue", "cut", "insert", "settle", "live"];

async function send(app: { url: string }, event: object, headers: Record<string, string> = {}) {
  const reply = await fetch(`${app.url}/api/v1/events`, {
    method: "POST",
    headers: { "user-agent": "Mozilla/5.0 Firefox/149.0", ...headers },
    body: JSON.stringify({ site: SITE, url: `https://${SITE}/pricing`, ...event }),
  });
  return (await reply.json()) as { ids: string[]; receipt: string };
}

async function traceOf(app: { url: string }, event: string, site?: string) {
  const path = site === undefined ? "/api/v1" : `/api/v1/sites/${site}`;
  const reply = await fetch(`${app.url}${path}/traces/${encodeURIComponent(event)}`);
  return { status: reply.status, body: (await reply.json()) as TraceReply & { error?: string } };
}

async function until<Value>(
  what: () => Promise<Value>,
  is: (value: Value) => boolean,
  ms = 10_000,
): Promise<Value> {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await what();
    if (is(value)) return value;
    if (Date.now() > deadline) throw new Error(`it did not come true: ${JSON.stringify(value)}`);
    await sleep(50);
  }
}

const stagesOf = ({ body }: { body: TraceReply }): TraceStage[] =>
  (body.lines ?? []).map(({ stage }) => stage);
const isWhole = (reply: { body: TraceReply }) => JSON.stringify(stagesOf(reply)) === JSON.stringify(ALL);

/** A terminal, with a filter. */
async function openTerminal(app: { url: string }, filter: object, path = "/api/v1/terminal") {
  const socket = new WebSocket(app.url.replace("http", "ws") + path);
  closing.push(() => socket.terminate());
  const lines: TraceLine[] = [];
  const figures: Extract<TraceMessage, { type: "figures" }>[] = [];
  const errors: string[] = [];
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as TraceMessage | { type: "error"; message: string };
    if (message.type === "lines") lines.push(...message.lines);
    else if (message.type === "figures") figures.push(message);
    else errors.push(message.message);
  });
  await new Promise((resolve) => socket.on("open", resolve));
  socket.send(JSON.stringify(filter));
  // The processes learn over the bus that somebody watches.
  await sleep(300);
  return { lines, figures, errors, socket };
}

describe("the trace of one event", () => {
  it("has every stage, by its id, by the client's own id and by its receipt, and again after a restart", async () => {
    const folder = newFolder();
    const app = await startApp(folder);
    const { ids, receipt } = await send(app, { id: "order 7", name: "signup" });
    const first = await until(() => traceOf(app, "order 7"), isWhole);
    for (const event of [ids[0] ?? "", receipt])
      expect((await traceOf(app, event)).body.lines).toEqual(first.body.lines);
    const lines = first.body.lines;
    expect(lines[0]).toMatchObject({
      site: SITE,
      event: { id: ids[0], name: "signup", page: "/pricing", door: "POST /api/v1/events" },
    });
    expect(lines[2]).toMatchObject({ stage: "queue", receipt, outcome: "ok" });
    expect(lines[4]).toMatchObject({ stage: "insert", batch: { rows: 1 }, receipt });
    for (const [at, line] of lines.entries()) expect(line.at).toBeGreaterThanOrEqual(lines[at - 1]?.at ?? 0);
    expect(first.body.silent).toEqual([]);
    await app.stop();
    const again = await start(folder);
    const later = await until(() => traceOf(again, "order 7"), isWhole);
    const bare = (all: readonly TraceLine[]) => all.map(({ key: _, process: __, ...line }) => line);
    expect(bare(later.body.lines)).toEqual(bare(lines));
  });

  it("says why an event was dropped, or that it came twice", async () => {
    const app = await start();
    const bot = { "user-agent": "Googlebot/2.1" };
    await send(app, { id: "from a bot" }, bot);
    await send(app, { id: "twice" });
    await send(app, { id: "twice" });
    const dropped = await until(
      () => traceOf(app, "from a bot"),
      ({ status }) => status === 200,
    );
    expect(dropped.body.lines.map(({ stage, outcome, reason }) => [stage, outcome, reason])).toEqual([
      ["door", "ok", null],
      ["intake", "dropped", "bot"],
    ]);
    const twice = await traceOf(app, "twice");
    expect(
      twice.body.lines
        .filter(({ stage }) => stage === "queue")
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(["duplicate", "ok"]);
    const unknown = await traceOf(app, "never sent");
    expect([unknown.status, unknown.body.error]).toEqual([404, expect.stringContaining("no process knows")]);
  });

  it("shows who may see one site only that site's part of a batch", async () => {
    const app = await start(newFolder(), { environment: { FLUSH_INTERVAL_MS: "1000" } });
    await send(app, { id: "mine" });
    for (let n = 0; n < 3; n++)
      await send(app, { id: `other ${n}`, site: "other.example", url: "https://other.example/x" });
    await until(() => traceOf(app, "mine"), isWhole);
    const whole = (await traceOf(app, "mine")).body.lines.find(({ stage }) => stage === "insert");
    expect(whole).toMatchObject({ batch: { rows: 4 } });
    const mine = await traceOf(app, "mine", SITE);
    expect(stagesOf(mine)).toEqual(ALL);
    expect(mine.body.lines.find(({ stage }) => stage === "insert")).toMatchObject({
      batch: { rows: 1 },
      receipt: null,
    });
    expect(JSON.stringify(mine.body)).not.toContain("other");
    expect((await traceOf(app, "other 1", SITE)).status).toBe(404);
    // Nor by its receipt.
    const { body } = await traceOf(app, "other 1");
    expect((await traceOf(app, body.lines[2]?.receipt ?? "", SITE)).status).toBe(404);
  });

  it.each(["redis", "rabbitmq"] as const)(
    "is put together from two processes, on %s",
    { timeout: 90_000 },
    async (broker) => {
      const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
      closing.push(
        () => redis.stop(),
        () => postgres.stop(),
      );
      const environment: Record<string, string> = { REDIS_URL: redis.url, DATABASE_URL: postgres.url };
      if (broker === "rabbitmq") {
        const rabbitmq = await startRabbit();
        closing.push(() => rabbitmq.stop());
        environment.RABBITMQ_URL = rabbitmq.url;
      }
      const edge = await start(newFolder(), { roles: ["ingest"], environment });
      const back = await start(newFolder(), { roles: ["worker", "api"], environment });
      await until(async () => (await fetch(`${back.url}/ready`)).ok, Boolean);
      const { ids } = await send(edge, {});
      const found = await until(() => traceOf(back, ids[0] ?? ""), isWhole, 20_000);
      expect(found.body.lines[0]?.event?.id).toBe(ids[0]);
    },
  );

  it("is lost without any event when its folder can't be written, which is said once", async () => {
    const folder = newFolder();
    const app = await startApp(folder);
    await app.stop();
    const trace = join(folder, "data", "trace");
    for (const name of readdirSync(trace)) writeFileSync(join(trace, name), "of somebody else");
    const again = await start(folder);
    const { ids } = await send(again, {});
    await until(() => traceOf(again, ids[0] ?? ""), isWhole);
    expect(again.logged.filter(({ sentence }) => sentence.includes("has another format"))).toHaveLength(2);
  });

  it("keeps no address, agent, visitor or user on disk, and its files to itself", async () => {
    const folder = newFolder();
    const app = await start(folder, { environment: { TRUSTED_PROXIES: "127.0.0.1" } });
    const headers = {
      "user-agent": "Mozilla/5.0 (X11; MarkedShell; rv:149.0) Gecko/20100101 Firefox/149.0",
      "x-forwarded-for": "198.51.100.77",
    };
    const { ids } = await send(app, { user_id: "marked user", title: "marked title" }, headers);
    await until(() => traceOf(app, ids[0] ?? ""), isWhole);
    await sleep(500);
    const trace = join(folder, "data", "trace");
    const names = readdirSync(trace);
    expect(names).toHaveLength(2);
    const bytes = names.map((name) => readFileSync(join(trace, name), "latin1")).join("");
    expect(bytes).toContain(ids[0]);
    expect(bytes).not.toMatch(/198\.51\.100\.77|MarkedShell|marked/);
    for (const name of names) expect(statSync(join(trace, name)).mode & 0o777).toBe(0o600);
  });

  it("is not kept when that is switched off", async () => {
    const app = await start(newFolder(), { environment: { TRACE_EVENTS: "0" } });
    const { ids } = await send(app, {});
    expect((await traceOf(app, ids[0] ?? "")).status).toBe(404);
  });
});

describe("a terminal", () => {
  it("shows events as they pass, by filter, and figures", { timeout: 30_000 }, async () => {
    const app = await start();
    const everything = await openTerminal(app, {});
    const drops = await openTerminal(app, { reason: "bot" });
    const one = await openTerminal(app, { event: "followed" });
    const stages = await openTerminal(app, { stages: ["insert"], text: "0:" });
    await send(app, { id: "followed", name: "signup" });
    await send(app, { id: "crawled" }, { "user-agent": "Googlebot/2.1" });
    await fetch(`${app.url}/api/v1/events`, { method: "POST", body: "{" });
    await until(
      async () => one.lines.map(({ stage }) => stage),
      (seen) => ALL.every((stage) => seen.includes(stage)),
    );
    expect(one.lines).toHaveLength(ALL.length);
    expect(drops.lines.map(({ event }) => event?.name)).toEqual(["pageview"]);
    expect(stages.lines.every(({ stage }) => stage === "insert")).toBe(true);
    await until(
      async () => everything.lines,
      (lines) => lines.some(({ outcome }) => outcome === "refused"),
    );
    expect(everything.lines.find(({ outcome }) => outcome === "refused")).toMatchObject({
      stage: "door",
      event: { door: "POST /api/v1/events" },
      error: expect.stringMatching(/^400 /),
    });
    const figures = await until(
      async () => everything.figures.at(-1),
      (last) => (last?.stages[2]?.rate ?? 0) > 0,
    );
    expect(figures?.stages.map(({ stage }) => stage)).toEqual([
      "door",
      "intake",
      "queue",
      "cut",
      "insert",
      "settle",
      "seal",
      "live",
    ]);
    expect(figures?.stages[4]?.p95_ms).toBeGreaterThan(0);
    everything.socket.send('{"stages":["nowhere"]}');
    await until(
      async () => everything.errors,
      (errors) => errors.length > 0,
    );
    expect(everything.errors[0]).toContain("the filter is invalid: stages.0");
  });

  it("of a site shows nothing of another, and no figures", { timeout: 30_000 }, async () => {
    const app = await start();
    await send(app, { id: "first" });
    await send(app, { id: "first", site: "other.example", url: "https://other.example/" });
    const mine = await openTerminal(app, {}, `/api/v1/sites/${SITE}/terminal`);
    await send(app, { id: "others", site: "other.example", url: "https://other.example/secret" });
    await send(app, { id: "mine" });
    await until(
      async () => mine.lines,
      (lines) => lines.some(({ stage }) => stage === "live"),
    );
    await sleep(2500);
    expect(new Set(mine.lines.map(({ site }) => site))).toEqual(new Set([SITE]));
    expect(JSON.stringify(mine.lines)).not.toMatch(/other|secret/);
    expect(mine.figures).toEqual([]);
  });

  it("is open to operators and to who may see the site", async () => {
    const { app, ada, newPerson } = await (async () => {
      const instance = await openInstance(newFolder());
      closing.push(() => instance.stop());
      return instance;
    })();
    await ada.ask("POST", "/api/v1/sites", { name: SITE });
    await send(app, { id: "mine" });
    const { browser } = await newPerson("viewer");
    const ask = async (who: typeof ada, path: string) => (await who.ask("GET", path)).status;
    await until(
      () => ask(ada, "/api/v1/traces/mine"),
      (status) => status === 200,
    );
    expect(await ask(browser, "/api/v1/traces/mine")).toBe(403);
    expect(await ask(browser, `/api/v1/sites/${SITE}/traces/mine`)).toBe(200);
  });

  it("in a shell shows the same, first what has happened, then what happens", {
    timeout: 40_000,
  }, async () => {
    const app = await start();
    await send(app, { id: "followed" });
    await until(() => traceOf(app, "followed"), isWhole);
    const tail = (...flags: string[]) => {
      const child = spawn(process.execPath, [CLI, "tail", "--url", app.url, ...flags]);
      closing.push(() => child.kill("SIGKILL"));
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += chunk;
      });
      return { child, output: () => output };
    };
    const json = tail("--event", "followed", "--json");
    const people = tail("--stage", "queue");
    await until(
      async () => json.output().trim().split("\n").length,
      (count) => count === ALL.length,
    );
    await sleep(1000);
    await send(app, { id: "another", name: "signup" });
    await until(
      async () => people.output(),
      (text) => text.includes("signup"),
    );
    expect(people.output()).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} queue {2}ok .* ms shop\.example signup \/pricing by POST \/api\/v1\/events 0?\d:\d+ /m,
    );
    expect(
      json
        .output()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).stage),
    ).toEqual(ALL);
    expect(await exitOf(people.child)).toBe(0);
    const wrong = spawn(process.execPath, [CLI, "tail", "--url", app.url, "--stage", "nowhere"]);
    expect(await new Promise((resolve) => wrong.on("exit", resolve))).not.toBe(0);
  });
});

function exitOf(child: ChildProcess): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  child.kill("SIGINT");
  return ended;
}
