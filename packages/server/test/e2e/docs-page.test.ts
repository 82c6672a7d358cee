import { execFileSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const newFolder = useTempFolders();
let app: StartedApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp(newFolder());
  await fetch(`${app.url}/api/v1/sites`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "docs.example" }),
  });
  const executablePath = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
});
afterAll(async () => {
  await browser?.close();
  await app.stop();
});

describe("/api/docs", () => {
  it("shows every route, asks nobody but this server, and tries a GET", async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const faults: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await page.goto(`${app.url}/api/docs`);
    await page.waitForSelector("#routes details");
    const { paths } = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as { paths: object };
    const routes = Object.values(paths).flatMap((methods) => Object.keys(methods));
    expect(await page.locator("#routes details").count()).toBe(routes.length);

    await page.fill("#find", "get /api/v1/reports lists");
    expect(await page.locator("#routes details:visible").count()).toBe(1);
    await page.click("#routes details:visible summary");
    await page.click("#routes details:visible button");
    await page.waitForSelector("#routes details:visible [role=status] pre");
    expect(await page.textContent("#routes details:visible [role=status] pre")).toContain(
      '"name": "overview"',
    );
    await page.fill("#find", "post /api/v2/query");
    await page.click("#routes details:visible summary");
    const body = page.locator("#routes details:visible textarea");
    expect(JSON.parse(await body.inputValue())).toHaveProperty("date_range");
    await body.fill('{"site_id":"docs.example","metrics":["visitors"],"date_range":"day"}');
    await page.click("#routes details:visible button");
    const reply = page.locator("#routes details:visible [role=status]");
    await expect
      .poll(() => reply.textContent(), { timeout: 15_000 })
      .toMatch(/POST \/api\/v2\/query200.*"metrics": \[\s*0\s*\]/s);

    await page.fill("#find", "delete /api/v1/sites");
    expect(await page.locator("#routes details:visible form").count()).toBe(0);
    await page.fill("#find", "get / the");
    expect(await page.locator("#routes details:visible summary").first().textContent()).toContain(
      "The dashboard",
    );
    expect(await page.getByRole("link", { name: "Dashboard" }).getAttribute("href")).toBe("../");
    expect(faults).toEqual([]);
    expect(new Set(asked)).toEqual(new Set([app.url]));
  });
});
