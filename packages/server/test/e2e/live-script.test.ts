import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { buildTracker } from "../../../tracker/build.mjs";
import { SocketPeer } from "./socket-peer.ts";

let script: string;
let peer: SocketPeer;
let pages: Server;
let pagesUrl: string;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  script = (await buildTracker()).live.path;
  pages = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    // A policy that names the instance but no wss: of it.
    if (request.url === "/strict")
      response.setHeader("content-security-policy", `connect-src 'self' ${peer.url}`);
    response.end(`<!doctype html><title>${request.url}</title>
      <script>addEventListener("pageshow", ({ persisted }) => { window.isRestored = persisted; })</script>
      <script defer src="${peer.url}/js/millrace-live.js" data-site="shop.example"></script>`);
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
  faults = [];
  peer = new SocketPeer(script);
  await peer.start();
  page = await (await browser.newContext()).newPage();
  page.on("pageerror", (error) => faults.push(error.message));
});
afterEach(async () => {
  await page.context().close();
  await peer.kill();
  expect(faults).toEqual([]);
});

const goTo = (path: string) => page.goto(pagesUrl + path);
const click = (name: string) =>
  page.evaluate((event) => (window as never as { millrace(name: string): void }).millrace(event), name);
const stored = () => page.evaluate(() => sessionStorage.getItem("millrace"));
const soon = (check: () => unknown, timeout = 10_000) => vi.waitFor(check, { timeout, interval: 20 });
const counted = (...names: string[]) =>
  soon(() => expect([...peer.counted].sort()).toEqual([...names].sort()));

describe("millrace-live.js in a real browser", () => {
  it("sends everything over one connection and nothing twice", async () => {
    await goTo("/");
    await counted("pageview");
    await click("a");
    await page.evaluate(() => history.pushState({}, "", "/next"));
    await counted("pageview", "a", "pageview");
    expect(peer.arrived.map(({ by }) => by)).toEqual(["socket", "socket", "socket"]);
    expect(peer.connections).toHaveLength(1);
    expect(await stored()).toBeNull();
  });

  it("delivers every event over a server that dies with events in its hands, and comes back", async () => {
    await goTo("/");
    await counted("pageview");
    peer.manner = "lose";
    await click("lost by the server");
    await page.waitForTimeout(200);
    await peer.kill();
    await click("while it was away");
    await soon(async () => expect(await stored()).toContain("lost by the server"));
    peer.manner = "acknowledge";
    await peer.start();
    await counted("pageview", "lost by the server", "while it was away");
    await soon(async () => expect(await stored()).toBeNull());
    expect(new Set(peer.connections.map(({ sessionId }) => sessionId)).size).toBe(1);
  });

  it("delivers by post what no connection came for, after so long that it no longer waits for one", async () => {
    await goTo("/");
    await counted("pageview");
    await peer.kill();
    for (const name of ["a", "b", "c"]) await click(name);
    await page.waitForTimeout(8000);
    await peer.start();
    await click("d");
    await counted("pageview", "a", "b", "c", "d");
    expect(new Set(peer.arrived.map(({ id }) => id)).size).toBe(peer.arrived.length);
    await soon(async () => expect(await stored()).toBeNull());
  });

  it("delivers from the tab's next page what was not written when the visitor left", async () => {
    await goTo("/");
    await counted("pageview");
    peer.manner = "lose";
    await page.route("**/api/v1/events", (route) => route.abort());
    await click("goodbye");
    peer.manner = "acknowledge";
    await goTo("/next");
    await counted("pageview", "goodbye", "pageview");
    await soon(async () => expect(await stored()).toBeNull());
  });

  it("posts what is under way when the visitor leaves for good", async () => {
    await goTo("/");
    await counted("pageview");
    peer.manner = "lose";
    await click("goodbye");
    await page.close();
    await counted("pageview", "goodbye");
    expect(peer.arrived.at(-1)?.by).toBe("post");
    await soon(() => expect(peer.connections[0]?.isOpen).toBe(false));
  });

  it("counts an event once that went both ways", async () => {
    await goTo("/");
    await counted("pageview");
    peer.manner = "write in silence";
    await click("goodbye");
    await soon(() => expect(peer.counted).toContain("goodbye"));
    await goTo("/next");
    await counted("pageview", "goodbye", "pageview");
    expect(new Set(peer.arrived.map(({ by, name }) => `${name} ${by}`))).toContain("goodbye post");
  });

  it("closes its connection for the bfcache and opens another when the visitor comes back", async () => {
    await goTo("/");
    await counted("pageview");
    await goTo("/next");
    await counted("pageview", "pageview");
    await soon(() => expect(peer.connections[0]).toMatchObject({ isOpen: false, closedWith: 1000 }));
    // Playwright's goBack waits for a load, and there is none.
    await page.evaluate(() => history.back());
    await counted("pageview", "pageview", "pageview");
    expect(await page.evaluate(() => (window as never as { isRestored: boolean }).isRestored)).toBe(true);
    expect(new URL(peer.arrived.at(-1)?.url ?? "").pathname).toBe("/");
    expect(peer.arrived.map(({ by }) => by)).toEqual(["socket", "socket", "socket"]);
    expect(peer.connections.map(({ isOpen }) => isOpen)).toEqual([false, false, true]);
    expect(peer.connections[2]?.sessionId).toBe(peer.connections[0]?.sessionId);
    await page.evaluate(() => history.forward());
    await soon(() => expect(peer.counted).toHaveLength(4));
    await soon(() =>
      expect(peer.connections.map(({ isOpen }) => isOpen)).toEqual([false, false, false, true]),
    );
  });

  it("posts when the server refuses the page, and does not try again", async () => {
    peer.manner = "refuse the page";
    await goTo("/");
    await counted("pageview");
    await click("a");
    await counted("pageview", "a");
    await page.waitForTimeout(3000);
    expect(peer.connections).toHaveLength(1);
    expect(peer.arrived.map(({ by }) => by)).toEqual(["post", "post"]);
  });

  it("posts when the page's policy forbids the connection", async () => {
    await goTo("/strict");
    await counted("pageview");
    expect(peer.arrived[0]?.by).toBe("post");
    expect(peer.connections).toEqual([]);
  });
});
