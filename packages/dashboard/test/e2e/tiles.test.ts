import type { ReportReply } from "@millrace/protocol";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { postEvents } from "../../../server/test/e2e/instance.ts";
import { findBarriers } from "./find-barriers.ts";
import { chipsOf, numbersOf } from "./read-page.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";
import { writeFigure } from "./write-figure.ts";

const dashboard = startDashboard();

const site = (search = "") => `/sites/${DEMO}${search}`;
const DAY = 86_400_000;
/** The site counts days in UTC. */
const dateBack = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
const shown = (date: string) =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString("en", { timeZone: "UTC", month: "short", day: "numeric" });
const paramOf = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const note = (page: Page) => page.locator("[class*=note]").first();

beforeAll(async () => {
  await dashboard.api.createGoal(DEMO, { event: "signup" });
  await dashboard.api.createSite({ name: "quiet.example" });
});

describe("with a goal among the filters", () => {
  const GOAL = ["is", "event:goal", ["signup"]];

  async function expectConversions(page: Page): Promise<void> {
    const ask = async (metrics: string[], filters: unknown[]) =>
      (
        await dashboard.api.query({
          site_id: DEMO,
          date_range: "30d",
          metrics: metrics as never,
          filters: filters as never,
        })
      ).results[0]?.metrics ?? [];
    const metrics = ["visitors", "events", "conversion_rate"];
    const counted = await ask(metrics, [GOAL]);
    const [all = null] = await ask(["visitors"], []);
    const figures = async () => {
      const fixed = page.locator("[data-fixed] > span");
      const tiles = Object.entries(await numbersOf(page)).map(
        ([name, { figure }]) => [name, figure] as const,
      );
      return Object.fromEntries([
        ...tiles,
        [
          await fixed.nth(0).textContent(),
          await fixed.nth(1).locator("span[title]").first().getAttribute("title"),
        ],
      ]);
    };
    await eventually(figures).toMatchObject({
      Conversions: writeFigure("visitors", counted[0] ?? null),
      "Total conversions": writeFigure("events", counted[1] ?? null),
      "Conversion rate": writeFigure("conversion_rate", counted[2] ?? null),
      "All visitors": writeFigure("visitors", all),
    });
    expect(Object.keys(await numbersOf(page))).not.toContain("Page views");
    expect(counted[0]).toBeGreaterThan(0);
  }

  it("the numbers are conversions, their rate, and those who could have converted", async () => {
    const page = await dashboard.open(site("?f=is,event:goal,signup"));
    await untilLoaded(page);
    await expectConversions(page);
    await page.locator('section[aria-label="Conversions over time"]').waitFor();
    await page.getByRole("radio", { name: /^Conversion rate/ }).click();
    await page.locator('section[aria-label="Conversion rate over time"]').waitFor();
  });

  it("so they are by a segment that keeps the goal", async () => {
    const { id } = await dashboard.api.createSegment(DEMO, { name: "Converted", filters: [GOAL] as never });
    const page = await dashboard.open(site(`?f=is,segment,${id}`));
    await untilLoaded(page);
    await expectConversions(page);
  });
});

it("shows – for rates of nothing", async () => {
  const page = await dashboard.open(site("?f=is,event:page,/no-such-page"));
  await untilLoaded(page);
  await eventually(async () => {
    const { Visitors, "Bounce rate": bounce, "Visit duration": duration } = await numbersOf(page);
    return [Visitors?.figure, bounce?.figure, duration?.figure];
  }).toEqual(["0", "–", "–"]);
});

describe("a period", () => {
  it("says its days in the button and in the menu, and all time since when", async () => {
    const page = await dashboard.open(site());
    await untilLoaded(page);
    const days = new RegExp(`^Last 30 days.*${shown(dateBack(30))}.*${shown(dateBack(1)).split(" ")[1]}`);
    await page.getByRole("button", { name: days }).click();
    const { query } = await dashboard.api
      .report("overview", { site_id: DEMO, date_range: "all" })
      .catch(() => dashboard.api.report("overview", { site_id: DEMO, date_range: "all", compare: "none" }));
    const first = query.date_range[0].slice(0, 10);
    await page.getByRole("menuitem", { name: `Today ${shown(dateBack(0))}` }).waitFor();
    await page.getByRole("menuitem", { name: new RegExp(`^All time since ${shown(first)}`) }).click();
    await page.getByRole("button", { name: new RegExp(`^All time since ${shown(first)}`) }).waitFor();
  });

  it.each(["7d", "30d", "91d", "12mo", "day"])("has nothing after %s", async (period) => {
    const page = await dashboard.open(site(`?period=${period}`));
    const next = page.getByRole("button", { name: "Next period" });
    await eventually(() => next.isDisabled()).toBe(true);
  });

  it("reaches to today where that is asked, and keeps its name", async () => {
    const page = await dashboard.open(site("?period=7d"));
    await untilLoaded(page);
    await page.getByRole("button", { name: /^Last 7 days/ }).click();
    await page.getByRole("menuitemcheckbox", { name: "Include today" }).click();
    await eventually(() => paramOf(page, "period")).toBe(`${dateBack(6)},${dateBack(0)}`);
    await page.getByRole("button", { name: new RegExp(`^Last 7 days.*${shown(dateBack(6))}`) }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menuitemcheckbox", { name: "Include today" }).waitFor({ state: "hidden" });
    await page.keyboard.press("t");
    await eventually(() => paramOf(page, "period")).toBe(`${dateBack(29)},${dateBack(0)}`);
  });

  it("is taken from two fields, and from the presets beside the calendar", async () => {
    const page = await dashboard.open(site());
    await untilLoaded(page);
    await page.keyboard.press("c");
    const range = page.getByRole("dialog", { name: "Custom range" });
    await eventually(() => range.locator("table").count()).toBe(2);
    await range.getByLabel("First day", { exact: true }).fill("2026-03-01");
    await range.getByLabel("Last day", { exact: true }).fill("2026-03-31");
    await range.getByRole("button", { name: "Apply", exact: true }).click();
    await eventually(() => paramOf(page, "period")).toBe("2026-03-01,2026-03-31");
    await page.keyboard.press("c");
    await range.getByLabel("Last … days").fill("14");
    await page.keyboard.press("Enter");
    await eventually(() => paramOf(page, "period")).toBe(`${dateBack(14)},${dateBack(1)}`);
    await page.keyboard.press("c");
    await range.getByRole("button", { name: "Last 28 days" }).click();
    await eventually(() => paramOf(page, "period")).toBe(`${dateBack(28)},${dateBack(1)}`);
  });
});

it("shows a goal's own properties, and no rate of its event beside that of the tile", async () => {
  const page = await dashboard.open(site("?f=is,event:goal,Sign-up"));
  await untilLoaded(page);
  const events = page.getByRole("region", { name: "Events" });
  await events.getByText("signup", { exact: true }).first().waitFor();
  expect(await events.getByRole("columnheader").allTextContents()).toEqual(["Event", "Conversions", "Total"]);
  await events.getByRole("tab", { name: "Properties" }).click();
  await eventually(() => events.getByRole("combobox").first().inputValue()).toBe("plan");
});

it("blames no filter that finds visitors for a card without rows", async () => {
  await postEvents(dashboard.url, { site: "views.example", path: "/only" });
  await dashboard.victim.untilQueueEmpty(20_000);
  const page = await dashboard.open("/sites/views.example?period=day&f=is,event:page,/only");
  const events = page.getByRole("region", { name: "Events" });
  await events.getByText("Nothing in the visits that meet these filters.").waitFor();
  // What the site could send is for when nothing is left out.
  await page.goto(`${dashboard.url}/sites/views.example?period=day`);
  await events.getByText(/^Custom events show up here/).waitFor();
  await page.goto(`${dashboard.url}/sites/views.example?period=2024-01-01,2024-01-31`);
  await events.getByText("Nothing in this period.").waitFor();
  await page.goto(`${dashboard.url}/sites/views.example?period=day&f=is,event:page,/nowhere`);
  await events.getByText("No visit meets these filters.").waitFor();
});

describe("the comparison", () => {
  it("of today says up to when, and draws all of yesterday", async () => {
    // Whatever the time of day is, there is something before the same time of the day before.
    await postEvents(dashboard.url, {
      site: DEMO,
      path: "/",
      timestamp: new Date(`${dateBack(1)}T00:00:00Z`).getTime(),
    });
    await dashboard.victim.untilQueueEmpty(20_000);
    const page = await dashboard.open(site("?period=day"));
    await untilLoaded(page);
    await eventually(() => note(page).textContent()).toMatch(
      new RegExp(`^Compared with ${shown(dateBack(1))}, until \\d+:\\d\\d`),
    );
    const path = page.locator("path[class*=compared]").first();
    const ends = async () => {
      const drawn = (await path.getAttribute("d")) ?? "";
      return Number(/L?([\d.]+),[\d.]+$/.exec(drawn)?.[1] ?? 0);
    };
    const width = (await page.getByRole("slider").boundingBox())?.width ?? 0;
    await eventually(ends).toBeGreaterThan(width - 20);
  });

  it("says where there is nothing to compare with", async () => {
    const page = await dashboard.open(site("?period=7d&compare=year_over_year"));
    await untilLoaded(page);
    await eventually(() => note(page).textContent()).toMatch(/^No data a year earlier \(/);
  });

  it("shows no change against days of which some were not counted, and says since when", async () => {
    const page = await dashboard.open("/assets/icon.svg");
    await page.route(/\/reports\/(overview|pages)\?/, async (route) => {
      const response = await route.fetch();
      const reply = (await response.json()) as ReportReply;
      const begins = reply.query.comparison_date_range?.[1];
      if (begins !== undefined) reply.meta.comparison_begins = begins;
      await route.fulfill({ response, json: reply });
    });
    await page.goto(`${dashboard.url}${site("?period=7d")}`);
    await untilLoaded(page);
    await eventually(() => note(page).textContent()).toMatch(/, counted since .* only$/);
    expect(await page.locator("[role=radiogroup] [data-mood]").count()).toBe(0);
    const changesOf = (name: string) =>
      page.getByRole("region", { name, exact: true }).locator("tbody tr td:last-child").allTextContents();
    await eventually(async () => (await changesOf("Sources")).join("")).toContain("%");
    expect(new Set(await changesOf("Pages"))).toEqual(new Set([""]));
    await page.unrouteAll({ behavior: "wait" });
  });

  it("lays weekdays on weekdays, unless dates are asked for, and marks what is chosen", async () => {
    const page = await dashboard.open(site());
    await untilLoaded(page);
    await page.getByRole("button", { name: /^Compare with/ }).click();
    const chosen = page.getByRole("menuitemradio", { checked: true });
    await eventually(() => chosen.allTextContents()).toEqual(["Previous period"]);
    const matched = page.getByRole("menuitemcheckbox", { name: "Match weekdays", checked: true });
    await matched.click();
    await eventually(() => paramOf(page, "weekdays")).toBe("as-dates");
    await eventually(() => note(page).textContent()).toContain(shown(dateBack(60)));
    const { query } = await dashboard.api.report("overview", {
      site_id: DEMO,
      date_range: "30d",
      match_day_of_week: "true",
    });
    const weekday = (date = "") => new Date(date.slice(0, 10)).getUTCDay();
    expect(weekday(query.comparison_date_range?.[0])).toBe(weekday(query.date_range[0]));
    await page.goto(`${dashboard.url}${site("?period=7d")}`);
    await untilLoaded(page);
    await page.getByRole("button", { name: /^Compare with/ }).click();
    await page.getByRole("menuitemradio", { name: "No comparison" }).waitFor();
    expect(await page.getByRole("menuitemcheckbox").count()).toBe(0);
  });
});

describe("the chart", () => {
  it("zooms by dragging without selecting anything", async () => {
    const page = await dashboard.open(site());
    await untilLoaded(page);
    const box = await page.getByRole("slider").boundingBox();
    if (box === null) throw new Error("there is no chart");
    await page.mouse.move(box.x + 10, box.y + box.height - 8);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height - 8, { steps: 6 });
    const selected = () => page.evaluate(() => getSelection()?.toString() ?? "");
    expect(await selected()).toBe("");
    await page.mouse.up();
    await eventually(() => paramOf(page, "period")).toMatch(/,/);
    expect(await selected()).toBe("");
  });

  it("of the hours of a month has dates below it, all of them within the card, and no false alarm", async () => {
    const page = await dashboard.open(site("?interval=hour"));
    await untilLoaded(page);
    const ticks = page.locator('[role=slider] text[class*=tick][y="274"]');
    await eventually(() => ticks.count()).toBeGreaterThan(4);
    for (const text of await ticks.allTextContents()) expect(text).toMatch(/^[A-Z][a-z]{2} \d+$/);
    const card = await page.locator('section[aria-label$="over time"]').boundingBox();
    for (const tick of await ticks.all()) {
      const box = await tick.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((card?.x ?? 0) + (card?.width ?? 0));
    }
    expect(await page.locator("[role=slider] path[class*=dip]").count()).toBe(0);
  });

  it("cuts no label off at its edge", async () => {
    const page = await dashboard.open(site("?period=7d"));
    await untilLoaded(page);
    const ticks = page.locator('[role=slider] text[class*=tick][y="274"]');
    await eventually(() => ticks.count()).toBe(7);
    const chart = await page.getByRole("slider").boundingBox();
    const last = await ticks.last().boundingBox();
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual((chart?.x ?? 0) + (chart?.width ?? 0));
  });

  it("has its own interval chosen before its numbers are there, and bones within the card", async () => {
    const page = await dashboard.open("/");
    let letGo = () => {};
    const isLetGo = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route(/\/reports\/timeseries/, async (route) => {
      await isLetGo;
      await route.continue();
    });
    await page.goto(`${dashboard.url}${site()}`);
    await page.getByRole("radio", { name: "Days", checked: true }).waitFor();
    const bone = page.locator('section[aria-label$="over time"] [role=status] rect').first();
    const card = await page.locator('section[aria-label$="over time"]').boundingBox();
    expect((await bone.boundingBox())?.x ?? 0).toBeGreaterThan((card?.x ?? 0) + 8);
    letGo();
    await untilLoaded(page);
    expect(await page.getByRole("radio", { name: "Days", checked: true }).count()).toBe(1);
  });
});

describe("the bar", () => {
  const FOUR = ["visit:source,Google", "visit:device,desktop", "event:page,/", "visit:os,Windows"];
  it.each([
    { width: 1440, filters: 4, period: "30d" },
    { width: 1024, filters: 0, period: "12mo" },
    { width: 1024, filters: 4, period: "30d" },
  ])("stays one line at $width with $filters filters, which have their own", async (of) => {
    const { width, filters, period } = of;
    const search = `?period=${period}${FOUR.slice(0, filters)
      .map((filter) => `&f=is,${filter}`)
      .join("")}`;
    const page = await dashboard.open(site(search), { viewport: { width, height: 800 } });
    await untilLoaded(page);
    const middles = await page
      .getByRole("button", {
        name: /^(Switch site|Filter|Previous period|Last \d+|Next period|Compare with)/,
      })
      .evaluateAll((all) =>
        all
          .map((one) => one.getBoundingClientRect())
          .map(({ top, height, right }) => ({ middle: top + height / 2, right })),
      );
    expect(middles.length).toBe(6);
    const ys = middles.map(({ middle }) => middle);
    expect(Math.max(...ys) - Math.min(...ys)).toBeLessThan(6);
    expect(Math.max(...middles.map(({ right }) => right))).toBeLessThanOrEqual(width);
    expect(await chipsOf(page)).toHaveLength(filters);
  });

  it("names the site as the page's heading, and has nothing to choose where there is no event", async () => {
    const page = await dashboard.open("/sites/quiet.example");
    await page.getByText("Waiting for your first event").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).allTextContents()).toEqual(["quiet.example"]);
    expect(
      await page.getByRole("button", { name: /^(Filter|Today|Last 30 days|Compare with)/ }).count(),
    ).toBe(0);
    await page.keyboard.press("/");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("leads to the settings by a gear, which nobody takes for sliders of a filter", async () => {
    const page = await dashboard.open(site());
    const gear = page.getByRole("link", { name: "Settings" });
    await gear.waitFor();
    expect(await gear.locator("svg circle").count()).toBe(1);
    expect(
      await page.getByRole("button", { name: "Filter", exact: true }).locator("svg circle").count(),
    ).toBe(0);
  });

  it("has whole words on a phone, and menus for fingers without keys", async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const page = await dashboard.open(site(), phone);
    await untilLoaded(page);
    const isCut = (name: RegExp) =>
      page
        .getByRole("button", { name })
        .locator("[class*=Button-label]")
        .evaluate((label) => label.scrollWidth > label.clientWidth);
    expect([await isCut(/^Last 30 days/), await isCut(/^Compare with/)]).toEqual([false, false]);
    await page.getByRole("button", { name: /^Last 30 days/ }).tap();
    const item = page.getByRole("menuitem", { name: /^Today/ });
    await item.waitFor();
    expect((await item.boundingBox())?.height).toBeGreaterThanOrEqual(36);
    expect(await page.locator("kbd:visible").count()).toBe(0);
  });

  it("keeps nobody out of its menus", async () => {
    const page = await dashboard.open(site(), { bypassCSP: true });
    await untilLoaded(page);
    for (const name of [/^Last 30 days/, /^Compare with/, /^Filter$/]) {
      await page.getByRole("button", { name }).click();
      await page.waitForTimeout(300);
      // Mantine's menus hold the focus on a child of their own while they open.
      const barriers = await findBarriers(page);
      expect(barriers.filter((barrier) => !barrier.startsWith("aria-required-children"))).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });
});

it("says which parts of a link it did not understand, and forgets each on request", async () => {
  const page = await dashboard.open(site("?period=banana&detail=nope&tabs=nothing&interval=century"));
  await untilLoaded(page);
  const faults = page.getByText(/^Not understood: /);
  await eventually(() => faults.allTextContents().then((all) => [...all].sort())).toEqual([
    "Not understood: detail=nope",
    "Not understood: interval=century",
    "Not understood: period=banana",
    "Not understood: tabs=nothing",
  ]);
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.getByRole("button", { name: "Remove the filter period=banana" }).click();
  await eventually(() => paramOf(page, "period")).toBeNull();
  await page.getByRole("button", { name: "Remove the filter tabs=nothing" }).click();
  await eventually(() => faults.count()).toBe(2);
});

it("begins a filter by typing its value, and offers any or all from the second condition on", async () => {
  const page = await dashboard.open(site());
  await untilLoaded(page);
  await page.keyboard.press("/");
  const editor = page.getByRole("dialog", { name: "Filters" });
  const value = editor.getByRole("combobox", { name: "Value" });
  await eventually(() => value.evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await editor.getByText("Match any").count()).toBe(0);
  await page.keyboard.type("/pricing");
  await page.keyboard.press("Enter");
  await editor.getByRole("button", { name: "Add a condition" }).click();
  expect(await editor.getByText("Match any").count()).toBe(1);
  await editor.getByRole("button", { name: "Apply" }).click();
  await eventually(() => chipsOf(page)).toEqual(["Page is /pricing"]);
});
