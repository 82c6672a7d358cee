import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const newFolder = useTempFolders();
const SITE = "shop.example";

function readTraces(folder: string): string {
  const trace = join(folder, "data", "trace");
  const files = readdirSync(trace, { withFileTypes: true }).filter((file) => file.isFile());
  return files.map(({ name }) => readFileSync(join(trace, name), "latin1")).join("");
}

/** Sends what each request says, and returns the bytes of all trace files. */
async function tracesOf(
  requests: readonly { body: unknown; userAgent?: string; path?: string }[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = newFolder();
  const app = await startApp(folder, { environment });
  for (const { body, userAgent = "Mozilla/5.0 Firefox/149.0", path = "/api/v1/events" } of requests) {
    await fetch(app.url + path, {
      method: "POST",
      headers: { "user-agent": userAgent, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }
  await sleep(400);
  await app.stop();
  return readTraces(folder);
}

const BOT = "Googlebot/2.1";

it("cuts e-mail addresses and queries out of the page of an event that is dropped before its page is cleaned", async () => {
  const bytes = await tracesOf([
    { userAgent: BOT, body: { site: SITE, url: `https://${SITE}/of/marked@person.example/a` } },
    { userAgent: BOT, body: { site: SITE, path: "/b/marked@person.example?token=marked" } },
  ]);
  expect(bytes).toContain("/of/(email)/a");
  expect(bytes).toContain("/b/(email)");
  expect(bytes).not.toContain("marked");
});

it("keeps the client's own id of an event only as its canonical one, also of an unknown site", async () => {
  const body = { site: SITE, path: "/kept", id: "marked@person.example" };
  const bytes = await tracesOf([{ body }], { NEW_SITES: "off" });
  expect(bytes).toContain("/kept");
  expect(bytes).not.toContain("marked");
});

it("quotes nothing of a refused request", async () => {
  const bytes = await tracesOf([
    { body: '{"site": "marked@person.example' },
    { body: '"marked@person.example"' },
    { body: { site: SITE, path: "/", marked: 1 } },
    { body: { site: SITE, path: "/", timestamp: "marked" } },
    { body: { site: SITE, url: "marked" } },
    { body: { site: SITE, path: "/", props: { marked: { marked: "marked" } } } },
    { path: "/api/v1/events?marked", body: [{ marked: "marked" }] },
  ]);
  expect(bytes.match(/"kind":"refused"/g)?.length).toBeGreaterThanOrEqual(6);
  expect(bytes).toContain("400");
  expect(bytes).not.toContain("marked");
});
