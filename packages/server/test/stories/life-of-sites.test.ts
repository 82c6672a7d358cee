import { join } from "node:path";
import { type Client, ClientError, createClient, type NativeEvent } from "@millrace/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readConfig } from "../../src/app/config.ts";
import { openShared, withStore } from "../../src/app/open-drivers.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { forkScript, kill9, nextMessage } from "../processes/child-process.ts";

// Whole servers, some of them twice.
vi.setConfig({ testTimeout: 120_000 });

const newFolder = useTempFolders();
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const SITE = "gone.example";
const RANGE = "2026-03-09,2026-03-12";
const WAIT = { timeout: 30_000, interval: 100 };

const event = (changes: Partial<NativeEvent> = {}): NativeEvent => ({
  site: SITE,
  path: "/",
  timestamp: "2026-03-10T09:00:00Z",
  ...changes,
});

async function start(
  folder: string,
  options: Parameters<typeof startApp>[1] = {},
): Promise<{ app: StartedApp; client: Client; stop(): Promise<unknown> }> {
  const app = await startApp(folder, options);
  let stopped: Promise<unknown> | undefined;
  const stop = () => (stopped ??= app.stop());
  stops.push(stop);
  return { app, client: createClient({ baseUrl: app.url }), stop };
}

const countOf = async (client: Client, site: string) => {
  const asked = { site_id: site, date_range: RANGE, metrics: "events" };
  return (await client.report("timeseries", asked)).results.reduce(
    (sum, { metrics }) => sum + Number(metrics[0] ?? 0),
    0,
  );
};
const stored = (client: Client, site: string, events: number) =>
  vi.waitFor(async () => expect(await countOf(client, site)).toBe(events), WAIT);

async function refusal(call: Promise<unknown>): Promise<ClientError> {
  const error = await call.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ClientError);
  return error as ClientError;
}

/** Rows of each site id that are left in a folder that nobody has open. */
async function sitesInStore(folder: string): Promise<number[]> {
  const config = readConfig({ DATA_DIR: join(folder, "data"), LOG_LEVEL: "silent" });
  return withStore(config, async (store) => [
    ...new Set((await store.storedDays()).map(({ siteId }) => siteId)),
  ]);
}

describe("a site that is deleted", () => {
  it("wants its name, is 404 at once in every reply, and its events are erased", async () => {
    const folder = newFolder();
    const { client, stop } = await start(folder);
    await client.sendEvents([event(), event({ path: "/a" }), event({ site: "kept.example" })]);
    await stored(client, SITE, 2);
    expect((await refusal(client.deleteSite(SITE, "kept.example"))).status).toBe(400);
    expect((await refusal(client.deleteSite("nobody.example", "nobody.example"))).status).toBe(404);
    await client.deleteSite(SITE, SITE);
    const asked = { site_id: SITE, date_range: RANGE };
    for (const call of [
      client.site(SITE),
      client.goals(SITE),
      client.annotations(SITE),
      client.sessions(SITE),
      client.report("pages", asked),
      client.exportEvents({ site_id: SITE }),
      client.currentVisitors(SITE),
      client.deleteSite(SITE, SITE),
      client.resetSite(SITE, SITE),
    ])
      expect((await refusal(call)).status).toBe(404);
    expect((await client.sites()).map(({ name }) => name)).toEqual(["kept.example"]);
    await stop();
    const again = await start(folder);
    await vi.waitFor(
      () =>
        expect(again.app.logged).toContainEqual(
          expect.objectContaining({ sentence: "a site's events are erased" }),
        ),
      WAIT,
    );
    expect(await countOf(again.client, "kept.example")).toBe(1);
    await again.stop();
    expect(await sitesInStore(folder)).toHaveLength(1);
  });

  it("is not made again by its events, which are listed as unknown, until a person takes them", async () => {
    const { client } = await start(newFolder());
    await client.sendEvents([event()]);
    await client.deleteSite(SITE, SITE);
    // One event may be served from the edge's memory, and is left out by the worker.
    await vi.waitFor(async () => {
      const { dropped } = await client.sendEvents([event()]);
      expect(dropped).toEqual([
        { index: 0, reason: "unknown_site", hint: expect.stringMatching(/^the site was deleted/) },
      ]);
    }, WAIT);
    await vi.waitFor(
      async () => expect(await client.unknownSites()).toMatchObject([{ name: SITE, ignored: false }]),
      WAIT,
    );
    await client.ignoreUnknownSite(SITE);
    expect(await client.unknownSites()).toMatchObject([{ ignored: true }]);
    expect((await client.acceptUnknownSite(SITE)).name).toBe(SITE);
    expect(await client.unknownSites()).toEqual([]);
    await vi.waitFor(async () => {
      await client.sendEvents([event()]);
      expect(await countOf(client, SITE)).toBeGreaterThan(0);
    }, WAIT);
    expect((await refusal(client.acceptUnknownSite("never.example"))).status).toBe(404);
    expect((await refusal(client.ignoreUnknownSite("never.example"))).status).toBe(404);
  });

  it("leaves nothing behind of what waited in the queue: no row, no dead letter, but a count", async () => {
    const folder = newFolder();
    const edge = await start(folder, { roles: ["ingest"] });
    await edge.client.sendEvents([event(), event({ path: "/a" }), event({ site: "kept.example" })]);
    await edge.stop();
    const shared = await openShared(readConfig({ DATA_DIR: join(folder, "data") }));
    expect(await shared.accounts.deleteSite(SITE)).toBe(true);
    await Promise.all([shared.queue.close(), shared.state.close(), shared.accounts.close()]);
    const { client, app, stop } = await start(folder);
    await stored(client, "kept.example", 1);
    await vi.waitFor(async () => {
      const { counters } = await client.pipeline();
      expect(counters).toMatchObject({ stored: 1, dead: 0, dropped: { deleted_site: 2 } });
    }, WAIT);
    expect(app.logged).toContainEqual({
      level: "info",
      facts: { events: 2 },
      sentence: "events of deleted or reset sites were left out",
    });
    expect(await client.deadLetters()).toEqual({ dead_letters: [], total: 0 });
    await stop();
    expect(await sitesInStore(folder)).toHaveLength(1);
  });

  it("is erased at the next start when the process is killed before", async () => {
    const folder = newFolder();
    const child = forkScript("run-app.ts", [folder]);
    stops.push(() => kill9(child));
    const client = createClient({ baseUrl: await nextMessage<string>(child) });
    await client.sendEvents([event(), event({ site: "kept.example" })]);
    await stored(client, SITE, 1);
    // The scheduler's first run is over: nothing erases before the next one, 5 s on.
    await client.deleteSite(SITE, SITE);
    await kill9(child);
    const again = await start(folder);
    expect((await refusal(again.client.site(SITE))).status).toBe(404);
    await vi.waitFor(
      () =>
        expect(again.app.logged).toContainEqual(
          expect.objectContaining({ sentence: "a site's events are erased" }),
        ),
      WAIT,
    );
    await again.stop();
    expect(await sitesInStore(folder)).toHaveLength(1);
  });
});

describe("a site that is reset", () => {
  it("has no events and all else, and takes new events at once", async () => {
    const { client } = await start(newFolder());
    await client.createSite({ name: SITE, excluded_pages: ["/admin/**"] });
    await client.createGoal(SITE, { event: "Signup" });
    await client.createAnnotation(SITE, { date: "2026-03-10", text: "New prices" });
    await client.sendEvents([event(), event({ path: "/a" })]);
    await stored(client, SITE, 2);
    expect((await refusal(client.resetSite(SITE, "x"))).status).toBe(400);
    await client.resetSite(SITE, SITE);
    expect(await countOf(client, SITE)).toBe(0);
    // The edge knows the site under its old id still: no event that was accepted is lost.
    const { accepted } = await client.sendEvents([event({ path: "/new" })]);
    expect(accepted).toBe(1);
    await stored(client, SITE, 1);
    expect(await client.site(SITE)).toMatchObject({ excluded_pages: ["/admin/**"] });
    expect(await client.goals(SITE)).toMatchObject([{ name: "Signup" }]);
    expect(await client.annotations(SITE)).toMatchObject([{ text: "New prices" }]);
  });
});

describe("annotations of a site", () => {
  it("are made, listed, changed and removed", async () => {
    const { client } = await start(newFolder());
    await client.createSite({ name: SITE });
    const late = await client.createAnnotation(SITE, { date: "2026-03-11", text: "Outage" });
    const first = await client.createAnnotation(SITE, { date: "2026-03-10", text: "New prices" });
    expect(await client.annotations(SITE)).toEqual([first, late]);
    const changed = { ...late, date: "2026-03-09" };
    expect(await client.updateAnnotation(SITE, late.id, { date: "2026-03-09" })).toEqual(changed);
    expect(await client.annotations(SITE)).toEqual([changed, first]);
    await client.deleteAnnotation(SITE, late.id);
    expect(await client.annotations(SITE)).toEqual([first]);
    expect((await refusal(client.deleteAnnotation(SITE, late.id))).status).toBe(404);
    expect((await refusal(client.updateAnnotation(SITE, late.id, { text: "x" }))).status).toBe(404);
    for (const body of [
      { date: "2026-02-30", text: "x" },
      { date: "10.3.2026", text: "x" },
      { date: "2026-03-10", text: "" },
      { date: "2026-03-10", text: "x".repeat(201) },
    ])
      expect((await refusal(client.createAnnotation(SITE, body))).status).toBe(400);
  });
});

describe("what a site excludes", () => {
  it("is not counted, and the reply says why", async () => {
    const { client } = await start(newFolder());
    const exclusions = {
      excluded_pages: ["/admin/**", "/*/draft"],
      excluded_hosts: ["staging.example.com", ".local.example.com"],
      excluded_addresses: ["10.0.0.0/8", "2001:db8::1"],
    };
    expect(await client.createSite({ name: SITE, ...exclusions })).toMatchObject(exclusions);
    const { dropped, accepted } = await client.sendEvents([
      event({ path: "/admin/users" }),
      event({ path: "/posts/draft" }),
      event({ url: "https://staging.example.com/" }),
      event({ url: "https://a.local.example.com/" }),
      event({ url: "https://example.com/admin" }),
    ]);
    expect(accepted).toBe(1);
    expect(dropped.map(({ reason }) => reason)).toEqual([
      "excluded_page",
      "excluded_page",
      "excluded_host",
      "excluded_host",
    ]);
    await client.updateSite(SITE, { excluded_addresses: ["127.0.0.0/8", "::1"] });
    await vi.waitFor(async () => {
      const reply = await client.sendEvents([event()]);
      expect(reply.dropped.map(({ reason }) => reason)).toEqual(["excluded_address"]);
    }, WAIT);
    for (const body of [
      { excluded_pages: ["admin"] },
      { excluded_pages: [`/${"*a".repeat(21)}`] },
      { excluded_hosts: ["https://a.example"] },
      { excluded_addresses: ["10.0.0.0/33"] },
      { excluded_addresses: ["localhost"] },
    ])
      expect((await refusal(client.updateSite(SITE, body))).status).toBe(400);
  });
});

describe("the name of a new site", () => {
  it.each([
    { name: "https://empty.example/", suggestion: "empty.example" },
    { name: "empty.example/blog", suggestion: "empty.example" },
    { name: "localhost:3000", suggestion: "localhost" },
    { name: "bad name/ü !", suggestion: null },
    { name: "<b>x</b> / ü !", suggestion: null },
  ])("can't be $name, from a person or an event", async ({ name, suggestion }) => {
    const { client } = await start(newFolder());
    expect(await refusal(client.createSite({ name }))).toMatchObject({ status: 400, suggestion });
    const { dropped } = await client.sendEvents([event({ site: name })]);
    expect(dropped).toMatchObject([{ reason: "unknown_site" }]);
    if (suggestion !== null) expect(dropped[0]?.hint).toContain(`write "${suggestion}"`);
    expect(await client.sites()).toEqual([]);
    expect(await client.unknownSites()).toEqual([]);
  });

  it("may be an odd one that is there already", async () => {
    const folder = newFolder();
    const shared = await openShared(readConfig({ DATA_DIR: join(folder, "data") }));
    const { DEFAULT_SITE_SETTINGS } = await import("../../src/domain/site/site.ts");
    await shared.accounts.createSite("bad name/ü !", DEFAULT_SITE_SETTINGS);
    await Promise.all([shared.queue.close(), shared.state.close(), shared.accounts.close()]);
    const { client } = await start(folder);
    expect((await client.sendEvents([event({ site: "bad name/ü !" })])).accepted).toBe(1);
    await stored(client, "bad name/ü !", 1);
    await client.deleteSite("bad name/ü !", "bad name/ü !");
    expect(await client.sites()).toEqual([]);
  });
});

describe("events of a new name", () => {
  it.each([
    { newSites: "ask", hint: /^the site is listed as unknown/, listed: ["new.example"] },
    { newSites: "off", hint: /^this instance does not create sites from events/, listed: [] },
  ])("make no site with NEW_SITES=$newSites", async ({ newSites, hint, listed }) => {
    const { client } = await start(newFolder(), { environment: { NEW_SITES: newSites } });
    const { dropped } = await client.sendEvents([
      event({ site: "new.example" }),
      event({ site: "new.example" }),
    ]);
    expect(dropped).toMatchObject([{ reason: "unknown_site" }, { reason: "unknown_site" }]);
    expect(dropped[0]?.hint).toMatch(hint);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const unknown = await client.unknownSites();
    expect(unknown.map(({ name }) => name)).toEqual(listed);
    if (listed.length > 0) expect(unknown[0]).toMatchObject({ events: 2, ignored: false });
    expect(await client.sites()).toEqual([]);
    if (listed.length === 0) return;
    await client.acceptUnknownSite("new.example");
    await vi.waitFor(async () => {
      expect((await client.sendEvents([event({ site: "new.example" })])).accepted).toBe(1);
    }, WAIT);
  });
});
