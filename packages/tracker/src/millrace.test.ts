import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { buildTracker } from "../build.mjs";
import { type Answer, openPage, openTab, type PageOptions, settled, type Tab } from "../test/fake-browser.ts";
import type { TrackedEvent } from "./event.ts";

const BUDGET_BYTES = 1024;
const NOW = Date.UTC(2026, 0, 31, 12);
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let built: Awaited<ReturnType<typeof buildTracker>>["core"];
let tab: Tab;

beforeAll(async () => {
  built = (await buildTracker()).core;
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  tab = openTab();
  delivered = new Set();
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (options?: PageOptions) => openPage(built.code, tab, options);
const events = () => tab.sent.map(({ event }) => event);
const pages = () => events().map(({ url }) => url.replace("https://shop.example", ""));
const names = () => events().map(({ name }) => name);
const first = () => tab.sent[0]?.event as TrackedEvent;
const answerAll = (answer: Answer) => {
  tab.answer = () => answer;
};
const stored = (): TrackedEvent[] => JSON.parse(tab.session.get("millrace") ?? "[]");
/** Ids of the events that were answered with 202. */
let delivered: Set<string>;
/** Answers by rule, and remembers what was taken. */
const answerBy = (rule: (event: TrackedEvent, attempt: number) => Answer) => {
  const attempts = new Map<string, number>();
  tab.answer = ({ event }) => {
    const attempt = (attempts.get(event.id) ?? 0) + 1;
    attempts.set(event.id, attempt);
    const answer = rule(event, attempt);
    if (answer === 202) delivered.add(event.id);
    return answer;
  };
};

describe("the file", () => {
  it("stays within 1 KB, gzipped", () => {
    console.log(`millrace.js: ${built.bytes} bytes, ${built.gzipBytes} gzipped (budget ${BUDGET_BYTES})`);
    expect(built.gzipBytes).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it("leaves one name in the page: millrace", () => {
    expect(open().newGlobals).toEqual(["millrace"]);
  });
});

describe("a page view", () => {
  it("says what the server wants to know", () => {
    const page = { url: "https://shop.example/shoes?utm_source=mail", referrer: "https://search.example/" };
    open(page);
    expect(events()).toEqual([
      {
        site: "shop.example",
        name: "pageview",
        url: page.url,
        referrer: page.referrer,
        title: "Shop",
        id: expect.stringMatching(UUID_V4),
        screen: "1920x1080",
        language: "de-AT",
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    ]);
  });

  it("goes to the script's own host as a simple request without credentials, which outlives the page", () => {
    open();
    expect(tab.sent[0]).toMatchObject({
      by: "fetch",
      url: "https://stats.example/api/v1/events",
      method: "POST",
      contentType: "text/plain;charset=UTF-8",
      credentials: "omit",
      keepalive: true,
    });
  });

  it("goes to data-api when that is set", () => {
    open({ data: { site: "shop.example", api: "https://shop.example/stats" } });
    expect(tab.sent[0]?.url).toBe("https://shop.example/stats");
  });

  it("is of the site that the script tag names", () => {
    open({ url: "https://www.shop.example/", data: { site: "all-shops" } });
    expect(first().site).toBe("all-shops");
  });

  it("is of the page's host when no site is named", () => {
    open({ url: "https://www.shop.example/", data: {} });
    expect(first().site).toBe("www.shop.example");
  });

  it("keeps the fragment to itself, which may hold a sign-in token", () => {
    open({ url: "https://shop.example/in#access_token=secret" });
    expect(pages()).toEqual(["/in"]);
  });

  it("is cut at the length the server takes", () => {
    open({ url: `https://shop.example/?q=${"x".repeat(5000)}` });
    expect(first().url).toHaveLength(4096);
  });

  it("has an id of its own", () => {
    const { millrace } = open();
    for (let count = 0; count < 500; count += 1) millrace("click");
    expect(new Set(events().map(({ id }) => id)).size).toBe(501);
    for (const { id } of events()) expect(id).toMatch(UUID_V4);
    const lastDigits = new Set(events().map(({ id }) => id.at(-1)));
    expect(lastDigits.size, "every digit has all its 16 values").toBe(16);
  });
});

describe("page views of a single-page app", () => {
  type Page = ReturnType<typeof open>;
  it.each<{
    description: string;
    act: (page: Page) => void;
    counted: string[];
    data?: Record<string, string>;
  }>([
    { description: "pushState", act: ({ history }) => history.pushState({}, "", "/a"), counted: ["/a"] },
    {
      description: "pushState to the same URL twice",
      act: ({ history }) => {
        history.pushState({}, "", "/a");
        history.pushState({}, "", "/a");
      },
      counted: ["/a"],
    },
    {
      description: "pushState to the URL of the load",
      act: ({ history }) => history.pushState({}, "", "/"),
      counted: [],
    },
    {
      description: "pushState without a URL",
      act: ({ history }) => history.pushState({ modal: true }, ""),
      counted: [],
    },
    {
      description: "there and back and there",
      act: ({ history, go }) => {
        history.pushState({}, "", "/a");
        go(-1);
        go(1);
      },
      counted: ["/a", "/", "/a"],
    },
    {
      description: "replaceState of the path",
      act: ({ history }) => history.replaceState({}, "", "/b"),
      counted: ["/b"],
    },
    {
      description: "replaceState of the query, which may name another page",
      act: ({ history }) => history.replaceState({}, "", "?p=2"),
      counted: ["/?p=2"],
    },
    {
      description: "replaceState of the state alone",
      act: ({ history }) => history.replaceState({ y: 1 }, ""),
      counted: [],
    },
    {
      description: "replaceState of the hash",
      act: ({ history }) => history.replaceState({}, "", "#x"),
      counted: [],
    },
    {
      description: "pushState of the hash",
      act: ({ history }) => history.pushState({}, "", "#x"),
      counted: [],
    },
    { description: "a click on a fragment", act: (page) => page.clickFragment("#x"), counted: [] },
    {
      description: "a click on a fragment, with data-hash",
      act: (page) => page.clickFragment("#/a"),
      counted: ["/#/a"],
      data: { hash: "" },
    },
    {
      description: "a fragment, with data-hash, where only hashchange tells",
      act: (page) => page.clickFragment("#/a", ["hashchange"]),
      counted: ["/#/a"],
      data: { hash: "" },
    },
    {
      description: "back over a fragment, with data-hash",
      act: (page) => {
        page.clickFragment("#/a");
        page.go(-1);
      },
      counted: ["/#/a", "/"],
      data: { hash: "" },
    },
    {
      description: "replaceState of the hash, with data-hash",
      act: ({ history }) => history.replaceState({}, "", "#/a"),
      counted: ["/#/a"],
      data: { hash: "true" },
    },
    {
      description: 'a click on a fragment, with data-hash="false"',
      act: (page) => page.clickFragment("#/a"),
      counted: [],
      data: { hash: "false" },
    },
  ])("$description sends $counted", ({ act, counted, data }) => {
    act(open({ data: { site: "shop.example", ...data } }));
    expect(pages()).toEqual(["/", ...counted]);
  });

  it("have no referrer: they come from inside", () => {
    const { history } = open({ referrer: "https://search.example/" });
    history.pushState({}, "", "/a");
    expect(events().map(({ referrer }) => referrer)).toEqual(["https://search.example/", undefined]);
  });

  it("name the address before, by which the server knows a view of the same page", () => {
    const { history, go } = open({ url: "https://shop.example/land?utm_source=x" });
    history.replaceState({}, "", "/land");
    history.pushState({}, "", "/map?q=s");
    go(-1);
    expect(events().map(({ url, previous_url }) => [previous_url, url])).toEqual([
      [undefined, "https://shop.example/land?utm_source=x"],
      ["https://shop.example/land?utm_source=x", "https://shop.example/land"],
      ["https://shop.example/land", "https://shop.example/map?q=s"],
      ["https://shop.example/map?q=s", "https://shop.example/land"],
    ]);
  });

  it.each<{ what: string; act: (page: Page) => void }>([
    { what: "a custom event", act: ({ millrace }) => millrace("click") },
    { what: "a page view that the page itself counts", act: ({ millrace }) => millrace() },
    { what: "a page that comes back from the bfcache", act: ({ show }) => show(true) },
  ])("alone name it: $what does not", ({ act }) => {
    const page = open();
    page.history.pushState({}, "", "/a");
    act(page);
    expect(tab.sent).toHaveLength(3);
    expect(events()[2]).not.toHaveProperty("previous_url");
  });

  it("keep the fragment before to themselves", () => {
    const { history } = open({ url: "https://shop.example/in#access_token=secret" });
    history.replaceState({}, "", "/home#x");
    expect(events()[1]?.previous_url).toBe("https://shop.example/in");
  });

  it("still change the address for the page itself", () => {
    const { history, millrace } = open({ data: { site: "shop.example", manual: "" } });
    history.pushState({}, "", "/a");
    millrace("click");
    expect(pages()).toEqual(["/a"]);
  });
});

describe("a page that was not simply loaded", () => {
  it("counts again when it comes back from the bfcache", () => {
    const page = open({ referrer: "https://search.example/" });
    page.show(true);
    expect(names()).toEqual(["pageview", "pageview"]);
    expect(events()[1]?.referrer).toBeUndefined();
    expect(events()[1]?.id).not.toBe(first().id);
  });

  it("counts once when it is shown after its load", () => {
    open().show(false);
    expect(names()).toEqual(["pageview"]);
  });

  it("counts when it was prerendered and is seen, dated then", async () => {
    answerAll("offline");
    const page = open({ prerendering: true, calls: [["early"]] });
    expect(tab.sent).toEqual([]);
    vi.setSystemTime(NOW + 60_000);
    page.becomeVisible();
    expect(names()).toEqual(["pageview", "early"]);
    await settled();
    expect(stored()[0]?.timestamp).toBe(NOW + 60_000);
  });
});

describe("millrace(name, props)", () => {
  it("sends a custom event", () => {
    open().millrace("signup", { plan: "pro", seats: 3, trial: true });
    expect(events()[1]).toMatchObject({
      name: "signup",
      url: "https://shop.example/",
      props: { plan: "pro", seats: 3, trial: true },
    });
  });

  it("replays what was called before the script was there, after the page view", () => {
    open({ calls: [["early", { a: 1 }], ["later"]] });
    expect(names()).toEqual(["pageview", "early", "later"]);
    expect(events()[1]?.props).toEqual({ a: 1 });
  });

  it("alone counts page views with data-manual", () => {
    const page = open({ data: { site: "shop.example", manual: "" }, referrer: "https://search.example/" });
    page.history.pushState({}, "", "/a");
    page.clickFragment("#x");
    page.show(true);
    expect(tab.sent).toEqual([]);
    page.millrace("pageview");
    page.millrace("pageview");
    expect(events().map(({ name, referrer }) => [name, referrer])).toEqual([
      ["pageview", "https://search.example/"],
      ["pageview", undefined],
    ]);
  });

  it("keeps the props as they were, whatever the page does with its object later", async () => {
    const page = open();
    answerAll("offline");
    const props = { step: 1 };
    page.millrace("step", props);
    props.step = 2;
    await settled();
    expect(stored()[0]?.props).toEqual({ step: 1 });
  });

  it("sends an event too large for keepalive without it", () => {
    open().millrace("text", { text: "語".repeat(30_000) });
    expect(tab.sent.map(({ keepalive }) => keepalive)).toEqual([true, false]);
  });
});

describe("when the server does not take an event", () => {
  it.each<{ answer: Answer; kept: number }>([
    { answer: "offline", kept: 1 },
    { answer: 429, kept: 1 },
    { answer: 500, kept: 1 },
    { answer: 503, kept: 1 },
    { answer: 202, kept: 0 },
    { answer: 200, kept: 0 },
    { answer: 400, kept: 0 },
    { answer: 404, kept: 0 },
    { answer: 413, kept: 0 },
    { answer: 428, kept: 0 },
    { answer: 430, kept: 0 },
    { answer: 499, kept: 0 },
  ])("$answer leaves $kept waiting", async ({ answer, kept }) => {
    answerAll(answer);
    const page = open();
    await settled();
    expect(stored()).toHaveLength(kept);
    answerAll(202);
    page.comeOnline();
    await settled();
    expect(tab.sent).toHaveLength(1 + kept);
  });

  it("stores the event as it is, with the time it happened, and nothing else", async () => {
    answerAll("offline");
    open();
    await settled();
    expect([...tab.session.keys()]).toEqual(["millrace"]);
    expect(stored()).toEqual([{ ...first(), timestamp: NOW }]);
    expect(tab.local.size).toBe(0);
  });

  it("stores nothing when all goes well", async () => {
    const writes = vi.spyOn(tab.session, "set");
    open().millrace("click");
    await settled();
    expect(tab.sent).toHaveLength(2);
    expect(writes).not.toHaveBeenCalled();
  });

  it("sends it again with the next event, under the same id, dated when it happened", async () => {
    answerAll("offline");
    const page = open();
    await settled();
    vi.setSystemTime(NOW + 90_000);
    answerAll(202);
    page.millrace("click");
    await settled();
    expect(names()).toEqual(["pageview", "click", "pageview"]);
    expect(events()[1]).not.toHaveProperty("timestamp");
    expect(events()[2]).toEqual({ ...first(), timestamp: NOW });
    expect(tab.session.size).toBe(0);
  });

  it("keeps the first date through several failures", async () => {
    answerAll(503);
    const page = open();
    await settled();
    vi.setSystemTime(NOW + 90_000);
    page.comeOnline();
    await settled();
    expect(tab.sent).toHaveLength(2);
    expect(stored()[0]?.timestamp).toBe(NOW);
  });

  it("sends it again when the browser is back online, all of it, one after the other", async () => {
    answerAll("offline");
    const page = open();
    for (const name of ["a", "b", "c"]) page.millrace(name);
    await settled();
    tab.sent.length = 0;
    answerAll("pending");
    page.comeOnline();
    await settled();
    expect(names()).toEqual(["pageview"]);
    answerAll(202);
    tab.sent.length = 0;
    page.comeOnline();
    await settled();
    expect(names()).toEqual(["a", "b", "c"]);
  });

  it.each<{ data: Record<string, string>; expected: string[] }>([
    { data: { site: "shop.example" }, expected: ["pageview", "pageview"] },
    { data: { site: "shop.example", manual: "" }, expected: ["pageview"] },
  ])("sends it again from the tab's next page ($data)", async ({ data, expected }) => {
    answerAll("offline");
    open();
    await settled();
    const { id } = first();
    tab.sent.length = 0;
    answerAll(202);
    open({ url: "https://shop.example/next", data });
    await settled();
    expect(names()).toEqual(expected);
    expect(events().filter((event) => event.id === id)).toHaveLength(1);
    expect(tab.session.size).toBe(0);
  });

  it("keeps what waits in the storage until the reply is there", async () => {
    answerAll("offline");
    const page = open();
    await settled();
    answerAll("pending");
    page.comeOnline();
    await settled();
    expect(stored()).toHaveLength(1);
  });

  it("keeps the newest 50", async () => {
    answerAll("offline");
    const page = open();
    for (let count = 1; count <= 60; count += 1) page.millrace(`click ${count}`);
    await settled();
    expect(stored()).toHaveLength(50);
    expect(stored()[0]?.name).toBe("click 11");
    expect(stored()[49]?.name).toBe("click 60");
  });

  it("lets no faulty or ever-failing event bar the way of the others", async () => {
    answerBy(() => "offline");
    const page = open();
    for (const name of ["faulty", "cursed", "sound"]) page.millrace(name);
    await settled();
    answerBy(({ name }) => (name === "faulty" ? 400 : name === "cursed" ? 500 : 202));
    for (let count = 0; count < 3; count += 1) {
      page.comeOnline();
      await settled();
    }
    expect(delivered.size).toBe(2);
    expect(stored().map(({ name }) => name)).toEqual(["cursed"]);
  });

  it("delivers every event in the end, over flaky replies and several pages", async () => {
    answerBy((_event, attempt) => ([503, "offline", 202] as const)[Math.min(attempt, 3) - 1] ?? 202);
    for (let count = 0; count < 4; count += 1) {
      open({ url: `https://shop.example/${count}` }).millrace("click");
      await settled();
    }
    const last = open({ url: "https://shop.example/last" });
    for (let count = 0; count < 60; count += 1) {
      last.comeOnline();
      await settled();
    }
    expect(delivered).toEqual(new Set(events().map(({ id }) => id)));
    expect(tab.session.size).toBe(0);
  });

  it("loses nothing of the next page when the visitor goes back to this one", async () => {
    answerAll("offline");
    const page = open();
    await settled();
    open({ url: "https://shop.example/next" }).millrace("on the next page");
    await settled();
    answerBy(() => 202);
    page.show(true);
    await settled();
    expect(names()).toContain("on the next page");
    expect(delivered).toEqual(new Set(events().map(({ id }) => id)));
  });

  it("works from memory where storage is blocked", async () => {
    answerAll("offline");
    const page = open({ blockedStorage: true });
    await settled();
    answerAll(202);
    page.comeOnline();
    await settled();
    expect(events()[1]).toEqual({ ...first(), timestamp: NOW });
  });
});

describe("without fetch", () => {
  it.each(["missing", "throws"] as const)("(%s) a beacon takes its place, as text", (fetch) => {
    open({ fetch });
    expect(tab.sent).toMatchObject([
      { by: "beacon", url: "https://stats.example/api/v1/events", contentType: "text/plain;charset=UTF-8" },
    ]);
    expect(first().name).toBe("pageview");
    expect(tab.session.size).toBe(0);
  });

  it("keeps what the beacon queue refuses", () => {
    open({ fetch: "missing", beaconTaken: false });
    expect(stored()).toMatchObject([{ name: "pageview", timestamp: NOW }]);
  });
});

describe("a visitor who does not want to be counted", () => {
  const dnt = { site: "shop.example", dnt: "" };
  it.each<{ description: string; options: PageOptions; counted: number }>([
    { description: "DNT, with data-dnt", options: { data: dnt, navigator: { doNotTrack: "1" } }, counted: 0 },
    {
      description: "GPC, with data-dnt",
      options: { data: dnt, navigator: { globalPrivacyControl: true } },
      counted: 0,
    },
    {
      description: "DNT off, with data-dnt",
      options: { data: dnt, navigator: { doNotTrack: "0" } },
      counted: 2,
    },
    { description: "neither, with data-dnt", options: { data: dnt }, counted: 2 },
    { description: "DNT, not asked to honour it", options: { navigator: { doNotTrack: "1" } }, counted: 2 },
    {
      description: "DNT, storage blocked",
      options: { data: dnt, navigator: { doNotTrack: "1" }, blockedStorage: true },
      counted: 0,
    },
  ])("$description: $counted events", ({ options, counted }) => {
    open(options).millrace("click");
    expect(tab.sent).toHaveLength(counted);
  });

  it("opts out by localStorage, also of what still waits", async () => {
    answerAll("offline");
    const page = open();
    await settled();
    tab.local.set("millrace_ignore", "true");
    tab.sent.length = 0;
    page.millrace("click");
    page.history.pushState({}, "", "/a");
    page.comeOnline();
    open({ url: "https://shop.example/next" });
    await settled();
    expect(tab.sent).toEqual([]);
  });

  it.each(["false", ""])("is counted with millrace_ignore = %j", (value) => {
    tab.local.set("millrace_ignore", value);
    open();
    expect(tab.sent).toHaveLength(1);
  });
});
