import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { findBarriers } from "../../../dashboard/test/e2e/find-barriers.ts";

/** A folder for pictures of every page, for people to look at. */
const { MILLRACE_SCREENSHOTS: PICTURES } = process.env;
const DESKTOP = { width: 1280, height: 900 };

/**
 * Opens an empty window that knows nothing of others, such as a private one. What its pages throw is added to `faults`.
 * `userAgent`: without one, Millrace takes the browser of tests for a bot.
 */
export async function openWindow(
  browser: Browser,
  faults: string[],
  options: { readonly userAgent?: string } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: "en-US",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => faults.push(error.stack ?? error.message));
  return page;
}

type View = readonly [width: number, scheme: "light" | "dark"];
const EVERY: readonly View[] = [
  [375, "light"],
  [375, "dark"],
  [1280, "light"],
  [1280, "dark"],
];
/** Enough for another state of a page that is looked at whole. */
export const SOME: readonly View[] = [
  [375, "light"],
  [1280, "dark"],
];

/** Looks at a page in both themes and widths: barriers, and whether anything stands out at the side. */
export async function inspect(page: Page, name: string, views = EVERY): Promise<void> {
  for (const [width, scheme] of views) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((theme) => {
      document.documentElement.dataset.mantineColorScheme = theme;
    }, scheme);
    await keepPicture(page, `${name}-${width}-${scheme}`, true);
    expect({ name, width, scheme, barriers: await findBarriers(page) }).toMatchObject({ barriers: [] });
    const room = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect({ name, width, isTooWide: room > 0 }).toMatchObject({ isTooWide: false });
  }
  await page.setViewportSize(DESKTOP);
}

/** Keeps what the window shows where somebody asked for pictures. */
export async function keepPicture(page: Page, name: string, fullPage = false): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage });
}

export const pathOf = (page: Page) => new URL(page.url()).pathname;

/** @param values by their labels */
export async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(values))
    await page.getByLabel(label, { exact: true }).fill(value);
}
