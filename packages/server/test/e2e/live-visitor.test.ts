import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { LiveMessage, LivePresence } from "@millrace/protocol";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import type { Victim } from "../../src/app/torture/victim.ts";
import type { Event } from "../../src/domain/event/event.ts";
import { CLI, makeInstance } from "./instance.ts";

// Headless Chromium's own name is that of a bot.
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";
const SITE = "shop.example";
/** Presence has to be right within so long, whatever was killed. */
const PRESENCE_MS = 40_000;

let victim: Victim;
let dataDir: string;
let pages: Server;
let pagesUrl: string;
let browser: Browser;
let watching: { stop(): void; present(): LivePresence | null };

beforeAll(async () => {
  pages = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>${request.url}</title><a href="/next">Next</a>
      <script defer src="${victim.url}/js/millrace-live.js" data-site="${SITE}"></script>`);
  });
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  pagesUrl = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  browser = await chromium.launch({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
});
afterAll(async () => {
  await browser?.close();
  pages?.close();
});

beforeEach(async () => {
  ({ victim, dataDir } = await makeInstance());
  victim.start();
  await victim.untilReady();
  watching = watch();
});
afterEach(async () => {
  watching.stop();
  await victim.stop();
});

/** A viewer, who connects again after a cut. */
function watch(): typeof watching {
  let present: LivePresence | null = null;
  let isOver = false;
  let socket: WebSocket;
  const connect = () => {
    socket = new WebSocket(`${victim.url.replace("http", "ws")}/api/v1/sites/${SITE}/live`);
    socket.on("error", () => {});
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as LiveMessage;
      if (message.type === "snapshot") present = message.present;
    });
    socket.on("close", () => {
      present = null;
      if (!isOver) setTimeout(connect, 200);
    });
  };
  connect();
  return {
    present: () => present,
    stop() {
      isOver = true;
      socket.close();
    },
  };
}

async function visit(path: string): Promise<Page> {
  const page = await (await browser.newContext({ userAgent: USER_AGENT })).newPage();
  await page.goto(pagesUrl + path);
  return page;
}

const track = (page: Page, name: string) =>
  page.evaluate((event) => (window as never as { millrace(name: string): void }).millrace(event), name);
const soon = (check: () => unknown, timeout = 20_000) => vi.waitFor(check, { timeout, interval: 50 });
const isOn = (...pages: (readonly [string, number])[]) =>
  soon(
    () =>
      expect(watching.present()).toMatchObject({
        connected: pages.reduce((sum, [, visitors]) => sum + visitors, 0),
        pages,
      }),
    PRESENCE_MS,
  );

/** Everything that is stored, once the instance has stopped. */
async function storedNames(): Promise<string[]> {
  await victim.untilQueueEmpty(30_000);
  await victim.stop();
  const env = { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn" };
  const dump = execFileSync(process.execPath, [CLI, "dump"], { env, encoding: "utf8" });
  const events = dump
    .split("\n")
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { event: Event }).event);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  return events.filter(({ name }) => name !== "engagement").map(({ name, path }) => `${name} ${path}`);
}

it("knows on which page a visitor is through changes of the address, reloads and the bfcache, until they leave", {
  timeout: 180_000,
}, async () => {
  const page = await visit("/a");
  await isOn(["/a", 1]);
  await page.evaluate(() => history.pushState({}, "", "/b"));
  await isOn(["/b", 1]);
  await page.reload();
  await isOn(["/b", 1]);
  await page.click("a");
  await isOn(["/next", 1]);
  await page.evaluate(() => history.back());
  await isOn(["/b", 1]);
  await page.context().close();
  await isOn();
  expect((await storedNames()).sort()).toEqual([
    "pageview /a",
    "pageview /b",
    "pageview /b",
    "pageview /b",
    "pageview /next",
  ]);
});

it("counts every event of a visitor once, and knows that they are there, when edge and store are killed", {
  timeout: 180_000,
}, async () => {
  const page = await visit("/a");
  await isOn(["/a", 1]);
  const sent: string[] = [];
  const send = async (count: number) => {
    for (let n = 0; n < count; n++) {
      sent.push(`event-${sent.length}`);
      await track(page, sent.at(-1) ?? "");
      await page.waitForTimeout(25);
    }
  };
  for (const role of ["ingest", "worker", "ingest", "worker", "ingest"] as const) {
    await send(10);
    expect(victim.kill(role)).toBe(true);
    await send(10);
    if (role === "ingest") {
      expect(await victim.untilEnded(5000)).toBe(true);
      await send(5);
      victim.start();
    }
    await victim.untilReady();
  }
  await isOn(["/a", 1]);
  await page.evaluate(() => history.pushState({}, "", "/b"));
  await isOn(["/b", 1]);
  await page.context().close();
  const names = await storedNames();
  expect(names.sort()).toEqual(["pageview /a", "pageview /b", ...sent.map((name) => `${name} /a`)].sort());
});
