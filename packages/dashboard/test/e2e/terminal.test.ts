import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { TRACE_STAGES, type TraceReply } from "@millrace/protocol";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectVisitor } from "../../../server/test/build/connect-visitor.ts";
import { findBarriers } from "./find-barriers.ts";
import { keepScreenshot } from "./screenshots.ts";
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
    .locator("button[data-stage]")
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
  await eventually(() => lines(page).locator("button[data-stage]").count()).toBe(1);
  expect(await findBarriers(page)).toEqual([]);
  visitor.close();
});

it("follows a thousand lines a second without a long frame", async () => {
  const page = await dashboard.open("/terminal");
  await page.getByText("Connected", { exact: true }).waitFor();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await page.evaluate(() => {
    const seen = { frames: 0, late: 0, last: performance.now() };
    Object.assign(window, { seen });
    const frame = (now: number) => {
      seen.frames += 1;
      if (now - seen.last > 100) seen.late += 1;
      seen.last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const until = Date.now() + 5000;
  let sent = 0;
  while (Date.now() < until) {
    const events = Array.from({ length: 35 }, () => ({ site: SHOP, url: `https://${SHOP}/busy-${sent++}` }));
    await fetch(`${dashboard.url}/api/v1/events`, { method: "POST", body: JSON.stringify(events) });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { frames, late } = await page.evaluate(
    () => (window as never as { seen: { frames: number; late: number } }).seen,
  );
  console.log(`${sent * 3} lines in 5 s: ${frames} frames, ${late} of them later than 100 ms`);
  await lines(page)
    .getByText(/\/busy-\d+/)
    .last()
    .waitFor();
  await keepScreenshot(page, "terminal-busy");
  expect(late / frames).toBeLessThan(0.1);
});

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
