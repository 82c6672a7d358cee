import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { keepPrint, keepScreenshot } from "./screenshots.ts";
import { DEMO, eventually, shiftsOf, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 200 });

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;
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
    enter: (page) => page.getByText("Older visits").waitFor(),
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
  { name: "site-goal", path: `/sites/${DEMO}?f=is,event:goal,Sign-up` },
  { name: "site-nothing", path: `/sites/${DEMO}?f=is,event:page,/nowhere` },
  { name: "site-misread", path: `/sites/${DEMO}?period=banana&f=is,nothing,x` },
  {
    name: "details-goal",
    path: `/sites/${DEMO}?f=is,event:goal,Sign-up&detail=sources`,
    enter: (page) => page.getByText(/^\d+ rows$/).waitFor(),
  },
  {
    name: "details-properties",
    path: `/sites/${DEMO}?detail=properties`,
    enter: (page) => page.getByText(/^\d+ rows$/).waitFor(),
  },
  {
    name: "row-menu",
    path: `/sites/${DEMO}`,
    enter: async (page) => {
      await page
        .getByRole("button", { name: /^Actions for \/pricing/ })
        .first()
        .click();
      await page.getByRole("menuitem", { name: "Exclude" }).waitFor();
    },
  },
  ...[
    { name: "menu-period", button: /^Last 30 days/ },
    { name: "menu-compare", button: /^Compare with/ },
    { name: "menu-filter", button: "Filter", role: "dialog" as const },
    { name: "menu-site", button: /^Switch site/, role: "dialog" as const },
    { name: "menu-app", button: "Menu" },
    { name: "notes", button: "Notes", role: "dialog" as const },
  ].map(({ name, button, role = "menu" as const }) => ({
    name,
    path: `/sites/${DEMO}`,
    enter: async (page: Page) => {
      await page.getByRole("button", { name: button, exact: true }).click();
      await page.getByRole(role).waitFor();
    },
  })),
  ...["Reset statistics", "Delete the site"].map((button) => ({
    name: button.slice(0, 6).toLowerCase().trim(),
    path: `/sites/${DEMO}/settings`,
    enter: async (page: Page) => {
      await page.getByRole("button", { name: button }).click();
      await page.getByRole("dialog", { name: button }).waitFor();
    },
  })),
  {
    name: "new-site",
    path: "/",
    enter: async (page) => {
      await page.getByRole("button", { name: "Add a site" }).click();
      await page.getByRole("dialog", { name: "Add a site" }).waitFor();
    },
  },
];

beforeAll(async () => {
  await dashboard.api.createSite({ name: "quiet.example" });
  await dashboard.api.createGoal(DEMO, { event: "signup" });
});

it.each(VIEWS)(
  "$name keeps nobody out in light and in dark, fits a phone, and nothing on it jumps",
  async ({ name, path, enter }) => {
    const page = await dashboard.open(path, { colorScheme: "light", bypassCSP: true });
    const fullPage = enter === undefined;
    await untilLoaded(page);
    await page.waitForLoadState("networkidle");
    const { sum, what } = await shiftsOf(page);
    expect(sum, what.join("\n")).toBeLessThan(0.001);
    await enter?.(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await eventually(() => schemeOf(page)).toBe(colorScheme);
      for (const { width, height } of SIZES) {
        await page.setViewportSize({ width, height });
        // What floats is placed anew a moment after the turn.
        await eventually(() => widthsOf(page), `${width}`).toEqual({ page: width, screen: width });
        await eventually(() => spilling(page), `${width}`).toEqual([]);
        await keepScreenshot(page, `${name}-${width}-${colorScheme}`, { fullPage });
      }
      expect(await findBarriers(page, colorScheme === "dark" ? ["color-contrast"] : undefined)).toEqual([]);
    }
  },
);

const schemeOf = (page: Page) => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);

/** Cards out of which something hangs. */
const spilling = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main section")]
      .filter((card) => card.scrollHeight > card.clientHeight + 1 || card.scrollWidth > card.clientWidth + 1)
      .map((card) => card.getAttribute("aria-label")),
  );

const widthsOf = (page: Page) =>
  page.evaluate(() => ({
    page: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
  }));

describe("on a phone", () => {
  it("has one card a row, each as wide as the screen allows", async () => {
    const page = await dashboard.open(`/sites/${DEMO}`, PHONE);
    await untilLoaded(page);
    const boxes = await page
      .locator("main section")
      .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().toJSON() as DOMRect));
    expect(boxes.length).toBe(8);
    expect(new Set(boxes.map(({ left }) => left)).size).toBe(1);
    expect(Math.min(...boxes.map(({ width }) => width))).toBeGreaterThan(350);
    expect(await widthsOf(page)).toEqual({ page: PHONE.viewport.width, screen: PHONE.viewport.width });
  });
});

it("keeps the colours that somebody chose", async () => {
  const page = await dashboard.open("/", { colorScheme: "light" });
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Dark" }).click();
  await eventually(() => schemeOf(page)).toBe("dark");
  await page.reload();
  await eventually(() => schemeOf(page)).toBe("dark");
});

it("prints its numbers and cards dark on white, and nothing to click", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?f=is,visit:device,desktop`, { colorScheme: "dark" });
  await untilLoaded(page);
  await eventually(() => schemeOf(page)).toBe("dark");
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const shown = await page.evaluate(() => {
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const brightnessOf = (element: Element, property: "color" | "backgroundColor") => {
      const [red = 0, green = 0, blue = 0, alpha = 1] =
        getComputedStyle(element)
          [property].match(/[\d.]+/g)
          ?.map(Number) ?? [];
      return alpha === 0 ? 255 : (red + green + blue) / 3;
    };
    const cards = [...document.querySelectorAll("main section")].filter(isShown);
    return {
      cards: cards.length,
      darkest: Math.min(...[document.body, ...cards].map((each) => brightnessOf(each, "backgroundColor"))),
      palest: Math.max(
        ...[...document.querySelectorAll("main bdi, main h2")].map((each) => brightnessOf(each, "color")),
      ),
      buttons: [...document.querySelectorAll("header button, footer button, .screen-only")].filter(isShown)
        .length,
    };
  });
  expect(shown.cards).toBe(8);
  expect(shown.buttons).toBe(0);
  expect(shown.darkest).toBeGreaterThan(240);
  expect(shown.palest).toBeLessThan(120);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  expect(await schemeOf(page)).toBe("dark");
  await page.emulateMedia({ media: null });
  await keepPrint(page, "site-print");
  expect(await schemeOf(page)).toBe("dark");
});
