// What only a ClickHouse behind a network can suffer. What every store promises is in event-store.test.ts.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it, vi } from "vitest";
import { RowsRefused, StoreUnavailable } from "../../src/domain/errors.ts";
import type { Event } from "../../src/domain/event/event.ts";
import { open } from "../../src/drivers/events/clickhouse/server.ts";
import { createDualStore } from "../../src/drivers/events/dual.ts";
import { openState } from "../../src/drivers/state/index.ts";
import { createOneAtATime } from "../../src/imports/one-at-a-time.ts";
import type { EventStore } from "../../src/ports/event-store.ts";
import { buildEvent, NOON } from "../build/build-envelope.ts";
import { ScriptedStore } from "../build/scripted-store.ts";
import { STORE_OPTIONS } from "../contract/event-store.contract.ts";
import { PASSWORD, startClickHouse } from "../servers/clickhouse.ts";
import { startHttpProxy } from "../servers/http-proxy.ts";

const server = await startClickHouse();
const proxy = await startHttpProxy(server.port);
const direct = await open(server.url, STORE_OPTIONS);
const proxied = await open(server.url.replace(`:${server.port}`, `:${proxy.port}`), STORE_OPTIONS);
await direct.migrate();

afterAll(async () => {
  await Promise.all([direct.close(), proxied.close()]);
  await proxy.stop();
  await server.stop();
});

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

let sites = 0;
const eventsOfNewSite = (count: number): Event[] => {
  sites += 1;
  return Array.from({ length: count }, (_, n) => buildEvent({ siteId: sites, timestamp: NOON + n }));
};
const insert = (store: EventStore, events: readonly Event[], token: string) =>
  store.insert(store.encode(events), token);

async function idsOf(siteId: number | undefined): Promise<string[]> {
  const ids: string[] = [];
  for await (const event of direct.readEvents()) if (event.siteId === siteId) ids.push(event.id);
  return ids.sort();
}

async function expectOnce(events: readonly Event[]): Promise<void> {
  expect(await idsOf(events[0]?.siteId)).toEqual(events.map(({ id }) => id).sort());
}

describe("open", () => {
  it("names the user that is refused, and not the password", async () => {
    const url = server.url.replace(encodeURIComponent(PASSWORD), "guess");
    const error = (await open(url, STORE_OPTIONS).catch((caught: unknown) => caught)) as Error;
    expect(error).not.toBeInstanceOf(StoreUnavailable);
    expect(error.message).toBe(
      `[events:clickhouse] 127.0.0.1:${server.port} refuses the user millrace: check name and password in EVENTS_URL`,
    );
  });

  it("throws StoreUnavailable with the address when nobody answers there", async () => {
    const url = server.url.replace(`:${server.port}`, ":1");
    const opening = open(url, STORE_OPTIONS);
    await expect(opening).rejects.toThrow(StoreUnavailable);
    await expect(opening).rejects.toThrow(/^\[events:clickhouse\] 127\.0\.0\.1:1 does not answer: .+/);
    await expect(opening).rejects.not.toThrow(encodeURIComponent(PASSWORD));
  });

  it.each(["25.8.1.5101", "26.6.9", ""])(
    "refuses version %j, whose projections are too old",
    async (version) => {
      const old = createServer((_, response) => void response.end(`${JSON.stringify([version])}\n`));
      await new Promise<void>((resolve) => old.listen(0, "127.0.0.1", resolve));
      const { port } = old.address() as AddressInfo;
      await expect(open(`clickhouse://127.0.0.1:${port}`, STORE_OPTIONS)).rejects.toThrow(
        /upgrade it to 26\.7/,
      );
      await new Promise((resolve) => old.close(resolve));
    },
  );

  it("names the grant that is missing: without it no batch could ever be repeated", async () => {
    const strict = createServer(async (request, response) => {
      let query = "";
      for await (const chunk of request) query += chunk;
      if (!query.includes("system.")) return response.end('["26.7.2.1"]\n');
      response.writeHead(403, { "X-ClickHouse-Exception-Code": 497 });
      response.end("Code: 497. DB::Exception: millrace: Not enough privileges. (ACCESS_DENIED)");
    });
    await new Promise<void>((resolve) => strict.listen(0, "127.0.0.1", resolve));
    const { port } = strict.address() as AddressInfo;
    const opening = open(`clickhouse://millrace@127.0.0.1:${port}`, STORE_OPTIONS);
    await expect(opening).rejects.toThrow(/GRANT SELECT ON system\.\* TO millrace/);
    await expect(opening).rejects.not.toThrow(StoreUnavailable);
    await new Promise((resolve) => strict.close(resolve));
  });

  it.each([
    { url: "clickhouse:///millrace", says: "has no host" },
    { url: "clickhouse://localhost/analytics", says: "names the database analytics" },
    { url: "clickhouse://localhost/?compress=1&cluster=a", says: "has unknown parameters compress" },
    { url: "clickhouse://localhost/?cluster=a'b", says: "has cluster=a'b" },
  ])("refuses $url", async ({ url, says }) => {
    await expect(open(url, STORE_OPTIONS)).rejects.toThrow(says);
  });
});

describe("over TLS", () => {
  it("writes and reads, and goes nowhere when the certificate is nobody's it knows", async () => {
    const secure = await startClickHouse({ tls: true });
    try {
      const store = await open(secure.url, STORE_OPTIONS);
      await store.migrate();
      const event = buildEvent({});
      await insert(store, [event], "tls:0:1-1");
      for await (const stored of store.readEvents()) expect(stored).toEqual(event);
      await store.close();
      const stranger = open(secure.url.replace(/\?.*/, ""), STORE_OPTIONS);
      await expect(stranger).rejects.toThrow(/does not answer: self-signed certificate/);
    } finally {
      await secure.stop();
    }
  });
});

describe("an insert", () => {
  it.each(["cut-reply", "cut-reply-late"] as const)(
    "whose reply is lost (%s) is an outage, and once there after it was repeated",
    async (fate) => {
      const events = eventsOfNewSite(3);
      proxy.decide((statement) => (statement.startsWith("INSERT") ? fate : "pass"));
      await expect(insert(proxied, events, `${fate}:0:1-3`)).rejects.toThrow(StoreUnavailable);
      proxy.decide(() => "pass");
      await proxied.insertMissing(events, `${fate}:0:1-3`);
      await expectOnce(events);
    },
  );

  it("whose body is cut short writes nothing, and once there after it was repeated", async () => {
    const events = eventsOfNewSite(500);
    proxy.decide(() => "cut-request");
    await expect(insert(proxied, events, "body:0:1-500")).rejects.toThrow(StoreUnavailable);
    proxy.decide(() => "pass");
    expect(await idsOf(events[0]?.siteId)).toEqual([]);
    await proxied.insertMissing(events, "body:0:1-500");
    await expectOnce(events);
  });

  it("into a server that stands still fails within seconds, and is once there after it was repeated", async () => {
    const events = eventsOfNewSite(3);
    server.pause();
    const startedAt = Date.now();
    try {
      await expect(insert(direct, events, "still:0:1-3")).rejects.toThrow(StoreUnavailable);
      expect(Date.now() - startedAt).toBeLessThan(15_000);
    } finally {
      server.resume();
    }
    // The insert that was given up is still under way there, and the repair waits for its end.
    await vi.waitFor(() => direct.insertMissing(events, "still:0:1-3"), { timeout: 10_000, interval: 200 });
    await expectOnce(events);
  });

  it("that arrives after it was repeated writes nothing", async () => {
    const events = eventsOfNewSite(3);
    proxy.decide(() => "hold");
    await expect(insert(proxied, events, "late:0:1-3")).rejects.toThrow(StoreUnavailable);
    await direct.insertMissing(events, "late:0:1-3");
    await proxy.release();
    await expectOnce(events);
  });
});

describe("a second store on ClickHouse (EVENTS_COPY_URL)", () => {
  /** It refuses lists with an event of `/refused`, as a store does that has a stricter column: they come in halves then. */
  async function newDualStore() {
    const copy: EventStore = {
      ...proxied,
      async insertMissing(events, token) {
        if (events.some(({ path }) => path === "/refused")) throw new RowsRefused("refused");
        await proxied.insertMissing(events, token);
      },
    };
    const oneAtATime = createOneAtATime(await openState("memory:", { guards: { fsync: true } }), "copy");
    return createDualStore({ main: new ScriptedStore().asEventStore(), copy, oneAtATime, log: SILENT });
  }

  it.each([
    { fate: "cut-reply", refused: [], description: "a batch whose reply is lost" },
    { fate: "hold", refused: [], description: "a batch that arrives after it was repeated" },
    { fate: "hold", refused: [5], description: "halves that arrive after they were repeated" },
  ] as const)("has each event once: $description", async ({ fate, refused }) => {
    const dual = await newDualStore();
    const events = eventsOfNewSite(6).map((event, n) =>
      refused.some((place) => place === n) ? { ...event, path: "/refused" } : event,
    );
    const token = `copied-${events[0]?.siteId}:0:1-6`;
    proxy.decide((statement) => (statement.startsWith("INSERT") ? fate : "pass"));
    await expect(dual.insert(dual.encode(events), token)).rejects.toThrow(StoreUnavailable);
    proxy.decide(() => "pass");
    await dual.insertMissing(events, token);
    await proxy.release();
    await expectOnce(events.filter(({ path }) => path !== "/refused"));
  });
});

describe("a batch whose token the store knows without having its rows", () => {
  /** As a kill between the two steps of an insert leaves it. */
  async function noteWithoutRows(events: readonly Event[], token: string): Promise<void> {
    await insert(direct, events, token);
    await direct.eraseBefore(events[0]?.siteId ?? 0, NOON + 1000);
  }

  it("is stored once when a repair arrives after the next one was done", async () => {
    const events = eventsOfNewSite(3);
    await noteWithoutRows(events, "repair:0:1-3");
    proxy.decide((statement) => (statement.includes("/") ? "hold" : "pass"));
    await expect(proxied.insertMissing(events, "repair:0:1-3")).rejects.toThrow(StoreUnavailable);
    await direct.insertMissing(events, "repair:0:1-3");
    await expectOnce(events);
    await proxy.release();
    await expectOnce(events);
  });

  it("is stored though the token of its repair is known without rows as well", async () => {
    const events = eventsOfNewSite(3);
    await noteWithoutRows(events, "twice:0:1-3");
    await noteWithoutRows(events, "twice:0:1-3/repair-1");
    for (let n = 0; n < 2; n++) await direct.insertMissing(events, "twice:0:1-3");
    await expectOnce(events);
  });

  it("waits while an insert of it is under way: its rows may be about to appear", async () => {
    const events = eventsOfNewSite(3);
    await noteWithoutRows(events, "running:0:1-3");
    const under = (token: string, siteId: number) =>
      runSlowly(`INSERT INTO millrace.events (site_id) SETTINGS async_insert = 0, insert_deduplication_token = '${token}'
        SELECT toUInt32(${siteId}) FROM numbers(3) WHERE sleepEachRow(0.5) = 0`);
    const others = [under("running:0:1-30", 900_001), under("running:0:1-3", 900_002)];
    await untilRunning("running:0:1-3'");
    await expect(direct.insertMissing(events, "running:0:1-3")).rejects.toThrow(/still running/);
    await Promise.all(others);
    await direct.insertMissing(events, "running:0:1-3");
    await expectOnce(events);
  });

  it("does not wait for an insert of another batch, whatever its token begins with", async () => {
    const events = eventsOfNewSite(3);
    await noteWithoutRows(events, "other:0:1-3");
    const other = runSlowly(`INSERT INTO millrace.events (site_id) SETTINGS async_insert = 0,
      insert_deduplication_token = 'other:0:1-30' SELECT toUInt32(900003) FROM numbers(3) WHERE sleepEachRow(0.7) = 0`);
    await untilRunning("other:0:1-30'");
    await direct.insertMissing(events, "other:0:1-3");
    await expectOnce(events);
    await other;
  });
});

describe("a server that is killed with -9", () => {
  it("is an outage for every call, and answers again by itself", async () => {
    const [event] = eventsOfNewSite(1) as [Event];
    await server.kill9();
    for (const call of [
      () => direct.ping(),
      () => insert(direct, [event], "down:0:1-1"),
      () => direct.insertMissing([event], "down:0:1-1"),
      () => direct.viewsByHour({ page: "/", from: 0, to: NOON }),
      () => direct.eraseBefore(1, NOON),
    ]) {
      await expect(call()).rejects.toThrow(StoreUnavailable);
    }
    await server.restart();
    await direct.insertMissing([event], "down:0:1-1");
    await expectOnce([event]);
  });

  it("in the middle of inserts loses none and doubles none", async () => {
    for (let round = 0; round < 5; round++) {
      const batches = Array.from({ length: 12 }, () => eventsOfNewSite(200));
      const tokenOf = (n: number) => `kill-${round}:0:${n}-${n}`;
      const inserts = batches.map((events, n) => insert(direct, events, tokenOf(n)));
      const kill = new Promise<void>((resolve) => setTimeout(() => resolve(server.kill9()), 20 + round * 15));
      const outcomes = await Promise.allSettled(inserts);
      await kill;
      await server.restart();
      for (const [n, { status }] of outcomes.entries()) {
        if (status === "rejected") await direct.insertMissing(batches[n] ?? [], tokenOf(n));
      }
      for (const events of batches) await expectOnce(events);
    }
  }, 120_000);
});

async function runSlowly(statement: string): Promise<void> {
  await fetch(`http://127.0.0.1:${server.port}/`, { method: "POST", body: statement, headers: ENTRY });
}

async function untilRunning(text: string): Promise<void> {
  const query = `SELECT count() FROM system.processes WHERE query_kind = 'Insert' AND position(query, '${text.replace("'", "\\'")}') > 0`;
  await expect
    .poll(
      async () =>
        (
          await fetch(`http://127.0.0.1:${server.port}/`, { method: "POST", body: query, headers: ENTRY })
        ).text(),
      { interval: 20 },
    )
    .toBe("1\n");
}

const ENTRY = { "X-ClickHouse-User": "millrace", "X-ClickHouse-Key": PASSWORD };
