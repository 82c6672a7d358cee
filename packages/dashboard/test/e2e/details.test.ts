import { readFile } from "node:fs/promises";
import { parquetReadObjects } from "hyparquet";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { postEvents } from "../../../server/test/e2e/instance.ts";
import { card, chipsOf } from "./read-page.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";
import { writeFigure } from "./write-figure.ts";

const dashboard = startDashboard();
const MANY = "many-pages.example";
const PAGES = 1300;

beforeAll(async () => {
  const events = Array.from({ length: PAGES }, (_, at) => ({
    site: MANY,
    path: `/page-${String(at).padStart(4, "0")}`,
  }));
  for (let at = 0; at < PAGES; at += 100) await postEvents(dashboard.url, events.slice(at, at + 100));
  await dashboard.victim.untilQueueEmpty(20_000);
});

const sheetOf = (page: Page) => page.getByRole("dialog");

/** Whole rows of the sheet, as far as they are drawn. */
const shownRows = (page: Page): Promise<string[][]> =>
  sheetOf(page)
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows
        .filter((row) => row.querySelector("th") !== null)
        .map((row) => [
          row.querySelector("bdi")?.textContent ?? "",
          ...Array.from(row.querySelectorAll("td:not([data-beside])")).map((cell) => cell.textContent ?? ""),
        ]),
    );

/** The same rows, asked of the API. */
async function answeredRows(report: string, more: Record<string, string>, site = DEMO): Promise<string[][]> {
  const { query, results } = await dashboard.api.report(report, {
    site_id: site,
    date_range: "30d",
    ...more,
  });
  return results.map(({ dimensions, metrics }) => [
    dimensions.join(" "),
    ...metrics.map((figure, at) => writeFigure(query.metrics[at] ?? "", figure)),
  ]);
}

it("shows a report whole, finds in it, sorts it, and filters by what is clicked there", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  await card(page, "Pages").getByRole("button", { name: "Details" }).click();
  const all = await answeredRows("pages", {});
  expect(all.length).toBeGreaterThan(15);
  await eventually(() => shownRows(page)).toEqual(all);
  await eventually(() => sheetOf(page).getByRole("status").first().textContent()).toBe(`${all.length} rows`);

  await sheetOf(page)
    .getByRole("textbox", { name: /^Search / })
    .fill("blog");
  const found = await answeredRows("pages", { search: "blog" });
  await eventually(() => shownRows(page)).toEqual(found);
  expect(found.length).toBeGreaterThan(1);

  await sheetOf(page).getByRole("button", { name: "Sort by Bounce rate" }).click();
  await eventually(() => shownRows(page)).toEqual(
    await answeredRows("pages", { search: "blog", order_by: "bounce_rate:desc" }),
  );
  await sheetOf(page).getByRole("button", { name: "Sort by Bounce rate" }).click();
  await eventually(() => shownRows(page)).toEqual(
    await answeredRows("pages", { search: "blog", order_by: "bounce_rate:asc" }),
  );
  expect(await sheetOf(page).locator('th[aria-sort="ascending"]').textContent()).toBe("Bounce rate");

  const other = await dashboard.open("", { at: page.url() });
  await eventually(() => shownRows(other)).toEqual(
    await answeredRows("pages", { search: "blog", order_by: "bounce_rate:asc" }),
  );

  await sheetOf(page).getByRole("button", { name: "/blog/how-we-count-visitors", exact: true }).click();
  await eventually(() => chipsOf(page)).toEqual(["Page is /blog/how-we-count-visitors"]);
  expect(await sheetOf(page).count()).toBe(0);
  await page.goBack();
  await eventually(() => shownRows(page).then(({ length }) => length)).toBe(found.length);
});

it("scrolls through more rows than come at once, to the very last", async () => {
  const page = await dashboard.open(`/sites/${MANY}?period=day&detail=pages`);
  await eventually(() => sheetOf(page).getByRole("status").first().textContent()).toBe("1,300 rows");
  const scroll = sheetOf(page).locator("[class*=scroll][tabindex]").last();
  const seen = new Set<string>();
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    await scroll.evaluate((element, to) => {
      element.scrollTop = to * element.scrollHeight;
    }, part);
    const index = Math.max(2, Math.floor(part * (PAGES - 1)) + 2);
    const row = sheetOf(page).locator(`tr[aria-rowindex="${index}"] bdi`);
    await eventually(() => row.count(), `row ${index}`).toBe(1);
    seen.add((await row.textContent()) ?? "");
  }
  expect(seen.size).toBe(5);
  expect(await sheetOf(page).locator("tbody tr").count()).toBeLessThan(100);
});

it("shows blank rows with what is wrong, and has them after another try", async () => {
  dashboard.expectFaults(/400/);
  const page = await dashboard.open("/assets/icon.svg");
  await page.route(/reports\/pages\?.*page=3/, (route) =>
    route.fulfill({ status: 400, json: { error: "not today" } }),
  );
  await page.goto(`${dashboard.url}/sites/${MANY}?period=day&detail=pages`);
  await eventually(() => shownRows(page).then(({ length }) => length)).toBeGreaterThan(10);
  await sheetOf(page)
    .locator("[class*=scroll][tabindex]")
    .last()
    .evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
  await eventually(() => sheetOf(page).getByRole("alert").textContent()).toContain("not today");
  await page.unroute(/reports\/pages\?.*page=3/);
  await sheetOf(page).getByRole("button", { name: "Try again" }).click();
  await eventually(() =>
    sheetOf(page)
      .locator(`tr[aria-rowindex="${PAGES + 1}"] bdi`)
      .count(),
  ).toBe(1);
  expect(await sheetOf(page).getByRole("alert").count()).toBe(0);
});

it("shows the property that the card shows, whether the address names one or not", async () => {
  const site = "properties.example";
  const order = (props: Record<string, string>) => ({ site, path: "/", name: "order", props });
  await postEvents(dashboard.url, [order({ size: "L", colour: "red" }), order({ size: "S" })]);
  await dashboard.victim.untilQueueEmpty(20_000);
  const answered = (key: string) => answeredRows("properties", { key, date_range: "day" }, site);
  const page = await dashboard.open(`/sites/${site}?period=day&tabs=properties`);
  await card(page, "Events").getByRole("button", { name: "Details" }).click();
  await eventually(() => shownRows(page)).toEqual(await answered("size"));
  expect((await shownRows(page)).map(([size]) => size).sort()).toEqual(["L", "S"]);

  for (const property of ["colour", "size", "gone"]) {
    const other = await dashboard.open(
      `/sites/${site}?period=day&tabs=properties&property=${property}&detail=properties`,
    );
    await eventually(() => shownRows(other)).toEqual(await answered(property === "gone" ? "size" : property));
  }
});

it("offers no search where the report has none, and does not ask for one that a link names", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?detail=goals&q=sign`);
  const goals = await answeredRows("goals", {});
  expect(goals.length).toBeGreaterThan(0);
  await eventually(() => shownRows(page)).toEqual(goals);
  expect(
    await sheetOf(page)
      .getByRole("textbox", { name: /^Search / })
      .count(),
  ).toBe(0);
});

it("shows campaigns by the tag that the address says, which is the one that was chosen", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?detail=campaigns`);
  await sheetOf(page).getByRole("combobox", { name: "By" }).click();
  await page.getByRole("option", { name: "UTM medium" }).click();
  const media = await answeredRows("campaigns", { by: "medium" });
  await eventually(() => shownRows(page)).toEqual(media);
  const other = await dashboard.open("", { at: page.url() });
  await eventually(() => shownRows(other)).toEqual(media);
  expect(media).not.toEqual(await answeredRows("campaigns", {}));
});

async function download(page: Page, format: string): Promise<Buffer> {
  await sheetOf(page).getByRole("button", { name: "Export" }).click();
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: format }).click();
  return readFile(await (await coming).path());
}

it("exports exactly what is shown, as CSV, as NDJSON and as Parquet", async () => {
  const page = await dashboard.open(
    `/sites/${DEMO}?detail=pages&q=docs&sort=pageviews:asc&f=is,visit:device,desktop`,
  );
  const more = {
    search: "docs",
    order_by: "pageviews:asc",
    filters: '[["is","visit:device",["desktop"]]]',
  };
  const wanted = await answeredRows("pages", more);
  await eventually(() => shownRows(page)).toEqual(wanted);
  const { query } = await dashboard.api.report("pages", { site_id: DEMO, date_range: "30d", ...more });

  const [head = "", ...lines] = String(await download(page, "CSV"))
    .trim()
    .split(/\r?\n/);
  const columns = head.split(",");
  expect(columns.length).toBe(1 + query.metrics.length);
  const written = lines.map((line) => {
    const [name = "", ...figures] = line.split(",");
    return [
      name,
      ...figures.map((text, at) => writeFigure(query.metrics[at] ?? "", text === "" ? null : Number(text))),
    ];
  });
  expect(written).toEqual(wanted);

  const asShown = (objects: readonly object[]) =>
    objects.map((object) => {
      const [name, ...figures] = Object.values(object) as (string | number | bigint | null)[];
      const figure = (value: unknown) => (value === null ? null : Number(value));
      return [name, ...figures.map((value, at) => writeFigure(query.metrics[at] ?? "", figure(value)))];
    });
  const ndjson = String(await download(page, "NDJSON")).trim();
  expect(asShown(ndjson.split("\n").map((line) => JSON.parse(line) as object))).toEqual(wanted);
  const { buffer } = new Uint8Array(await download(page, "Parquet"));
  expect(asShown(await parquetReadObjects({ file: buffer }))).toEqual(wanted);
});

it("exports all rows, those too that were never scrolled to", async () => {
  const page = await dashboard.open(`/sites/${MANY}?period=day&detail=pages`);
  await eventually(() => shownRows(page).then(({ length }) => length)).toBeGreaterThan(10);
  const lines = String(await download(page, "CSV"))
    .trim()
    .split(/\r?\n/);
  expect(lines.length).toBe(PAGES + 1);
});

it("lists older visits page after page", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  await card(page, "Sessions").getByRole("button", { name: "Details" }).click();
  await eventually(() => sheetOf(page).locator("tbody tr").count()).toBe(50);
  await sheetOf(page).getByRole("button", { name: "Older visits" }).click();
  await eventually(() => sheetOf(page).locator("tbody tr").count()).toBe(100);
  const { sessions } = await dashboard.api.sessions(DEMO, {
    date_range: "30d",
    include_today: true,
    limit: 100,
  });
  const paths = await sheetOf(page).locator("tbody tr td:nth-child(2)").allTextContents();
  expect(paths).toEqual(
    sessions.map(({ pageviews, entry_page, exit_page }) =>
      pageviews > 1 ? `${entry_page} → ${exit_page}` : entry_page,
    ),
  );
});
