import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { chartTableOf, numbersOf } from "./read-page.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";
import { writeFigure } from "./write-figure.ts";

const dashboard = startDashboard();

const site = (search = "") => `/sites/${DEMO}${search}`;
const DAY = 86_400_000;
/** The site counts days in UTC. */
const dateBack = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
const periodOf = (page: Page) => new URL(page.url()).searchParams.get("period");

/** Waits until the address names the period and the page shows the visitors that the API counts in it. */
async function expectPeriod(page: Page, period: string | null, range: string): Promise<void> {
  await eventually(() => periodOf(page)).toBe(period);
  const { query, results } = await dashboard.api.report("overview", {
    site_id: DEMO,
    date_range: range,
    compare: "none",
  });
  const figure = writeFigure("visitors", results[0]?.metrics[query.metrics.indexOf("visitors")] ?? 0);
  await eventually(async () => (await numbersOf(page)).Visitors?.figure).toBe(figure);
}

it("shows the last thirty days unless asked, and another period chosen from the menu", async () => {
  const page = await dashboard.open(site());
  await expectPeriod(page, null, "30d");
  await page.getByRole("button", { name: "Last 30 days" }).click();
  await page.getByRole("menuitem", { name: "Yesterday" }).click();
  await expectPeriod(page, "yesterday", `${dateBack(1)},${dateBack(1)}`);
  await page.getByRole("button", { name: "Yesterday" }).waitFor();
});

it("goes to the period before and after by the arrows, and not beyond today", async () => {
  const page = await dashboard.open(site("?period=7d"));
  await expectPeriod(page, "7d", "7d");
  await page.getByRole("button", { name: "Previous period" }).first().click();
  const before = `${dateBack(14)},${dateBack(8)}`;
  await expectPeriod(page, before, before);
  await page.getByRole("button", { name: "Next period" }).click();
  const last = `${dateBack(7)},${dateBack(1)}`;
  await expectPeriod(page, last, last);
  await page.keyboard.press("d");
  await expectPeriod(page, "day", "day");
  expect(await page.getByRole("button", { name: "Next period" }).isDisabled()).toBe(true);
});

it("takes two days clicked in the calendar as a range", async () => {
  const page = await dashboard.open(site());
  await untilLoaded(page);
  await page.keyboard.press("c");
  const calendar = page.locator("[data-dates-input], .mantine-DatePicker-levelsGroup").first();
  await calendar.waitFor();
  const first = dateBack(5);
  const last = dateBack(3);
  for (const date of [first, last]) {
    const isHere = async () => (await dayOf(page, date).count()) > 0;
    if (!(await isHere())) await page.locator("button[data-direction=previous]").click();
    await dayOf(page, date).click();
  }
  await expectPeriod(page, `${first},${last}`, `${first},${last}`);
});

/** A day's button in the calendar, of its own month. */
function dayOf(page: Page, date: string) {
  const label = new Date(`${date}T00:00:00Z`).toLocaleDateString("en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return page.locator(`button[aria-label="${label}"]:not([data-outside])`);
}

it.each([
  { key: "e", period: "yesterday", range: () => `${dateBack(1)},${dateBack(1)}` },
  { key: "w", period: "7d", range: () => "7d" },
  { key: "m", period: "month", range: () => "month" },
  { key: "y", period: "year", range: () => "year" },
  { key: "a", period: "all", range: () => "all" },
])("the key $key chooses $period", async ({ key, period, range }) => {
  const page = await dashboard.open(site());
  await untilLoaded(page);
  await page.keyboard.press(key);
  await expectPeriod(page, period, range());
});

it("zooms into the days that are dragged over in the chart, and Back zooms out", async () => {
  const page = await dashboard.open(site());
  await expectPeriod(page, null, "30d");
  const chart = await page.getByRole("slider").boundingBox();
  if (chart === null) throw new Error("there is no chart");
  await page.mouse.move(chart.x + chart.width * 0.5, chart.y + 80);
  await page.mouse.down();
  await page.mouse.move(chart.x + chart.width * 0.6, chart.y + 90, { steps: 5 });
  await page.mouse.up();
  await eventually(() => periodOf(page)).toMatch(/^\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d$/);
  const zoomed = periodOf(page) ?? "";
  await expectPeriod(page, zoomed, zoomed);
  await page.goBack();
  await expectPeriod(page, null, "30d");
});

it.each(["day", "month", "year"])("ends the running %s at the bucket that runs", async (period) => {
  const page = await dashboard.open(site(`?period=${period}`));
  await untilLoaded(page);
  const { meta } = await dashboard.api.report("timeseries", { site_id: DEMO, date_range: period });
  const running = (meta.time_labels ?? []).indexOf(meta.partial_time_label ?? "");
  expect(running).toBeGreaterThanOrEqual(0);
  await eventually(async () => (await chartTableOf(page)).length).toBe(1 + running + 1);
  const slider = page.getByRole("slider");
  expect(await slider.getAttribute("aria-valuemax")).toBe(String(running));
  await slider.focus();
  await page.keyboard.press("End");
  await eventually(() => page.locator("[class*=tooltip]").textContent()).toContain("still running");
  const changes = page.locator('[role="radiogroup"] [class*=change]');
  for (const title of await changes.evaluateAll((all) => all.map((one) => one.getAttribute("title"))))
    expect(title).toMatch(/ · the period is not over yet$/);
});

it("draws other buckets and another metric when they are chosen", async () => {
  const page = await dashboard.open(site("?period=7d"));
  await untilLoaded(page);
  await page.getByRole("radiogroup", { name: "Interval" }).getByText("Hours").click();
  await eventually(() =>
    page.locator('section[aria-label="Visitors over time"] table tbody tr').count(),
  ).toBe(100);
  await page.getByRole("radio", { name: /^Page views/ }).click();
  await page.locator('section[aria-label="Page views over time"]').waitFor();
  const { results, meta } = await dashboard.api.report("timeseries", {
    site_id: DEMO,
    date_range: "7d",
    interval: "hour",
    metrics: "pageviews",
  });
  const last = results.find(({ dimensions }) => dimensions[0] === meta.time_labels?.at(-1))?.metrics[0] ?? 0;
  await page.getByRole("slider").focus();
  await page.keyboard.press("End");
  await eventually(() => page.locator("[class*=tooltip] dd").first().textContent()).toBe(String(last));
});
