import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { TRACE_STAGES, type TraceMessage, type TraceReply } from "@millrace/protocol";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectVisitor } from "../../../server/test/build/connect-visitor.ts";
import { findBarriers } from "./find-barriers.ts";
import { keepScreenshot } from "./screenshots.ts";
import { scriptTerminal, traceLine, traceLines } from "./scripted-terminal.ts";
import { DEMO, eventually, startDashboard } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 10 });
const SHOP = "terminal.example";
/** All but the seal, which comes with the night. */
const TODAY = TRACE_STAGES.filter((stage) => stage !== "seal");
/** The test's own browser says that it is none of a person. */
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";
let shop: Server;
let shopUrl: string;

beforeAll(async () => {
  shop = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end(`<!doctype html><title>Shop</title>
      <button onclick="millrace('order', { size: 'L' })">Order</button>
      <script defer src="${dashboard.url}/js/millrace-live.js" data-site="${SHOP}"></script>`);
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});
afterAll(() => shop?.close());

const lines = (page: Page) => page.getByTestId("terminal-lines");
const stagesIn = (page: Page) =>
  lines(page)
    .locator("[role=option] > [data-stage]")
    .evaluateAll((rows) => [...new Set(rows.map((row) => row.getAttribute("data-stage")))]);

it("finds one click's event at every stage, from its line, by its id", async () => {
  const visitor = await (await dashboard.browser.newContext({ userAgent: FIREFOX })).newPage();
  await visitor.goto(`${shopUrl}/shoes`);
  const terminal = await dashboard.open("/terminal?name=order");
  await terminal.getByText("Connected", { exact: true }).waitFor();
  // Processes learn over the bus that somebody watches.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await visitor.getByRole("button", { name: "Order" }).click();
  await eventually(async () => (await stagesIn(terminal)).sort()).toEqual([...TODAY].sort());
  await keepScreenshot(terminal, "terminal");

  await lines(terminal).getByText("order").first().click();
  const panel = terminal.getByRole("dialog", { name: "One event" });
  await eventually(() => panel.locator("li[data-passed=true]").count()).toBe(TODAY.length);
  await panel.getByText("when its day is over").waitFor();
  const id = new URL(terminal.url()).searchParams.get("event") ?? "";
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(await panel.getByText("WebSocket").count()).toBe(1);
  await keepScreenshot(terminal, "terminal-event");
  expect(await findBarriers(terminal)).toEqual([]);

  // The same that the API says, and that the address brings back.
  const reply = (await (await fetch(`${dashboard.url}/api/v1/traces/${id}`)).json()) as TraceReply;
  expect(reply.lines.map(({ stage }) => stage)).toEqual(TODAY);
  expect(reply.lines[0]?.event).toMatchObject({ id, name: "order", page: "/shoes", door: "WebSocket" });
  const again = await dashboard.open(`/sites/${SHOP}/terminal?event=${id}`, { colorScheme: "dark" });
  await eventually(() => again.locator("li[data-passed=true]").count()).toBe(TODAY.length);
  await keepScreenshot(again, "terminal-event-dark");
});

it("leads to a site's terminal by the address of other systems, without other sites and figures", async () => {
  const page = await dashboard.open(`/any-team/${DEMO}/terminal`);
  await page.waitForURL(`**/sites/${DEMO}/terminal`);
  await page.getByText("Connected", { exact: true }).waitFor();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const [mine, other] = [
    await connectVisitor(dashboard.url, DEMO),
    await connectVisitor(dashboard.url, SHOP),
  ];
  other.send({ type: "pageview", data: { url: `https://${SHOP}/secret` } });
  mine.send({ type: "pageview", data: { url: `https://${DEMO}/mine` } });
  await lines(page).getByText("/mine").first().waitFor();
  expect(await lines(page).getByText("/secret").count()).toBe(0);
  expect(await page.getByTestId("terminal-figures").count()).toBe(0);
  mine.close();
  other.close();
});

it("pauses without losing, by the space bar, and keeps its filters in the address", async () => {
  const page = await dashboard.open("/terminal?stages=queue&text=counted");
  await page.getByText("Connected", { exact: true }).waitFor();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const visitor = await connectVisitor(dashboard.url, SHOP);
  const view = (n: number) =>
    visitor.send({ type: "pageview", data: { url: `https://${SHOP}/counted-${n}` } });
  view(0);
  await lines(page).getByText("/counted-0").waitFor();
  await page.keyboard.press("Space");
  for (let n = 1; n <= 5; n++) view(n);
  await page.getByRole("button", { name: "Resume (5 new)" }).waitFor();
  expect(await lines(page).getByText("/counted-5").count()).toBe(0);
  await page.keyboard.press("Space");
  await lines(page).getByText("/counted-5").waitFor();
  expect(await stagesIn(page)).toEqual(["queue"]);
  await page.getByLabel("Search").fill("counted-3");
  await page.waitForURL(/text=counted-3/);
  await eventually(() => lines(page).locator("[role=option] > [data-stage]").count()).toBe(1);
  expect(await findBarriers(page)).toEqual([]);
  visitor.close();
});

/** A terminal that shows what the test sends. */
const scripted = async (path = "/terminal") => scriptTerminal(await dashboard.open("/"), path);
const namesIn = (page: Page) => lines(page).locator("[role=option] b").allTextContents();
const selectedIn = (page: Page) => lines(page).locator("[aria-selected=true]").locator("b").textContent();
const isPaused = async (page: Page) => (await page.getByRole("button", { name: /^Resume/ }).count()) === 1;

it("keeps lines in the order of their time, each once, through a lost connection", async () => {
  const { page, send, connections, loseConnection } = await scripted();
  send([traceLine(1), traceLine(4)]);
  await lines(page).getByText("event-4").waitFor();
  await loseConnection();
  await eventually(connections).toBe(2);
  await page.getByText("Connected", { exact: true }).waitFor();
  send([traceLine(3), traceLine(4), traceLine(5)]);
  send([traceLine(2), traceLine(5)]);
  await eventually(() => namesIn(page)).toEqual([1, 2, 3, 4, 5].map((n) => `event-${n}`));
  const rows = await lines(page).getByRole("option").allTextContents();
  expect(rows.findIndex((text) => text.includes("The connection was lost"))).toBe(4);
});

it("shows no line of the filter or site before, whatever is under way", async () => {
  const { page, send, filters, connections } = await scripted(`/sites/${DEMO}/terminal`);
  send([traceLine(1), traceLine(2, { stage: "door" })]);
  await eventually(() => namesIn(page)).toEqual(["event-1", "event-2"]);
  await page.getByRole("button", { name: "queue" }).click();
  await eventually(() => filters.at(-1)).toEqual({ stages: ["queue"] });
  send([traceLine(3, { stage: "door" }), traceLine(4)]);
  await eventually(() => namesIn(page)).toEqual(["event-1", "event-4"]);
  await page.evaluate((path) => history.pushState({}, "", path), `/sites/${SHOP}/terminal`);
  await eventually(connections).toBe(2);
  expect(await namesIn(page)).toEqual([]);
});

it("leaves the space bar to what has the focus", async () => {
  const { page } = await scripted();
  expect(await findBarriers(page), "of an empty list either").toEqual([]);
  const door = page.getByRole("button", { name: "door" });
  await door.focus();
  await page.keyboard.press("Space");
  await eventually(() => door.getAttribute("aria-pressed")).toBe("true");
  expect(await isPaused(page), "a button's").toBe(false);
  await page.getByRole("link").first().focus();
  await page.keyboard.press("Space");
  expect(await isPaused(page), "a link's").toBe(false);
  await page.getByLabel("Search").focus();
  await page.keyboard.type("a b");
  expect(await page.getByLabel("Search").inputValue()).toBe("a b");
  expect(await isPaused(page), "an input's").toBe(false);
  await lines(page).focus();
  await page.keyboard.press("Space");
  await eventually(() => isPaused(page), "nobody's").toBe(true);
});

it("draws a line once, however many come after it", async () => {
  const { page, send } = await scripted();
  send(traceLines(10, 5));
  await lines(page).getByText("event-14").waitFor();
  // React gives an element new properties whenever its component is run again.
  const remember = () =>
    lines(page).evaluate((list) => {
      const propsOf = (element: object) =>
        (element as Record<string, unknown>)[
          Object.keys(element).find((key) => key.startsWith("__reactProps")) ?? ""
        ];
      const seen = window as { seen?: Map<Element, unknown> };
      const rows = [...list.querySelectorAll("[role=option] > [data-stage]")];
      const before = seen.seen;
      seen.seen = new Map(rows.map((row) => [row, propsOf(row)]));
      const known = rows.filter((row) => before?.has(row));
      return {
        drawn: rows.filter((row) => propsOf(row) !== undefined).length,
        kept: known.length,
        again: known.filter((row) => before?.get(row) !== propsOf(row)).length,
      };
    });
  expect(await remember()).toEqual({ drawn: 5, kept: 0, again: 0 });
  send([...traceLines(1, 3), ...traceLines(20, 3)]);
  await lines(page).getByText("event-22").waitFor();
  expect(await remember(), "also where others came before it").toEqual({ drawn: 11, kept: 5, again: 0 });
  await lines(page).getByText("event-14").click();
  await page.getByRole("dialog").waitFor();
  expect(await remember()).toEqual({ drawn: 11, kept: 11, again: 0 });
});

it("is gone through by keys, and Enter follows the event", async () => {
  const { page, send } = await scripted();
  send(traceLines(1, 200));
  await lines(page).getByText("event-200").waitFor();
  await lines(page).focus();
  const press = async (key: string) => {
    await page.keyboard.press(key);
    return selectedIn(page);
  };
  expect(await press("ArrowUp"), "begins with the last line in sight").toBe("event-200");
  expect(await isPaused(page), "and does not run away").toBe(true);
  expect(await press("ArrowUp")).toBe("event-199");
  expect(await press("ArrowDown")).toBe("event-200");
  const [, above] = /^event-(\d+)$/.exec((await press("PageUp")) ?? "") ?? [];
  expect(Number(above)).toBeGreaterThan(150);
  expect(Number(above)).toBeLessThan(195);
  expect(await press("PageDown")).toBe("event-200");
  expect(await press("Home")).toBe("event-1");
  await lines(page).getByText("event-1", { exact: true }).waitFor();
  expect(await press("ArrowDown")).toBe("event-2");
  const named = await lines(page).evaluate((list) => {
    const row = document.getElementById(list.getAttribute("aria-activedescendant") ?? "");
    return { text: row?.textContent, outline: row && getComputedStyle(row).outlineStyle };
  });
  expect(named).toEqual({ text: expect.stringContaining("event-2"), outline: "solid" });
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "One event" }).waitFor();
  expect(new URL(page.url()).searchParams.get("event")).toBe("id-2");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await eventually(() => lines(page).evaluate((list) => list === document.activeElement)).toBe(true);
  send(traceLines(201, 1));
  await page.getByRole("button", { name: "Resume (1 new)" }).waitFor();
  expect(await press("End"), "the end is followed again").toBe("event-201");
  expect(await isPaused(page)).toBe(false);
});

it("keeps what is read in its place when lines above it leave", async () => {
  const { page, send } = await scripted();
  send(Array.from({ length: 300 }, (_, n) => traceLine(n, { stage: n % 2 === 0 ? "queue" : "door" })));
  await lines(page).getByText("event-299").waitFor();
  await lines(page).evaluate((list) => list.scrollTo({ top: 100 * 26 }));
  await eventually(() => isPaused(page)).toBe(true);
  await page.getByRole("button", { name: "queue" }).click();
  await eventually(() => lines(page).getByText("event-101").count()).toBe(0);
  await eventually(() => lines(page).evaluate((list) => list.scrollTop)).toBe(50 * 26);
});

it("says to those who hear it how much comes, not each line", async () => {
  const { page, send } = await scripted();
  const spoken = page.getByTestId("terminal-summary");
  send([...traceLines(1, 11), traceLine(12, { outcome: "failed", error: "the store is away" })]);
  await lines(page).getByText("event-12").waitFor();
  expect(await spoken.textContent()).toBe("");
  await eventually(() => spoken.textContent()).toBe("12 new lines, 1 error");
});

it("takes the thousand lines a second that a process sends, and its frames go on", async () => {
  const page = await dashboard.open("/");
  const received = countReceived(page);
  await page.goto(`${dashboard.url}/terminal`);
  await page.getByText("Connected", { exact: true }).waitFor();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const watch = await startWatch(page);
  for (let sent = 0; received.keys.size < 5000 && Date.now() < watch.from + 30_000; ) {
    // More than are shown: what a process leaves out it says.
    const events = Array.from({ length: 50 }, () => ({ site: SHOP, url: `https://${SHOP}/busy-${sent++}` }));
    const next = new Promise((resolve) => setTimeout(resolve, 100));
    await fetch(`${dashboard.url}/api/v1/events`, { method: "POST", body: JSON.stringify(events) });
    await next;
  }
  const { busy, text } = await watch.read(received.keys.size);
  const taken = async () => Number(await setSize(page)) - received.gaps;
  await eventually(taken).toBe(received.keys.size);
  console.log(`terminal, of a server: ${text}`);
  await keepScreenshot(page, "terminal-busy");
  expect(received.keys.size).toBeGreaterThanOrEqual(5000);
  expect(busy).toBeLessThan(0.5);
});

it.each([
  { before: 0, description: "a list that is empty" },
  { before: 100_000, description: "a list that is full" },
])(
  "takes a thousand lines a second into $description, and its frames go on",
  async ({ before, description }) => {
    const { page, send } = await scripted();
    for (let n = 0; n < before; n += 1000) send(traceLines(n, 1000));
    if (before > 0) await eventually(() => setSize(page)).toBe(String(before));
    // What came up with the page is not what is measured.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const watch = await startWatch(page);
    let sent = 0;
    while (sent < 5000) {
      // As often as a process sends.
      await new Promise((resolve) => setTimeout(resolve, 250));
      const due = Math.min(5000, Date.now() - watch.from);
      send(traceLines(before + sent, due - sent));
      sent = due;
    }
    const { busy, text } = await watch.read(sent);
    console.log(`terminal, into ${description}: ${text}`);
    if (before > 0) await page.getByText("5,000 older lines are no longer kept").waitFor();
    await eventually(() => setSize(page)).toBe(String(Math.max(5000, before)));
    expect(busy).toBeLessThan(0.5);
  },
);

/** Rows that a terminal has, as its last one says. */
const setSize = (page: Page) => lines(page).getByRole("option").last().getAttribute("aria-setsize");

interface Watched {
  readonly seen: { frames: number; over50: number; over100: number; longest: number };
}

/** Watches how a page's frames come while lines do. Returns what reads it, and how much of a core the page took. */
async function startWatch(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  // What the page itself computes: what others on the machine do beside it makes frames late too.
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const computed = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
  await page.evaluate(watchFrames);
  const before = await computed();
  const from = Date.now();
  return {
    from,
    async read(lines: number) {
      const seconds = (Date.now() - from) / 1000;
      const busy = ((await computed()) - before) / seconds;
      const { seen } = await page.evaluate(() => ({ seen: (window as never as Watched).seen }));
      const rate = `${lines} lines in ${seconds.toFixed(1)} s (${Math.round(lines / seconds)}/s)`;
      const late = `${seen.over50} later than 50 ms, ${seen.over100} later than 100 ms`;
      const rest = `longest task ${seen.longest} ms, ${(busy * 100).toFixed(0)} % of a core`;
      return { busy, text: `${rate}, ${seen.frames} frames, ${late}, ${rest}` };
    },
  };
}

/** Runs in the page: looks for frames that come late, and for what kept them. */
function watchFrames(): void {
  const seen = { frames: 0, over50: 0, over100: 0, longest: 0 };
  Object.assign(window, { seen });
  let last = performance.now();
  function frame(now: number): void {
    seen.frames += 1;
    if (now - last > 50) seen.over50 += 1;
    if (now - last > 100) seen.over100 += 1;
    last = now;
    requestAnimationFrame(frame);
  }
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
  }).observe({ type: "longtask" });
}

/** Counts what the browser receives on a terminal's socket. */
function countReceived(page: Page): { readonly keys: ReadonlySet<string>; readonly gaps: number } {
  const received = { keys: new Set<string>(), gaps: 0 };
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const message = JSON.parse(String(payload)) as TraceMessage;
      if (message.type !== "lines") return;
      for (const { key } of message.lines) received.keys.add(key);
      if (message.left_out > 0) received.gaps += 1;
    }),
  );
  return received;
}

it("fits on a phone", async () => {
  const page = await dashboard.open("/terminal", { viewport: { width: 390, height: 800 } });
  await page.getByText("Connected", { exact: true }).waitFor();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const visitor = await connectVisitor(dashboard.url, SHOP, { "user-agent": "Googlebot/2.1" });
  visitor.send({ type: "pageview", data: { url: `https://${SHOP}/crawled` } });
  await lines(page).getByText("/crawled").first().waitFor();
  await keepScreenshot(page, "terminal-phone");
  const { wide, width } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    width: innerWidth,
  }));
  expect(wide).toBeLessThanOrEqual(width);
  visitor.close();
});
