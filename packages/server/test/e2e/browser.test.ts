import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Victim } from "../../src/app/torture/victim.ts";
import { makeInstance, query } from "./instance.ts";

const SITE = "three-pages.example";
const DESKTOP =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

let victim: Victim;
let pages: Server;
let pagesUrl: string;
let browser: Browser;

/** Three small pages that link to each other, with the snippet that a new user pastes; below `/of/<site>/` of another site. */
function servePages(instanceUrl: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    const site = /^\/of\/([^/]+)/.exec(path)?.[1] ?? SITE;
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Page ${path}</title>
      <script defer src="${instanceUrl}/js/millrace.js" data-site="${site}"></script>
      <a id="home" href="/">Home</a> <a id="pricing" href="/pricing?token=secret">Pricing</a> <a id="docs" href="/docs">Docs</a>`);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

beforeAll(async () => {
  ({ victim } = await makeInstance());
  victim.start();
  await victim.untilReady();
  pages = await servePages(victim.url);
  pagesUrl = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const executablePath = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
});

afterAll(async () => {
  await browser?.close();
  pages?.close();
  await victim?.stop();
});

async function open(userAgent: string): Promise<Page> {
  const context = await browser.newContext({ userAgent, viewport: { width: 1200, height: 800 } });
  return context.newPage();
}

/** Runs a step and waits until the event that it causes is accepted. */
async function tracked(page: Page, step: () => Promise<unknown>): Promise<void> {
  const accepted = page.waitForResponse(
    (reply) => reply.url().endsWith("/api/v1/events") && reply.status() === 202,
  );
  await step();
  await accepted;
}

const today = (dimension: string, metrics: string[]) =>
  query(victim.url, { site_id: SITE, metrics, dimensions: [dimension], date_range: "day" });

it("counts what a person does in a real browser", async () => {
  const desktop = await open(DESKTOP);
  await tracked(desktop, () => desktop.goto(`${pagesUrl}/?utm_source=newsletter`));
  await tracked(desktop, () => desktop.click("#pricing"));
  await tracked(desktop, () => desktop.click("#docs"));
  await tracked(desktop, () => desktop.evaluate(() => history.pushState({}, "", "/docs/install")));
  await tracked(desktop, () => desktop.evaluate(() => history.pushState({}, "", "/docs/api")));
  await tracked(desktop, () => desktop.evaluate(() => history.back()));
  await tracked(desktop, () =>
    desktop.evaluate(() =>
      (window as never as { millrace(name: string, props: object): void }).millrace("signup", {
        plan: "pro",
      }),
    ),
  );
  const phone = await open(PHONE);
  await tracked(phone, () => phone.goto(`${pagesUrl}/`));
  await victim.untilQueueEmpty(20_000);

  const byPage = await today("event:page", ["pageviews", "visitors"]);
  expect(
    Object.fromEntries(byPage.results.map(({ dimensions, metrics }) => [dimensions[0], metrics])),
  ).toEqual({
    "/": [2, 2],
    "/docs/install": [2, 1],
    "/docs": [1, 1],
    "/docs/api": [1, 1],
    "/pricing": [1, 1],
  });
  expect((await today("event:name", ["events"])).results).toEqual([
    { dimensions: ["pageview"], metrics: [7] },
    { dimensions: ["signup"], metrics: [1] },
  ]);
  expect((await today("visit:source", ["visitors"])).results).toEqual([
    { dimensions: ["Direct / None"], metrics: [1] },
    { dimensions: ["newsletter"], metrics: [1] },
  ]);
  expect((await today("visit:device", ["visitors"])).results).toEqual([
    { dimensions: ["desktop"], metrics: [1] },
    { dimensions: ["mobile"], metrics: [1] },
  ]);
  const total = await query(victim.url, {
    site_id: SITE,
    metrics: ["visitors", "pageviews", "events"],
    date_range: "day",
  });
  expect(total.results[0]?.metrics).toEqual([2, 7, 8]);
});

it("delivers an event once when the server was away and the page tries again", async () => {
  const page = await open(DESKTOP);
  await tracked(page, () => page.goto(`${pagesUrl}/`));
  const before = (await today("event:page", ["pageviews"])).results.find(
    ({ dimensions }) => dimensions[0] === "/while-away",
  );
  expect(before).toBeUndefined();
  await page.route("**/api/v1/events", (route) => route.abort());
  await page.evaluate(() => history.pushState({}, "", "/while-away"));
  await page.waitForTimeout(300);
  await page.unroute("**/api/v1/events");
  await tracked(page, () => page.evaluate(() => history.pushState({}, "", "/back-again")));
  await page.waitForTimeout(500);
  await victim.untilQueueEmpty(20_000);
  const { results } = await today("event:page", ["pageviews"]);
  const views = Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions[0], metrics[0]]));
  expect(views).toMatchObject({ "/while-away": 1, "/back-again": 1 });
});

it.each([
  { what: "a search is typed", from: "map", to: ["?q=s", "?q=sh", "?q=sho"], pageviews: 1, bounceRate: 100 },
  { what: "a campaign is taken out", from: "land?utm_source=x", to: ["land"], pageviews: 1, bounceRate: 100 },
  {
    what: "a kept parameter changes",
    from: "map?id=1",
    to: ["?id=2", "?id=2&q=s"],
    pageviews: 2,
    bounceRate: 0,
  },
  { what: "the path changes", from: "a", to: ["b?q=s", "b"], pageviews: 2, bounceRate: 0 },
  { what: "the path is spelled anew", from: "caf%c3%a9", to: ["caf\u00e9"], pageviews: 1, bounceRate: 100 },
])("counts $pageviews when $what by replaceState", async ({ what, from, to, pageviews, bounceRate }) => {
  const name = `${what.replaceAll(" ", "-")}.example`;
  const made = await fetch(`${victim.url}/api/v1/sites`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, safe_query_params: ["id"] }),
  });
  expect(made.status).toBe(201);
  const page = await open(DESKTOP);
  await tracked(page, () => page.goto(`${pagesUrl}/of/${name}/${from}`));
  for (const address of to)
    await tracked(page, () => page.evaluate((next) => history.replaceState({}, "", next), address));
  await victim.untilQueueEmpty(20_000);
  const metrics = ["pageviews", "bounce_rate"];
  const { results } = await query(victim.url, { site_id: name, metrics, date_range: "day" });
  expect(results[0]?.metrics).toEqual([pageviews, bounceRate]);
});
