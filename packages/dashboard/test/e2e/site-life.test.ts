import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { importFixture } from "../../../server/test/build/read-all.ts";
import { makeInstance, postEvents } from "../../../server/test/e2e/instance.ts";
import { findBarriers } from "./find-barriers.ts";
import { keepScreenshot } from "./screenshots.ts";
import { DEMO, eventually, startDashboard } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 10 });
const PHONE = { width: 390, height: 844 };

const cardOf = (page: Page, name: string) => page.locator("main a").filter({ hasText: name });

it("shows a site's visitors of today in the list, when the first came, and who is there now", async () => {
  await dashboard.api.createSite({ name: "quiet.example" });
  await postEvents(dashboard.url, { site: "first.example", path: "/" });
  await dashboard.victim.untilQueueEmpty(20_000);
  const page = await dashboard.open("/");
  await eventually(() => cardOf(page, "first.example").textContent()).toContain("1 current visitor");
  expect(await cardOf(page, "first.example").textContent()).toMatch(
    /first visitor (this minute|1 minute ago)/,
  );
  expect(await cardOf(page, "quiet.example").textContent()).toContain("Waiting for its first visitor");
  const demo = (await dashboard.api.sitesOverview()).find(({ name }) => name === DEMO);
  expect(demo?.visitors).toBeGreaterThan(0);
  await eventually(() => cardOf(page, DEMO).locator("[class*=figure]").textContent()).toBe(
    `${demo?.visitors.toLocaleString("en")}`,
  );
  expect(await cardOf(page, DEMO).textContent()).toMatch(/[↑↓]? ?\d+(\.\d)?%.*visitors?, last 24 hours/);
  expect(await findBarriers(page)).toEqual([]);
  await keepScreenshot(page, "sites-1440");
});

it.each([
  { what: "grey where chance may have brought it", visitors: 104, previous: 100, mood: "same" },
  { what: "green where more came", visitors: 160, previous: 100, mood: "better" },
  { what: "red where fewer came", visitors: 60, previous: 100, mood: "worse" },
])("colours a site's change: $what", async ({ visitors, previous, mood }) => {
  const page = await dashboard.open("/assets/icon.svg");
  await page.route(/\/sites-overview$/, async (route) => {
    const response = await route.fetch();
    const { sites } = (await response.json()) as { sites: object[] };
    const json = { sites: sites.map((site) => ({ ...site, visitors, previous })) };
    await route.fulfill({ response, json });
  });
  await page.goto(dashboard.url);
  await eventually(() => cardOf(page, DEMO).locator("[data-mood]").getAttribute("data-mood")).toBe(mood);
});

it("asks once for the whole list, and sorts it as the address says", async () => {
  const asked: string[] = [];
  const page = await dashboard.open("/assets/icon.svg");
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${dashboard.url}/?sort=name`);
  await cardOf(page, DEMO).waitFor();
  await cardOf(page, "first.example").waitFor();
  // Whatever comes later is asked for by the pointer, which rests on a card.
  expect(asked.filter((path) => /reports|sites-overview/.test(path))).toEqual(["/api/v1/sites-overview"]);
  const names = () => page.locator("main a bdi").allTextContents();
  expect(await names()).toEqual((await names()).toSorted());
  await page.getByRole("combobox", { name: "Sort by" }).click();
  await page.getByRole("option", { name: "Most visitors" }).click();
  await eventually(() => new URL(page.url()).searchParams.get("sort")).toBe("visitors");
  await eventually(async () => (await names())[0]).toBe(DEMO);
});

it("shows whoever has no site yet how to begin, and the way to the demo", async () => {
  const { victim } = await makeInstance();
  victim.start();
  try {
    // As in startDashboard: a busy machine takes longer than one that is well.
    await victim.untilReady().catch(() => victim.untilReady());
    const page = await dashboard.open("/", { at: victim.url });
    await page.getByText('data-site="example.com"').waitFor();
    await page.getByText("npm run demo").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await keepScreenshot(page, "sites-empty");
    await page.getByRole("button", { name: "Add a site" }).click();
    await page.getByRole("dialog", { name: "Add a site" }).waitFor();
  } finally {
    await victim.stop();
  }
});

it("makes a site of an address by its host, in the browser's zone, and asks for no more", async () => {
  const page = await dashboard.open("/", { timezoneId: "Europe/Berlin" });
  await page.getByRole("button", { name: "Add a site" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a site" });
  await dialog.getByRole("textbox", { name: "Name" }).waitFor();
  expect(await dialog.locator("input:visible").count()).toBe(2);
  expect(await dialog.getByRole("combobox", { name: "Time zone" }).inputValue()).toBe("Europe/Berlin");
  await dialog.getByRole("textbox", { name: "Name" }).fill("https://Empty.example/");
  await dialog.getByText("Becomes empty.example").waitFor();
  await keepScreenshot(page, "new-site");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByText('data-site="empty.example"').waitFor();
  // What a first try from this machine meets comes first.
  expect(await page.locator("main li").first().textContent()).toContain("Visits from this machine");
  await keepScreenshot(page, "waiting");
  expect((await dashboard.api.site("empty.example")).timezone).toBe("Europe/Berlin");
});

it("gives the goal's text a row of its own on a phone", async () => {
  const page = await dashboard.open(`/sites/${DEMO}/settings`, { viewport: PHONE });
  const field = page.getByRole("textbox", { name: "Event", exact: true });
  await field.waitFor();
  expect((await field.boundingBox())?.width).toBeGreaterThan(220);
  await keepScreenshot(page, "settings-390", { fullPage: true });
});

it("leaves out pages and addresses that the owner named, and offers the own one as text", async () => {
  await dashboard.api.createSite({ name: "excluding.example" });
  const page = await dashboard.open("/sites/excluding.example/settings");
  // Everything else comes from this machine: through a proxy, an instance without an account is not open.
  await page.route("**/own-address", (route) =>
    route.continue({ headers: { ...route.request().headers(), "x-forwarded-for": "203.0.113.7" } }),
  );
  await page.getByRole("combobox", { name: "Pages" }).fill("/admin/**");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Exclude this browser/ }).click();
  const own = page.getByRole("textbox", { name: "Your address" });
  await eventually(() => own.inputValue()).toBe("203.0.113.7");
  // Nothing is kept before the owner says so.
  expect(await dashboard.api.site("excluding.example")).toMatchObject({ excluded_addresses: [] });
  await own.fill("203.0.113.0/24");
  await page.getByRole("button", { name: "Add the address" }).click();
  await page.getByRole("button", { name: "Apply exclusions" }).click();
  await page.getByText("Saved.").waitFor();
  const excluded = { excluded_pages: ["/admin/**"], excluded_addresses: ["203.0.113.0/24"] };
  expect(await dashboard.api.site("excluding.example")).toMatchObject(excluded);
  // The other form does not set it back.
  await page.getByRole("textbox", { name: "Days to keep events" }).fill("90");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await eventually(() => page.getByText("Saved.").count()).toBe(2);
  expect(await dashboard.api.site("excluding.example")).toMatchObject({ ...excluded, retention_days: 90 });
  expect(await findBarriers(page)).toEqual([]);
  await keepScreenshot(page, "settings-1440", { fullPage: true });
});

it("imports another system's files: uploads, shows what would be imported, and writes it", async () => {
  await dashboard.api.createSite({ name: "history.example", retention_days: 0 });
  const folder = importFixture("plausible");
  const page = await dashboard.open("/sites/history.example/settings");
  const choose = page.getByLabel("Files", { exact: false }).and(page.locator('input[type="file"]'));
  await choose.setInputFiles(readdirSync(folder).map((name) => join(folder, name)));
  await page.getByRole("button", { name: "Upload and check" }).click();
  await page.getByText(/27 events, .* would be imported/).waitFor();
  await page.getByText("Nothing was written.").waitFor();
  await keepScreenshot(page, "import-checked", { fullPage: true });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText(/27 events, .* are in the store/).waitFor();
  const asked = { site_id: "history.example", date_range: "2020-01-01,2026-12-31", metrics: "events" };
  const { results } = await dashboard.api.report("overview", { ...asked, compare: "none" });
  expect(results[0]?.metrics[0]).toBe(27);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Upload and check" }).waitFor();
  expect(await dashboard.api.imports("history.example")).toEqual([]);
});

it("says what is wrong with a file, breaks an upload off, and goes on with other files", async () => {
  await dashboard.api.createSite({ name: "wrong.example" });
  const page = await dashboard.open("/sites/wrong.example/settings");
  const files = page.locator('input[type="file"]');
  await files.setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") });
  await page.getByRole("button", { name: "Upload and check" }).click();
  await eventually(() => page.getByRole("alert").first().textContent()).toContain("imported_visitors");
  await page.getByRole("button", { name: "Choose other files" }).click();
  await page.route(/\/data\?/, () => {});
  await files.setInputFiles({ name: "y.csv", mimeType: "text/csv", buffer: Buffer.alloc(2_000_000, "a") });
  await page.getByRole("button", { name: "Upload and check" }).click();
  await page.getByRole("progressbar", { name: "Uploading" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await eventually(() => page.getByRole("progressbar").count()).toBe(0);
  expect(await page.getByRole("alert").count()).toBe(0);
  await eventually(() => dashboard.api.imports("wrong.example")).toEqual([]);
});

it("keeps unknown names apart, counts those that were accepted, and shows ignored ones when asked", async () => {
  const { victim } = await makeInstance({ environment: { NEW_SITES: "ask" } });
  victim.start();
  try {
    await victim.untilReady().catch(() => victim.untilReady());
    const send = (site: string) => postEvents(victim.url, { site, path: "/" });
    for (const site of ["wanted.example", "spam.example"])
      expect((await send(site)).body).toMatchObject({ dropped: [{ reason: "unknown_site" }] });
    const page = await dashboard.open("/", { at: victim.url });
    const unknown = page.getByRole("region", { name: "Unknown sites" });
    await unknown.getByText("1 event").first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await keepScreenshot(page, "unknown-sites");
    await unknown.getByRole("button", { name: "Ignore spam.example" }).click();
    await unknown.getByRole("button", { name: "Show ignored (1)" }).click();
    await unknown.getByText("spam.example").waitFor();
    await unknown.getByRole("button", { name: "Accept wanted.example" }).click();
    await cardOf(page, "wanted.example").waitFor();
    await eventually(async () => (await send("wanted.example")).body).toMatchObject({ accepted: 1 });
    expect((await send("spam.example")).body).toMatchObject({ dropped: [{ reason: "unknown_site" }] });
    await page.context().close();
  } finally {
    await victim.stop();
  }
});
