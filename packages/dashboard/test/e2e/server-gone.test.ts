import { expect, it } from "vitest";
import { numbersOf } from "./read-page.ts";
import { keepScreenshot } from "./screenshots.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 10 });
const NETWORK = /WebSocket|ERR_|Failed to load resource/;

it("says that the server is gone, of when the numbers are, and comes back by itself", async () => {
  dashboard.expectFaults(NETWORK);
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  const dot = page.locator("[data-status]");
  await eventually(() => dot.textContent()).toMatch(/\d+ current visitor/);
  dashboard.victim.kill("ingest");
  await dashboard.victim.untilEnded(10_000);

  const banner = page.getByRole("status", { name: "Connection" });
  await banner.getByText(/^Can't reach the server, showing numbers of \d+:\d\d [AP]M\.$/).waitFor();
  await banner.getByText(/Trying again in \d+ s/).waitFor();
  await eventually(() => dot.textContent()).toContain("– current visitors");
  await keepScreenshot(page, "server-gone");

  // What was not asked before can't be shown: a sentence, and soon.
  await page.keyboard.press("w");
  await eventually(() => page.getByText("the server can't be reached").count()).toBeGreaterThan(3);
  expect(await page.locator('main [class*="bones"]').count()).toBe(0);

  dashboard.victim.start();
  await dashboard.victim.untilReady().catch(() => dashboard.victim.untilReady());
  await banner.waitFor({ state: "detached", timeout: 40_000 });
  await untilLoaded(page);
  await eventually(async () => Number((await numbersOf(page)).Visitors?.figure)).toBeGreaterThan(0);
  await eventually(() => page.getByText("the server can't be reached").count()).toBe(0);
});

it("keeps a failure of one report in its card", async () => {
  dashboard.expectFaults(/500/);
  const page = await dashboard.open("", { at: "about:blank" });
  await page.route(/reports\/browsers/, (route) =>
    route.fulfill({ status: 500, json: { error: "out of order" } }),
  );
  await page.goto(`${dashboard.url}/sites/${DEMO}`);
  await page.getByRole("alert").filter({ hasText: "out of order" }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(1);
  expect(await page.getByRole("status", { name: "Connection" }).count()).toBe(0);
});

it("says that the server is slow when it answers nothing for seconds", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  await page.route(/\/api\//, () => {});
  await page.keyboard.press("w");
  const banner = page.getByRole("status", { name: "Connection" });
  await banner.getByText(/^The server is slow to answer, showing numbers of/).waitFor();
  await page.unroute(/\/api\//);
});

it.each([
  { version: "999.0.0", words: "Millrace was updated since this page was opened.", has: "Reload" },
  { version: "0.0.1", words: /This page is newer than its server/, has: null },
])("says that page and server are of different versions: $version", async ({ version, words, has }) => {
  const page = await dashboard.open("", { at: "about:blank" });
  await page.route(/\/api\/v1\/sites/, async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, headers: { ...reply.headers(), "millrace-version": version } });
  });
  await page.goto(dashboard.url);
  const banner = page.getByRole("status", { name: "Connection" });
  await banner.getByText(words).waitFor();
  expect(await banner.getByRole("button").allTextContents()).toEqual(has === null ? [] : [has]);
});

it("answers each reply of the API with the version that made it", async () => {
  const { headers } = await fetch(`${dashboard.url}/api/v1/sites`);
  expect(headers.get("millrace-version")).toMatch(/^\d+\.\d+\.\d+/);
  expect((await fetch(`${dashboard.url}/js/millrace.js`)).headers.get("millrace-version")).toBeNull();
});
