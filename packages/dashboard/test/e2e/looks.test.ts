import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { keepScreenshot } from "./screenshots.ts";
import { DEMO, eventually, shiftsOf, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 200 });

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

/** Every page and sheet, and how to get there. */
const VIEWS: readonly { name: string; path: string; enter?: (page: Page) => Promise<unknown> }[] = [
  { name: "sites", path: "/" },
  { name: "site", path: `/sites/${DEMO}` },
  {
    name: "site-filtered",
    path: `/sites/${DEMO}?f=is,visit:source,Google&f=is_not,event:page,/pricing&tabs=countries`,
  },
  { name: "site-today", path: `/sites/${DEMO}?period=day` },
  {
    name: "details",
    path: `/sites/${DEMO}?detail=pages`,
    enter: (page) => page.getByText(/^\d+ rows$/).waitFor(),
  },
  {
    name: "sessions",
    path: `/sites/${DEMO}?detail=sessions`,
    enter: (page) => page.getByText("Older ones").waitFor(),
  },
  {
    name: "session",
    path: `/sites/${DEMO}`,
    enter: async (page) => {
      await page
        .getByRole("button", { name: /^Show the path/ })
        .first()
        .click();
      await page.locator("[class*=step]").first().waitFor();
    },
  },
  {
    name: "filter-editor",
    path: `/sites/${DEMO}?f=is,event:page,/pricing&f=matches,visit:source,Goo.*`,
    enter: async (page) => {
      await page.getByRole("button", { name: "Edit the filters" }).click();
      await page.getByRole("button", { name: "Apply" }).waitFor();
    },
  },
  {
    name: "calendar",
    path: `/sites/${DEMO}`,
    enter: async (page) => {
      await page.keyboard.press("c");
      await page.locator(".mantine-DatePicker-levelsGroup").waitFor();
    },
  },
  {
    name: "keyboard",
    path: `/sites/${DEMO}`,
    enter: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    },
  },
  { name: "live", path: `/sites/${DEMO}/live` },
  { name: "settings", path: `/sites/${DEMO}/settings` },
  { name: "operations", path: "/operations" },
  { name: "waiting", path: "/sites/quiet.example" },
];

beforeAll(async () => {
  await dashboard.api.createSite({ name: "quiet.example" });
  await dashboard.api.createGoal(DEMO, { event: "signup" });
});

describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
  it.each(VIEWS)("$name keeps nobody out, and nothing on it jumps", async ({ name, path, enter }) => {
    const page = await dashboard.open(path, { colorScheme, bypassCSP: true });
    await untilLoaded(page);
    await page.waitForLoadState("networkidle");
    const { sum, what } = await shiftsOf(page);
    await enter?.(page);
    await keepScreenshot(page, `${name}-${colorScheme}`, { fullPage: enter === undefined });
    expect(await findBarriers(page)).toEqual([]);
    expect(sum, what.join("\n")).toBeLessThan(0.02);
    expect(await page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe(colorScheme);
  });
});

describe("on a phone", () => {
  it.each(VIEWS)("$name fits the screen's width", async ({ name, path, enter }) => {
    const page = await dashboard.open(path, PHONE);
    await untilLoaded(page);
    await enter?.(page);
    await keepScreenshot(page, `${name}-phone`, { fullPage: enter === undefined });
    const wide = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth,
      screen: document.documentElement.clientWidth,
    }));
    expect(wide.page).toBeLessThanOrEqual(wide.screen);
    expect(wide.screen).toBe(390);
  });

  it("has one card a row, each as wide as the screen allows", async () => {
    const page = await dashboard.open(`/sites/${DEMO}`, PHONE);
    await untilLoaded(page);
    const boxes = await page
      .locator("main section")
      .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().toJSON() as DOMRect));
    expect(boxes.length).toBe(8);
    expect(new Set(boxes.map(({ left }) => left)).size).toBe(1);
    expect(Math.min(...boxes.map(({ width }) => width))).toBeGreaterThan(350);
  });
});

it("keeps the colours that somebody chose", async () => {
  const page = await dashboard.open("/", { colorScheme: "light" });
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Dark" }).click();
  const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  await eventually(scheme).toBe("dark");
  await page.reload();
  await eventually(scheme).toBe("dark");
});
