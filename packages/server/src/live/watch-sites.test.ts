import type { LiveMessage, LiveSnapshot } from "@millrace/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { encodeStored } from "../domain/event/stored-news.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../domain/site/site.ts";
import type { Present } from "./presence/present-visitors.ts";
import { createWatchSites } from "./watch-sites.ts";

const SITE: Site = { id: 1, name: "a.example", teamId: null, key: Buffer.alloc(0), ...DEFAULT_SITE_SETTINGS };
const log = { debug() {}, info() {}, warn() {}, error() {} };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

let present: Present = { connected: 0, pages: [], recent: 0 };

/** A hub whose looks take as long as told, or fail. */
function openHub(look: () => Promise<void> = async () => {}, lookAtOrigins = async () => {}) {
  let looks = 0;
  const beganAt: number[] = [];
  const hub = createWatchSites({
    liveSnapshot: {
      async counts() {
        looks += 1;
        const current_visitors = looks;
        beganAt.push(performance.now());
        await look();
        return { current_visitors, minutes: [], pages: [] };
      },
      async origins() {
        const sources = [["Google", looks]] as const;
        await lookAtOrigins();
        return { sources, countries: [] };
      },
    },
    present: () => present,
    clock: { now: () => 0 },
    log,
  });
  const store = (siteId = 1) => {
    for (const message of encodeStored([{ siteId, count: 3, events: [] }], 1000)) hub.hearStored(message);
  };
  return { hub, store, beganAt };
}

function viewer() {
  const seen: LiveMessage[] = [];
  const show = (message: Buffer) => void seen.push(JSON.parse(String(message)));
  const snapshots = () => seen.filter((message): message is LiveSnapshot => message.type === "snapshot");
  return { seen, show, snapshots };
}

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("looks once for all viewers of a site, and shows who comes later what is known", async () => {
  const { hub, beganAt } = openHub();
  const [first, second] = [viewer(), viewer()];
  hub.watch(SITE, first.show);
  await after(1);
  hub.watch(SITE, second.show);
  expect(second.snapshots()).toEqual(first.snapshots());
  await after(1000);
  expect(beganAt).toHaveLength(2);
  expect(second.snapshots().map(({ current_visitors, sources }) => [current_visitors, sources])).toEqual([
    [1, [["Google", 1]]],
    // The counts at once, with the origins of before, which follow.
    [2, [["Google", 1]]],
    [2, [["Google", 2]]],
  ]);
  hub.close();
});

it("looks at once when something is stored, then every half second while more comes", async () => {
  const { hub, store, beganAt } = openHub();
  const { show, seen } = viewer();
  hub.watch(SITE, show);
  await after(2000);
  const [startedAt = 0] = beganAt;
  for (let n = 0; n < 100; n++) {
    store();
    await after(20);
  }
  await after(600);
  const looks = beganAt.slice(1).map((at) => at - startedAt - 2000);
  expect(looks).toEqual([0, 500, 1000, 1500, 2000]);
  expect(seen.filter(({ type }) => type === "events")).toHaveLength(100);
  hub.close();
});

it("never looks twice at once, and looks again after what came meanwhile", async () => {
  let running = 0;
  const { hub, store, beganAt } = openHub(async () => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    running -= 1;
  });
  hub.watch(SITE, viewer().show);
  for (let n = 0; n < 29; n++) {
    await after(100);
    store();
  }
  await after(6000);
  expect(beganAt).toHaveLength(2);
  hub.close();
});

it("shows counts every half second while origins take their time", async () => {
  const { hub, store } = openHub(
    async () => {},
    () => new Promise((resolve) => setTimeout(resolve, 1500)),
  );
  const { show, snapshots } = viewer();
  hub.watch(SITE, show);
  await after(1600);
  for (let n = 0; n < 20; n++) {
    store();
    await after(100);
  }
  const shown = new Set(snapshots().map(({ current_visitors }) => current_visitors));
  expect([...shown]).toEqual([1, 2, 3, 4, 5, 6]);
  await after(6000);
  // What came while they were looked at is in them at last.
  const last = snapshots().at(-1);
  expect(last?.sources).toEqual([["Google", last?.current_visitors]]);
  hub.close();
});

it("looks again when nothing comes, so that visitors who left disappear", async () => {
  const { hub, beganAt } = openHub();
  hub.watch(SITE, viewer().show);
  await after(30_500);
  expect(beganAt).toHaveLength(4);
  hub.close();
});

it("tries again after a look that failed", async () => {
  let failures = 2;
  const { hub } = openHub(async () => {
    if (failures-- > 0) throw new Error("the store is away");
  });
  const { show, snapshots } = viewer();
  hub.watch(SITE, show);
  await after(4500);
  expect(snapshots()).toHaveLength(1);
  hub.close();
});

it("hears nothing of other sites, and looks no more when nobody watches", async () => {
  const { hub, store, beganAt } = openHub();
  const { show, seen } = viewer();
  const leave = hub.watch(SITE, show);
  await after(1000);
  store(2);
  await after(1000);
  expect(seen.map(({ type }) => type)).toEqual(["hello", "snapshot"]);
  leave();
  store();
  await after(60_000);
  expect(beganAt).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

it("looks again when events were erased, and tells of none", async () => {
  const { hub, beganAt } = openHub();
  const { show, seen } = viewer();
  hub.watch(SITE, show);
  await after(2000);
  const before = beganAt.length;
  for (const message of encodeStored([{ siteId: 1, count: 0, events: [] }], 1000)) hub.hearStored(message);
  await after(600);
  expect(beganAt.length).toBe(before + 1);
  expect(seen.map(({ type }) => type)).not.toContain("events");
  hub.close();
});

it("tells a client that connects again how many events it missed, or that nobody knows", async () => {
  const { hub, store } = openHub();
  const [first, second, third, fourth] = [viewer(), viewer(), viewer(), viewer()];
  const leave = hub.watch(SITE, first.show);
  hub.watch(SITE, second.show);
  store();
  const hello = first.seen[0];
  const events = first.seen.find(({ type }) => type === "events");
  if (hello?.type !== "hello" || events?.type !== "events") throw new Error("no hello or no events");
  expect({ hello, total: events.total }).toEqual({
    hello: { type: "hello", stream: expect.any(String), total: 0, missed: null },
    total: 3,
  });
  leave();
  store();
  store();
  hub.watch(SITE, third.show, { after: `${hello.stream}:${events.total}` });
  expect(third.seen[0]).toEqual({ type: "hello", stream: hello.stream, total: 9, missed: 6 });
  hub.watch(SITE, fourth.show, { after: `another:${events.total}` });
  expect(fourth.seen[0]).toMatchObject({ total: 9, missed: null });
  hub.close();
});

it("tells who is connected, who may still be there, and who left", async () => {
  present = { connected: 2, pages: [["/a", 2]], recent: 1 };
  const { hub } = openHub();
  const { show, seen, snapshots } = viewer();
  hub.watch(SITE, show);
  await after(2000);
  // One visitor of the last five minutes, who has a connection.
  expect(snapshots()[0]?.present).toEqual({ connected: 2, estimated: 0, pages: [["/a", 2]] });
  present = { connected: 1, pages: [["/b", 1]], recent: 0 };
  for (let n = 0; n < 50; n++) hub.presenceChanged(SITE.id);
  hub.presenceChanged(2);
  const before = snapshots().length;
  await after(600);
  expect(snapshots().length).toBe(before + 1);
  expect(snapshots().at(-1)?.present).toEqual({ connected: 1, estimated: 1, pages: [["/b", 1]] });
  hub.sessionEnded(SITE.id, "abc", 17);
  expect(seen.at(-1)).toEqual({ type: "session_end", session: "abc", at: 17 });
  hub.close();
  present = { connected: 0, pages: [], recent: 0 };
});

it("shows guests numbers, and neither rows nor events nor sessions", async () => {
  present = { connected: 1, pages: [["/secret", 1]], recent: 1 };
  const { hub } = openHub();
  const { show, seen } = viewer();
  hub.watch(SITE, show, { isGuest: true });
  await after(1000);
  const event = {
    at: 1,
    name: "secret",
    page: "/secret",
    source: "",
    country: "",
    city: "",
    device: "",
    browser: "",
  };
  const news = [{ siteId: 1, count: 1, events: [{ ...event, session: "secret" }] }];
  for (const message of encodeStored(news, 1000)) hub.hearStored(message);
  hub.sessionEnded(SITE.id, "secret", 17);
  expect(seen.map(({ type }) => type)).toEqual(["hello", "snapshot", "events"]);
  expect(JSON.stringify(seen)).not.toMatch(/secret|Google/);
  hub.close();
  present = { connected: 0, pages: [], recent: 0 };
});
