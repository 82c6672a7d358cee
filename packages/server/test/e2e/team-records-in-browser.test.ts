import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { findBarriers } from "../../../dashboard/test/e2e/find-barriers.ts";
import { eventually, startBrowser } from "../../../dashboard/test/e2e/start-dashboard.ts";
import type { Victim } from "../../src/app/torture/victim.ts";
import { inspect, openWindow } from "./browser-window.ts";
import { makeInstance } from "./instance.ts";

const PASSWORD = "a long sentence of mine";
const SITE = "shop.example";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
let victim: Victim;
let browser: Browser;
let page: Page;
let team: number;
const faults: string[] = [];

beforeAll(async () => {
  ({ victim } = await makeInstance());
  victim.start();
  await victim.untilReady().catch(() => victim.untilReady());
  browser = await startBrowser();
  page = await openWindow(browser, faults);
  const [, link = ""] = /\/setup#([\w-]+)/.exec(victim.output) ?? [];
  await page.goto(`${victim.url}/health`);
  await ask("POST", "/api/v1/setup", {
    link,
    name: "Ada",
    email: "ada@example.com",
    password: PASSWORD,
    team: "Mill",
  });
  team = (await ask("GET", "/api/v1/me")).teams[0].id;
  await ask("POST", "/api/v1/sites", { name: SITE, team });
  // The browser of tests is a bot.
  await fetch(`${victim.url}/api/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": FIREFOX },
    body: JSON.stringify([{ site: SITE, url: `https://${SITE}/` }]),
  });
});
afterAll(async () => {
  await browser?.close();
  await victim?.stop();
});

const ask = (method: string, path: string, body?: unknown) =>
  page.evaluate(
    async ([method, path, body]) => {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { "content-type": "application/json" };
      const reply = await fetch(path as string, { method: method as string, headers, ...init });
      if (!reply.ok) throw new Error(`${path} ${reply.status} ${await reply.text()}`);
      return reply.json();
    },
    [method, path, body],
  );

const button = (name: string | RegExp) => page.getByRole("button", { name });

it("a key is made on the team's page, works, and is revoked", async () => {
  await page.goto(`${victim.url}/teams/${team}`);
  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByText("No key yet.").waitFor();
  await button("Create key").click();
  await page.getByText("Fill in this field.").waitFor();
  await page.getByLabel("Name of the key").fill("Reports");
  await button("Create key").click();
  const shown = page.getByTestId("api-key");
  await shown.waitFor();
  const key = (await shown.textContent()) ?? "";
  expect(await page.getByTestId("api-key-example").textContent()).toContain(`Bearer ${key}`);
  await page.getByText(/not used yet/).waitFor();
  await inspect(page, "keys");
  const read = () => fetch(`${victim.url}/api/v1/sites`, { headers: { authorization: `Bearer ${key}` } });
  expect((await read()).status).toBe(200);
  await button("Revoke the key Reports").click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("No key yet.").waitFor();
  await eventually(async () => (await read()).status).toBe(401);
});

it("the audit log shows who did it, by action, and as a file", async () => {
  await page.goto(`${victim.url}/teams/${team}/audit`);
  const table = page.getByRole("table", { name: "Audit log" });
  await table.getByRole("cell", { name: "Key revoked" }).waitFor();
  await table.getByRole("cell", { name: "Ada (ada@example.com)" }).first().waitFor();
  await inspect(page, "audit");
  const filter = page.getByRole("combobox", { name: "What" }).or(page.getByRole("textbox", { name: "What" }));
  await filter.first().fill("Site created");
  await page.getByRole("option", { name: "Site created" }).click();
  await eventually(() => table.getByRole("row").count()).toBe(2);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^audit-team-\d+\.csv$/);
  await page.goto(`${victim.url}/operations`);
  await page.getByRole("cell", { name: "Instance set up" }).waitFor();
  await inspect(page, "instance-audit");
});

it("a site's owner says what it accepts, and erases a period after typing its name", async () => {
  await page.goto(`${victim.url}/sites/${SITE}/settings`);
  await page.getByText("Only events with an ingest key").click();
  await button("Save what is accepted").click();
  await page.getByText("Saved").waitFor();
  await eventually(async () => (await ask("GET", `/api/v1/sites/${SITE}`)).needs_ingest_key).toBe(true);
  const today = new Date().toISOString().slice(0, 10);
  await page.getByLabel("First day").fill(today);
  await page.getByLabel("Last day").fill(today);
  await inspect(page, "site-settings");
  await button("Erase …").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 event", { exact: true }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  expect(await dialog.getByRole("button", { name: "Erase for good" }).isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill(SITE);
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await page.getByRole("list", { name: "Erased so far" }).waitFor();
  expect(await page.getByRole("link", { name: "Download archive" }).getAttribute("href")).toContain(
    `/api/v1/sites/${SITE}/archive`,
  );
  expect(faults).toEqual([]);
});
