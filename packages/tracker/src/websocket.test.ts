import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { buildTracker } from "../build.mjs";
import { type Answer, openPage, openTab, type PageOptions, settled, type Tab } from "../test/fake-browser.ts";
import type { FakeSocket } from "../test/fake-socket.ts";
import type { TrackedEvent } from "./event.ts";

const BUDGET_BYTES = 1024;
const SECOND = 1000;
const NOW = Date.UTC(2026, 0, 31, 12);

let built: Awaited<ReturnType<typeof buildTracker>>;
let tab: Tab;

beforeAll(async () => {
  built = await buildTracker();
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: NOW });
  tab = openTab();
});
afterEach(() => {
  vi.useRealTimers();
});

type Page = ReturnType<typeof openPage>;
/** Jitter is all that it can be, unless a test says otherwise: delays are whole seconds. */
const open = (options?: PageOptions) => openPage(built.live.code, tab, { random: () => 1, ...options });
const answerAll = (answer: Answer) => {
  tab.answer = () => answer;
};
const stored = (): TrackedEvent[] => JSON.parse(tab.session.get("millrace") ?? "[]");
const socket = (index = -1) => tab.sockets.at(index) as FakeSocket;
const fetched = () => tab.sent.map(({ event }) => event.name);
/** Lets time pass, and what follows from it happen. */
const pass = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  await settled();
};
/** A page whose own view is acknowledged. */
const openConnected = (options?: PageOptions) => {
  const page = open(options);
  socket()
    .greet()
    .ack(...socket().ids);
  return page;
};

describe("the file", () => {
  it("adds at most 1 KB to the core, gzipped", () => {
    const added = built.live.gzipBytes - built.core.gzipBytes;
    console.log(`millrace-live.js: ${built.live.gzipBytes} bytes gzipped, ${added} more than the core`);
    expect(added).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it("leaves one name in the page: millrace", () => {
    expect(open().newGlobals).toEqual(["millrace"]);
  });
});

describe("the connection", () => {
  it.each([
    { data: {}, url: "wss://stats.example/ws" },
    { data: { api: "https://shop.example/stats/api/v1/events" }, url: "wss://shop.example/stats/ws" },
    { data: { api: "http://shop.example:3000/api/v1/events" }, url: "ws://shop.example:3000/ws" },
    { data: { api: "/stats/api/v1/events" }, url: "wss://shop.example/stats/ws" },
    { data: { ws: "wss://live.example/socket" }, url: "wss://live.example/socket" },
    { data: { ws: "https://live.example/socket" }, url: "wss://live.example/socket" },
  ])("with $data goes to $url", ({ data, url }) => {
    open({ data: { site: "all shops&co", ...data } as Record<string, string> });
    const { searchParams, href } = socket().url;
    expect(href.split("?")[0]).toBe(url);
    expect([...searchParams.keys()]).toEqual(["projectId", "sessionId"]);
    expect(searchParams.get("projectId")).toBe("all shops&co");
  });

  it("has an id that every page load and every tab makes anew, and that is not stored", () => {
    open();
    open({ url: "https://shop.example/next" });
    const first = tab;
    tab = openTab();
    open();
    const all = [...first.sockets, ...tab.sockets].map(({ url }) => url.searchParams.get("sessionId"));
    expect(new Set(all).size).toBe(3);
    expect(all[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect([...first.session.keys(), ...first.local.keys()]).toEqual([]);
  });

  it("keeps that id when it comes back", async () => {
    openConnected();
    socket().break();
    await pass(2 * SECOND);
    expect(tab.sockets).toHaveLength(2);
    expect(socket(1).url.href).toBe(socket(0).url.href);
  });

  it.each<{ description: string; options: PageOptions }>([
    {
      description: "honours DNT with data-dnt",
      options: { data: { dnt: "" }, navigator: { doNotTrack: "1" } },
    },
    { description: "is prerendered", options: { prerendering: true, hidden: true } },
    { description: "counts nothing so far, with data-manual", options: { data: { manual: "" } } },
    { description: "is in a tab that nobody looks at", options: { hidden: true } },
  ])("is not made while the page $description", async ({ options }) => {
    const page = open(options);
    page.show(false);
    page.comeOnline();
    await pass(60 * SECOND);
    expect(tab.sockets).toEqual([]);
  });

  it("is not made for a visitor who opted out, nor made again once one opts out", async () => {
    openConnected();
    tab.local.set("millrace_ignore", "true");
    socket().break();
    await pass(60 * SECOND);
    open();
    expect(tab.sockets).toHaveLength(1);
  });

  it("is not waited for, nor replaced by a post, once a visitor opts out", async () => {
    const page = open();
    page.millrace("click");
    tab.local.set("millrace_ignore", "true");
    await pass(60 * SECOND);
    page.leave();
    expect(tab.sent).toEqual([]);
  });

  it("is made when a prerendered page is seen", () => {
    const page = open({ prerendering: true, hidden: true });
    page.look("visible");
    page.becomeVisible();
    expect(socket().greet().names).toEqual(["pageview"]);
  });

  it("is made when somebody looks at the tab; the view before went by fetch", () => {
    const page = open({ hidden: true });
    expect(fetched()).toEqual(["pageview"]);
    page.look("visible");
    expect(socket().greet().frames).toEqual([]);
    page.millrace("click");
    expect(socket().names).toEqual(["click"]);
  });
});

describe("events", () => {
  it("wait for the greeting, and go as the core would post them", () => {
    const page = open({ calls: [["early", { a: 1 }]] });
    socket().open();
    page.millrace("click");
    expect(socket().frames).toEqual([]);
    socket().greet();
    expect(socket().frames.map(({ type, data }) => [type, data.name])).toEqual([
      ["pageview", "pageview"],
      ["event", "early"],
      ["event", "click"],
    ]);
    expect(socket().frames[1]?.data).toEqual({
      site: "shop.example",
      name: "early",
      url: "https://shop.example/",
      title: "Shop",
      id: expect.any(String),
      screen: "1920x1080",
      language: "de-AT",
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      props: { a: 1 },
    });
    expect(tab.sent).toEqual([]);
  });

  it("go at once on an open connection, and leave nothing in the storage", async () => {
    const writes = vi.spyOn(tab.session, "set");
    const page = openConnected();
    page.history.pushState({}, "", "/a");
    page.millrace("click");
    expect(socket().names).toEqual(["pageview", "pageview", "click"]);
    socket().ack(...socket().ids);
    await pass(60 * SECOND);
    expect(socket().frames).toHaveLength(3);
    expect(tab.sent).toEqual([]);
    expect(writes).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are dated when the connection took long, and not when the server's clock will do", async () => {
    const page = openConnected({ random: () => 0.5 });
    page.millrace("quick");
    socket().break();
    await pass(SECOND);
    socket().greet();
    expect(socket().frames[0]?.data).not.toHaveProperty("timestamp");
    socket().break();
    await pass(2.5 * SECOND);
    socket().greet();
    expect(socket().frames[0]?.data).toMatchObject({ name: "quick", timestamp: NOW });
  });

  it("wait three seconds for the first connection, then go by fetch under the same ids", async () => {
    const page = open();
    page.millrace("click");
    await pass(3 * SECOND - 1);
    expect(fetched()).toEqual([]);
    await pass(1);
    expect(fetched()).toEqual(["pageview", "click"]);
    socket().greet();
    expect(socket().frames).toEqual([]);
    page.millrace("later");
    expect(socket().names).toEqual(["later"]);
  });

  it("wait no longer for several attempts that fail", async () => {
    open();
    socket().break();
    await pass(2 * SECOND);
    socket().break();
    await pass(2 * SECOND);
    expect(fetched()).toEqual(["pageview"]);
  });

  it("each have their own three seconds", async () => {
    const page = open();
    await pass(3 * SECOND);
    page.millrace("click");
    await pass(3 * SECOND);
    expect(fetched()).toEqual(["pageview", "click"]);
  });

  it.each([
    { description: "too large for a frame", name: "large", props: { text: "語".repeat(20_000) } },
    { description: "beyond the fiftieth that waits", name: "click", props: {} },
  ])("$description go by fetch", ({ name, props }) => {
    const page = openConnected();
    if (name === "click") for (let count = 0; count < 50; count += 1) page.millrace("before");
    page.millrace(name, props);
    expect(fetched()).toEqual([name]);
    expect(socket().names).not.toContain(name);
  });
});

describe("an event too large for a frame", () => {
  it("is posted again when the server is back, and then no more", async () => {
    const page = openConnected();
    answerAll("offline");
    page.millrace("large", { text: "x".repeat(20_000) });
    await settled();
    expect(stored()).toHaveLength(1);
    answerAll(202);
    for (const name of ["a", "b"]) {
      page.millrace(name);
      socket().ack(...socket().ids);
      await settled();
    }
    expect(fetched()).toEqual(["large", "large"]);
    expect(tab.session.size).toBe(0);
  });
});

describe("what is not acknowledged", () => {
  it("is sent again on the next connection, under the same id, and stored meanwhile", async () => {
    const page = openConnected();
    for (const name of ["a", "b", "c"]) page.millrace(name);
    const [, a, b, c] = socket().ids as [string, string, string, string];
    socket().ack(b);
    socket().break();
    expect(stored().map(({ id }) => id)).toEqual([a, c]);
    await pass(2 * SECOND);
    socket().greet();
    expect(socket().ids).toEqual([a, c]);
    socket().ack(a);
    expect(stored().map(({ id }) => id)).toEqual([c]);
    socket().ack(c);
    expect(tab.session.size).toBe(0);
    await pass(60 * SECOND);
    expect(socket().ids).toEqual([a, c]);
    expect(tab.sent).toEqual([]);
  });

  it("goes on another connection after ten seconds without a word", async () => {
    const page = openConnected();
    page.millrace("into the void");
    await pass(10 * SECOND);
    expect(socket().closedWith).toBe(1000);
    await pass(2 * SECOND);
    expect(tab.sockets).toHaveLength(2);
    expect(socket().greet().ids).toEqual(socket(0).ids.slice(1));
  });

  it("is preceded by the page on which the visitor is, also after a cut without any event to send", async () => {
    const page = openConnected({ url: "https://shop.example/in?a=1#access_token=secret" });
    expect(socket().places).toEqual(["https://shop.example/in?a=1"]);
    socket().ack(...socket().ids);
    page.history.pushState({}, "", "/next");
    socket().ack(...socket().ids);
    socket().break();
    await pass(2 * SECOND);
    expect(socket().greet().places).toEqual(["https://shop.example/next"]);
    expect(socket().frames).toEqual([]);
  });

  it("waits as long as the server says a word", async () => {
    const page = openConnected();
    page.millrace("slow");
    for (let count = 0; count < 5; count += 1) {
      await pass(9 * SECOND);
      socket().say({ type: "note" });
    }
    expect(tab.sockets).toHaveLength(1);
    expect(socket().closedWith).toBeUndefined();
  });

  it.each(["unavailable", "queue_full", "internal"])(
    "because of %s is sent again after two seconds",
    async (code) => {
      const page = openConnected();
      page.millrace("a");
      page.millrace("b");
      const [, a, b] = socket().ids;
      socket().refuse(code, a);
      await pass(2 * SECOND - 1);
      expect(socket().ids.slice(1)).toEqual([a, b]);
      await pass(1);
      expect(socket().ids.slice(1)).toEqual([a, b, a]);
    },
  );

  it("is sent again when the server wants it, which may be later than a dead connection would be noticed", async () => {
    const page = openConnected();
    page.millrace("a");
    socket().refuse("queue_full", socket().ids[1], 25);
    await pass(25 * SECOND - 1);
    expect(socket().ids).toHaveLength(2);
    await pass(1);
    expect(socket().ids[2]).toBe(socket().ids[1]);
    expect(tab.sockets).toHaveLength(1);
  });

  it("is all sent again after a refusal that names no event", async () => {
    const page = openConnected();
    page.millrace("a");
    page.millrace("b");
    socket().refuse("internal");
    await pass(2 * SECOND);
    expect(socket().names).toEqual(["pageview", "a", "b", "a", "b"]);
  });

  it("is not sent on a connection that is still opening when the server's time is over", async () => {
    const page = openConnected();
    page.millrace("a");
    socket().refuse("queue_full", socket().ids[1]);
    socket().break();
    await pass(2.5 * SECOND);
    expect(socket().greet().names).toEqual(["a"]);
  });

  it.each(["invalid_event", "unknown_site", "too_large"])("for good (%s) is forgotten", async (code) => {
    const page = openConnected();
    page.millrace("faulty");
    socket().refuse(code, socket().ids[1]);
    socket().break();
    await pass(2 * SECOND);
    expect(socket().greet().frames).toEqual([]);
    expect(tab.sent).toEqual([]);
    expect(tab.session.size).toBe(0);
  });

  it.each(["no JSON", "null", "{}", '{"type":"receipt","eventId":"?"}', '{"type":"error","code":"other"}'])(
    "stays after a message that says nothing of it: %s",
    async (message) => {
      const page = openConnected();
      page.millrace("click");
      socket().say(message.replace("?", String(socket().ids[1])));
      socket().break();
      await pass(2 * SECOND);
      expect(socket().greet().names).toEqual(["click"]);
    },
  );
});

describe("a connection that breaks", () => {
  /** When connections were tried, in seconds since the first, with everyone of them failing. */
  const attempts = async (random: () => number, forMs: number) => {
    open({ random });
    const at: number[] = [];
    for (let ms = 0; ms < forMs; ms += 100) {
      if (tab.sockets.length > at.length) {
        at.push(ms / SECOND);
        socket().break();
      }
      await vi.advanceTimersByTimeAsync(100);
    }
    return at;
  };

  it.each([
    { random: 1, at: [0, 2, 6, 26, 46, 66] },
    { random: 0.5, at: [0, 1, 3, 18, 33, 48, 63] },
    { random: 0.1, at: [0, 0.2, 0.6, 11.6, 22.6, 33.6, 44.6, 55.6, 66.6] },
  ])("is tried at $at with $random of the jitter", async ({ random, at }) => {
    expect(await attempts(() => random, 67 * SECOND)).toEqual(at);
  });

  it("three times in a row leaves events to fetch, while it is tried on", async () => {
    answerAll("offline");
    const page = openConnected();
    await pass(11 * SECOND);
    page.millrace("before");
    for (const ms of [1, 2, 4]) {
      socket().break();
      await pass(ms * SECOND);
    }
    answerAll(202);
    socket().break();
    page.millrace("after");
    await settled();
    expect(fetched().slice(-2)).toEqual(["after", "before"]);
    expect(tab.session.size).toBe(0);
    await pass(60 * SECOND);
    expect(tab.sockets).toHaveLength(5);
    socket().greet();
    page.millrace("again");
    expect(socket().names).toEqual(["again"]);
  });

  it.each([1000, 1001, 1006, 1009, 1011, 1012, 1013])("with %i comes back", async (code) => {
    openConnected();
    socket().break(code);
    await pass(2 * SECOND);
    expect(tab.sockets).toHaveLength(2);
  });

  it("is not hurried by events, nor by the end of the page's load", async () => {
    const page = open();
    socket().break();
    page.millrace("click");
    page.show(false);
    page.look("visible");
    await pass(2 * SECOND - 1);
    expect(tab.sockets).toHaveLength(1);
    await pass(1);
    expect(tab.sockets).toHaveLength(2);
  });

  it("soon after every greeting is a failure like any other", async () => {
    const page = openConnected();
    for (const seconds of [2, 4]) {
      await pass(SECOND);
      socket().break();
      await pass(seconds * SECOND);
      socket().greet();
    }
    await pass(SECOND);
    socket().break();
    page.millrace("click");
    expect(fetched()).toEqual(["click"]);
  });

  it("after it held ten seconds starts from one second again", async () => {
    open();
    socket().break();
    await pass(2 * SECOND);
    socket().break();
    await pass(4 * SECOND);
    socket().greet();
    await pass(10 * SECOND + 1);
    socket().break();
    await pass(SECOND);
    expect(tab.sockets).toHaveLength(4);
  });

  it("comes back at once with the network", async () => {
    open();
    for (let count = 0; count < 3; count += 1) {
      socket().break();
      await pass(4 * SECOND);
    }
    const page = open({ url: "https://shop.example/2" });
    const before = tab.sockets.length;
    socket().break();
    page.comeOnline();
    expect(tab.sockets).toHaveLength(before + 1);
    await pass(2 * SECOND);
    expect(tab.sockets).toHaveLength(before + 1);
  });

  it.each([{ greeted: true }, { greeted: false }])(
    "with 1008 (greeted: $greeted) leaves the page to fetch for good",
    async ({ greeted }) => {
      const page = open();
      if (greeted) socket().greet();
      page.millrace("click");
      socket().break(1008);
      expect(fetched()).toEqual(["pageview", "click"]);
      await settled();
      page.millrace("later");
      expect(fetched()).toEqual(["pageview", "click", "later"]);
      page.comeOnline();
      page.look("hidden");
      page.look("visible");
      page.leave(true);
      page.look("visible");
      page.show(true);
      await pass(120 * SECOND);
      expect(tab.sockets).toHaveLength(1);
      expect(fetched()).toEqual(["pageview", "click", "later", "pageview"]);
      expect(tab.session.size).toBe(0);
    },
  );

  it.each(["missing", "throws"] as const)("that cannot be (WebSocket %s) needs no waiting", (webSocket) => {
    const page = open({ webSocket });
    page.millrace("click");
    expect(fetched()).toEqual(["pageview", "click"]);
  });

  it("cannot be with an address that is none", () => {
    open({ data: { site: "shop.example", ws: "http://[" } });
    expect(fetched()).toEqual(["pageview"]);
  });
});

describe("a page that is hidden", () => {
  it("keeps its connection for half a minute", async () => {
    const page = openConnected();
    page.look("hidden");
    await pass(30 * SECOND - 1);
    page.millrace("in the background");
    expect(socket().names).toContain("in the background");
    socket().ack(...socket().ids);
    page.look("visible");
    await pass(60 * SECOND);
    expect(tab.sockets).toHaveLength(1);
    expect(socket().closedWith).toBeUndefined();
  });

  it("then closes it, sends by fetch, and opens another when it is seen", async () => {
    const page = openConnected();
    page.look("hidden");
    await pass(30 * SECOND);
    expect(socket().closedWith).toBe(1000);
    expect(vi.getTimerCount()).toBe(0);
    page.millrace("in the background");
    expect(tab.sent).toMatchObject([{ by: "fetch", keepalive: true, event: { name: "in the background" } }]);
    page.comeOnline();
    await pass(600 * SECOND);
    expect(tab.sockets).toHaveLength(1);
    page.look("visible");
    expect(tab.sockets).toHaveLength(2);
    expect(socket().greet().frames).toEqual([]);
  });

  it("stores what is under way: phones end such pages without a word", () => {
    const page = openConnected();
    page.millrace("click");
    expect(stored()).toEqual([]);
    page.look("hidden");
    expect(stored()).toMatchObject([{ name: "click", timestamp: NOW }]);
    socket().ack(...socket().ids);
    expect(tab.session.size).toBe(0);
  });

  it("does not send twice what it stored", async () => {
    const page = openConnected();
    page.millrace("a");
    page.millrace("b");
    page.look("hidden");
    page.look("visible");
    socket().ack(socket().ids[1] as string);
    expect(socket().names).toEqual(["pageview", "a", "b"]);
    expect(stored().map(({ name }) => name)).toEqual(["b"]);
  });
});

describe("a page that is left", () => {
  it("closes the connection, which ends the session", () => {
    const page = openConnected();
    page.leave();
    expect(socket().closedWith).toBe(1000);
    expect(tab.sent).toEqual([]);
    expect(tab.session.size).toBe(0);
  });

  it("posts what is under way with keepalive, and stores it for the tab's next page", async () => {
    const page = openConnected();
    page.millrace("goodbye");
    const [, id] = socket().ids;
    page.leave();
    expect(tab.sent).toMatchObject([{ by: "fetch", keepalive: true, event: { id } }]);
    expect(stored()).toMatchObject([{ id, timestamp: NOW }]);
    await pass(5 * SECOND);
    open({ url: "https://shop.example/next" });
    socket().greet();
    expect(socket().frames.map(({ data }) => [data.name, data.timestamp])).toEqual([
      ["pageview", undefined],
      ["goodbye", NOW],
    ]);
    expect(socket().ids[1]).toBe(id);
    socket().ack(...socket().ids);
    expect(tab.session.size).toBe(0);
  });

  it("posts what the page itself counts last", () => {
    const page = openConnected();
    page.on("pagehide", () => page.millrace("at the very end"));
    page.leave();
    expect(tab.sockets).toHaveLength(1);
    expect(tab.sent).toMatchObject([{ keepalive: true, event: { name: "at the very end" } }]);
  });

  it("sends a beacon where fetch is blocked", () => {
    const page = openConnected({ fetch: "throws" });
    page.millrace("goodbye");
    page.leave();
    expect(tab.sent).toMatchObject([{ by: "beacon", event: { name: "goodbye" } }]);
    expect(tab.sockets).toHaveLength(1);
  });

  it("leaves nothing to deliver once more when the post arrived and the page is kept", async () => {
    const page = openConnected();
    page.millrace("goodbye");
    page.leave(true);
    await settled();
    expect(tab.session.size).toBe(0);
    page.look("visible");
    page.show(true);
    expect(socket().greet().names).toEqual(["pageview"]);
  });

  it("connects again when it comes back from the bfcache, and counts again", async () => {
    const page = openConnected();
    page.leave(true);
    await pass(600 * SECOND);
    page.look("visible");
    page.show(true);
    expect(tab.sockets).toHaveLength(2);
    expect(socket().greet().names).toEqual(["pageview"]);
    await pass(0);
    expect(socket().state).toBe("open");
  });

  it("ends its attempts with it, and begins at once when it comes back", () => {
    const page = openConnected();
    socket().break();
    page.on("pagehide", () => expect(vi.getTimerCount()).toBe(0));
    page.leave(true);
    page.look("visible");
    expect(tab.sockets).toHaveLength(2);
  });

  it("comes back where a browser says by pageshow alone that it is seen", () => {
    const page = openConnected();
    page.leave(true);
    page.document.visibilityState = "visible";
    page.show(true);
    expect(socket(1).greet().names).toEqual(["pageview"]);
  });

  it("delivers what another page of the tab could not, and the core's left-overs as well", async () => {
    answerAll("offline");
    const core = openPage(built.core.code, tab, {});
    core.millrace("by the core");
    await settled();
    expect(stored()).toHaveLength(2);
    open({ url: "https://shop.example/next" });
    socket().greet();
    expect(socket().names).toEqual(["pageview", "pageview", "by the core"]);
    socket().ack(...socket().ids);
    expect(tab.session.size).toBe(0);
  });

  it("leaves to the core what it could not deliver", async () => {
    const page = openConnected();
    page.millrace("goodbye");
    answerAll("offline");
    page.leave();
    await settled();
    answerAll(202);
    tab.sent.length = 0;
    openPage(built.core.code, tab, { url: "https://shop.example/next" });
    await settled();
    expect(fetched()).toEqual(["pageview", "goodbye"]);
    expect(tab.session.size).toBe(0);
  });
});

describe("where storage is blocked", () => {
  it("works from memory", async () => {
    const page = openConnected({ blockedStorage: true });
    page.millrace("click");
    const [, id] = socket().ids;
    socket().break();
    await pass(2 * SECOND);
    expect(socket().greet().ids).toEqual([id]);
    page.leave();
    expect(tab.sent).toMatchObject([{ event: { id } }]);
  });
});

describe("over any weather", () => {
  /** mulberry32: the same weather every time. */
  const seeded = (seed: number) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("every event arrives (seed %i)", async (seed) => {
    const random = seeded(seed);
    const delivered = new Set<string>();
    const made: string[] = [];
    tab.answer = ({ event }) => {
      const answer = (["offline", 503, 202, 202] as const)[Math.floor(random() * 4)] ?? 202;
      if (answer === 202) delivered.add(event.id);
      return answer;
    };
    let page: Page = open({ random });
    const serve = () => {
      const own = socket();
      if (own.state === "connecting") random() < 0.4 ? own.break() : own.greet();
      else if (own.state === "open" && random() < 0.2) own.break();
      for (const id of own.ids.filter((name) => !delivered.has(name))) {
        if (own.state !== "open" || random() < 0.4) continue;
        if (random() < 0.2) own.refuse("queue_full", id);
        else {
          delivered.add(id);
          if (random() < 0.8) own.ack(id);
        }
      }
    };
    for (let step = 0; step < 60; step += 1) {
      const name = `${step}`;
      page.millrace(name);
      made.push(name);
      serve();
      await pass(random() * 4 * SECOND);
      if (random() < 0.1) page.look(page.document.visibilityState === "hidden" ? "visible" : "hidden");
      if (random() < 0.1) {
        page.leave();
        await settled();
        page = open({ url: `https://shop.example/${step}`, random });
      }
    }
    tab.answer = ({ event }) => {
      delivered.add(event.id);
      return 202;
    };
    page.look("visible");
    page.comeOnline();
    for (let step = 0; step < 100; step += 1) {
      if (socket().state === "connecting") socket().greet();
      for (const id of socket().ids) {
        delivered.add(id);
        socket().ack(id);
      }
      await pass(2 * SECOND);
    }
    const all = [
      ...tab.sockets.flatMap(({ frames }) => frames.map(({ data }) => data)),
      ...tab.sent.map(({ event }) => event),
    ];
    const arrived = new Set(all.filter(({ id }) => delivered.has(id)).map(({ name }) => name));
    expect(made.filter((name) => !arrived.has(name))).toEqual([]);
    expect(tab.session.size).toBe(0);
  });
});
