import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { eventually, startBrowser } from "../../../dashboard/test/e2e/start-dashboard.ts";
import type { Victim } from "../../src/app/torture/victim.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startRedis } from "../servers/redis.ts";
import type { TestServer } from "../servers/test-server.ts";
import { fill, inspect, keepPicture, openWindow, pathOf } from "./browser-window.ts";
import { makeInstance } from "./instance.ts";

const SITE = "shop.example";
const PASSWORD = "a long sentence of mine";
const NEW_PASSWORD = "another long sentence";
const FOR_READERS = "for our readers only";
const PERSON =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Process {
  readonly victim: Victim;
  readonly dataDir: string;
}

interface Topology {
  readonly name: string;
  /** Starts the services; returns the settings that name them. */
  services(): Promise<{ environment: Record<string, string>; servers: readonly TestServer[] }>;
  /** Processes that have every role. */
  readonly processes: 1 | 2;
}

const TOPOLOGIES: readonly Topology[] = [
  {
    name: "SQLite, one process",
    services: async () => ({ environment: {}, servers: [] }),
    processes: 1,
  },
  {
    name: "PostgreSQL and Redis, two processes",
    async services() {
      const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
      return {
        environment: { REDIS_URL: redis.url, DATABASE_URL: postgres.url },
        servers: [postgres, redis],
      };
    },
    processes: 2,
  },
];

/** Pages of somebody's site: `/` has the tracker, `/board` shows a share link in a frame and its badge. */
function servePages(body: (path: string) => string): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Shop</title>${body(request.url ?? "/")}`);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name });

describe.each(TOPOLOGIES)("a company on $name", ({ services, processes }) => {
  const started: Process[] = [];
  let servers: readonly TestServer[] = [];
  let pages: Server;
  let shop: Page;
  let browser: Browser;
  let owner: Page;
  let viewer: Page;
  let first = "";
  /** Another process of the instance, where there is one. */
  let second = "";
  let share = "";
  let body: (path: string) => string = () => "";
  const faults: string[] = [];

  const newPage = () => openWindow(browser, faults, { userAgent: PERSON });

  /** Pages are the same on every topology. */
  async function inspectOnce(page: Page, name: string): Promise<void> {
    if (processes === 1) await inspect(page, name);
  }

  beforeAll(async () => {
    const { environment, servers: running } = await services();
    servers = running;
    for (let n = 0; n < processes; n++) {
      const one = await makeInstance({ environment });
      started.push(one);
      one.victim.start();
      await one.victim.untilReady().catch(() => one.victim.untilReady());
    }
    first = started[0]?.victim.url ?? "";
    second = started.at(-1)?.victim.url ?? "";
    pages = await servePages((path) => body(path));
    body = () => `<script defer src="${first}/js/millrace.js" data-site="${SITE}"></script>`;
    browser = await startBrowser();
    [owner, viewer, shop] = [await newPage(), await newPage(), await newPage()];
  });

  afterAll(async () => {
    await browser?.close();
    pages?.close();
    await Promise.all(started.map(({ victim }) => victim.stop()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  it("is set up by its link, and has a site whose first visitor is seen", async () => {
    const [, path = ""] = /(\/setup#[\w-]+)/.exec(started[0]?.victim.output ?? "") ?? [];
    await owner.goto(first + path);
    await fill(owner, {
      "Your name": "Ada",
      "E-mail address": "ada@example.com",
      Password: PASSWORD,
      "Name of the team": "Mill",
    });
    await button(owner, "Create account").click();
    await eventually(() => pathOf(owner)).toBe("/");
    await button(owner, "Add a site").click();
    await owner.getByRole("textbox", { name: "Name" }).fill(SITE);
    await button(owner, "Create").click();
    await owner.getByText("Waiting for your first event").waitFor();
    const accepted = shop.waitForResponse((reply) => reply.url().endsWith("/api/v1/events"));
    await shop.goto(`${urlOf(pages)}/hello`);
    expect((await accepted).status()).toBe(202);
    await owner
      .getByRole("row", { name: /\/hello/ })
      .first()
      .waitFor();
  });

  it("invites a viewer, who sees the site at any process and can change nothing", async () => {
    await owner.goto(`${first}/teams`);
    await owner.getByRole("link", { name: "Mill", exact: true }).click();
    await owner.getByRole("textbox", { name: "E-mail address" }).fill("grace@example.com");
    await button(owner, "Invite").click();
    const link = (await owner.getByTestId("invitation-link").textContent()) ?? "";
    await viewer.goto(link.replace(new URL(link).origin, second));
    await fill(viewer, { "Your name": "Grace", Password: PASSWORD });
    await button(viewer, "Create account and join").click();
    await viewer.getByRole("link", { name: new RegExp(SITE) }).click();
    await viewer
      .getByRole("row", { name: /\/hello/ })
      .first()
      .waitFor();
    expect(await viewer.getByRole("link", { name: "Settings" }).count()).toBe(0);
    await viewer.goto(`${second}/sites/${SITE}/settings`);
    await heading(viewer, "Your role does not open this page").waitFor();
    const change = await viewer.evaluate(async (site) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(`/api/v1/sites/${site}`, { method: "PATCH", headers, body: "{}" })).status;
    }, SITE);
    expect(change).toBe(403);
  });

  it("shares a page by a link with a password, which a private window opens", async () => {
    await owner.goto(`${first}/sites/${SITE}/settings`);
    await button(owner, "New share link").click();
    const dialog = owner.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("For readers");
    await dialog.getByLabel("Sources").uncheck();
    await dialog.getByLabel("Password (optional)").fill(FOR_READERS);
    await dialog.getByLabel("Pages that may embed it").fill(urlOf(pages));
    await owner.keyboard.press("Enter");
    await inspectOnce(owner, "share-form");
    await button(owner, "Create the link").click();
    const link = owner.getByRole("link", { name: "For readers" });
    share = (await link.getAttribute("href")) ?? "";
    expect(share).toMatch(/\/share\/[\w-]{22}$/);
    await inspectOnce(owner, "shares");

    const guest = await newPage();
    await guest.goto(share.replace(first, second));
    await heading(guest, "This link asks for a password").waitFor();
    await inspectOnce(guest, "share-locked");
    await fill(guest, { Password: "for our reader only" });
    await button(guest, "Show").click();
    await guest.getByText("That is not the password.").waitFor();
    await fill(guest, { Password: FOR_READERS });
    await button(guest, "Show").click();
    await guest
      .getByRole("row", { name: /\/hello/ })
      .first()
      .waitFor();
    expect(await guest.getByRole("region", { name: "Sources" }).count()).toBe(0);
    expect(await button(guest, "Menu").count()).toBe(0);
    await inspectOnce(guest, "share");
    await guest.reload();
    await guest
      .getByRole("row", { name: /\/hello/ })
      .first()
      .waitFor();
    await guest.getByRole("button", { name: "/hello", exact: true }).click();
    await eventually(() => new URL(guest.url()).searchParams.get("f")).toContain("/hello");
    await guest.goto(`${first}/share/nothing-that-anybody-made`);
    await heading(guest, "This link leads nowhere").waitFor();
    await guest.context().close();
  });

  it("shows the link in a frame of its own pages, in their colours, and nobody else does", async () => {
    await owner.goto(`${first}/sites/${SITE}/settings`);
    await button(owner, "Change For readers").click();
    await owner.getByLabel("Ask for no password any more").check();
    await owner.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await owner.getByRole("dialog").waitFor({ state: "detached" });
    body = () =>
      `<iframe src="${share}?theme=dark" width="1000" height="800"></iframe><img src="${share.replace("/share/", "/api/v1/shares/")}/badge.svg">`;
    const reader = await newPage();
    await reader.goto(`${urlOf(pages)}/board`);
    const frame = reader.frameLocator("iframe");
    await frame
      .getByRole("row", { name: /\/hello/ })
      .first()
      .waitFor();
    expect(await frame.locator("html").getAttribute("data-mantine-color-scheme")).toBe("dark");
    expect(await frame.getByRole("banner").count()).toBe(0);
    await eventually(() =>
      reader.evaluate(() => document.querySelector("img")?.naturalWidth ?? 0),
    ).toBeGreaterThan(60);
    await keepPicture(reader, "board");
    // The same page under another name is of another origin.
    await reader.goto(`${urlOf(pages).replace("127.0.0.1", "localhost")}/board`);
    await eventually(() => reader.frames().at(-1)?.url() ?? "").toMatch(/^chrome-error:/);
    await reader.context().close();
  });

  it("gives a program a key, whose revocation every process knows", async () => {
    await owner.goto(`${first}/teams`);
    await owner.getByRole("link", { name: "Mill", exact: true }).click();
    await owner.getByRole("link", { name: "API keys" }).click();
    await owner.getByLabel("Name of the key").fill("Reports");
    await button(owner, "Create key").click();
    const shown = owner.getByTestId("api-key");
    await shown.waitFor();
    const headers = { authorization: `Bearer ${await shown.textContent()}` };
    const read = async () => (await fetch(`${second}/api/v1/sites/${SITE}`, { headers })).status;
    expect(await read()).toBe(200);
    await button(owner, "Revoke the key Reports").click();
    await owner.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await eventually(read).toBe(401);
  });

  it("signs out everywhere else, which every process knows", async () => {
    const phone = await newPage();
    await phone.goto(`${second}/sign-in`);
    await fill(phone, { "E-mail address": "ada@example.com", Password: PASSWORD });
    await button(phone, "Sign in").click();
    await eventually(() => pathOf(phone)).toBe("/");
    await owner.goto(`${first}/account`);
    await button(owner, "Sign out everywhere else").click();
    await eventually(() => phone.evaluate(async () => (await fetch("/api/v1/sites")).status)).toBe(401);
    expect(await owner.evaluate(async () => (await fetch("/api/v1/sites")).status)).toBe(200);
    await phone.context().close();
  });

  it("lets a person in again by a mail", async () => {
    const forgetful = await newPage();
    await forgetful.goto(`${second}/recover`);
    await fill(forgetful, { "E-mail address": "grace@example.com" });
    await button(forgetful, "Send the link").click();
    await forgetful.getByText("If grace@example.com has an account here").waitFor();
    const find = () =>
      started
        .map(({ dataDir }) => join(dataDir, "outbox"))
        .filter(existsSync)
        .flatMap((outbox) => readdirSync(outbox).map((file) => readFileSync(join(outbox, file), "utf8")))
        .filter((mail) => mail.includes("To: grace@example.com"))
        .flatMap((mail) => mail.replace(/=\r\n/g, "").match(/\/recover#[\w-]{43}/g) ?? [])[0];
    await eventually(find, "a link").toBeDefined();
    await forgetful.goto(second + find());
    await fill(forgetful, { "New password": NEW_PASSWORD });
    await button(forgetful, "Set the password").click();
    await fill(forgetful, { "E-mail address": "grace@example.com", Password: NEW_PASSWORD });
    await button(forgetful, "Sign in").click();
    await forgetful.getByRole("link", { name: new RegExp(SITE) }).waitFor();
    await forgetful.context().close();
  });

  it("erases a day for good, and its audit log says who did", async () => {
    const today = new Date().toISOString().slice(0, 10);
    await owner.goto(`${first}/sites/${SITE}/settings`);
    await owner.getByLabel("First day").fill(today);
    await owner.getByLabel("Last day").fill(today);
    await button(owner, "Erase …").click();
    const dialog = owner.getByRole("dialog");
    await dialog.getByRole("textbox").fill(SITE);
    await dialog.getByRole("button", { name: "Erase for good" }).click();
    await owner.getByRole("list", { name: "Erased so far" }).waitFor();
    const count = () =>
      owner.evaluate(async (site) => {
        const query = { site_id: site, metrics: ["events"], date_range: "all" };
        const headers = { "content-type": "application/json" };
        const reply = await fetch("/api/v2/query", { method: "POST", headers, body: JSON.stringify(query) });
        return (await reply.json()).results[0]?.metrics[0] ?? 0;
      }, SITE);
    await eventually(count).toBe(0);
    await owner.goto(`${first}/teams`);
    await owner.getByRole("link", { name: "Mill", exact: true }).click();
    await owner.getByRole("link", { name: "Audit log" }).click();
    const table = owner.getByRole("table", { name: "Audit log" });
    for (const action of ["Erasure requested", "Key revoked", "Share link changed", "Invitation accepted"])
      await table.getByRole("cell", { name: action }).first().waitFor();
    expect(faults).toEqual([]);
  });
});
