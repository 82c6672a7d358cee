import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { chartTableOf, numbersOf } from "./read-page.ts";
import { DEMO, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard();

/** Views of a run. MILLRACE_SEED tries others. */
const VIEWS = 16;
const seed = Number(process.env.MILLRACE_SEED ?? 18);

const PERIODS = ["day", "yesterday", "7d", "30d", "91d", "month", "last-month", "year", "12mo", "all"];
const COMPARES = ["", "none", "year_over_year"];
const FILTERS = [
  "is,event:page,/pricing",
  "is_not,event:page,/pricing",
  "contains,event:page,/",
  "is,visit:source,Google",
  "is,visit:device,mobile",
  "is_not,visit:country,DE,FR",
  "is,visit:source,nobody-comes-from-here",
];
/** What adds up over the buckets of a chart: visitors are counted by the day. */
const ADDITIVE = ["Page views", "Visits"];
/** Fewer than these has no part of the whole. */
const WHOLES = ["Visitors", "Conversions"];

type Tiles = Readonly<Record<string, number | null>>;

let page: Page;
beforeAll(async () => {
  page = await dashboard.open(`/sites/${DEMO}`, { keep: true });
});

it(`shows no number that contradicts another (seed ${seed})`, async () => {
  const random = randomFrom(seed);
  const oneOf = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  await show("?period=all&compare=none");
  const everything = await tilesOf();
  for (let view = 0; view < VIEWS; view++) {
    const filters = FILTERS.filter(() => random() < 0.2);
    const search = new URLSearchParams([
      ["period", oneOf(PERIODS)],
      ["compare", oneOf(COMPARES)],
      ...filters.map((filter) => ["f", filter]),
    ]);
    await show(`?${search}`);
    const tiles = await tilesOf();
    const where = `${search}`;
    expectQuotients(tiles, where);
    expectWithin(tiles, everything, where);
    await expectPartsWithin(tiles, where);
    await expectChartAddsUp(tiles, where);
  }
}, 600_000);

/** Of nothing there is no quotient; of something, views per visit is the two numbers beside it. */
function expectQuotients(tiles: Tiles, where: string): void {
  const { Visits: visits, "Page views": views, "Views per visit": quotient } = tiles;
  if (visits === 0) {
    const quotients = ["Views per visit", "Bounce rate", "Visit duration"].map((name) => tiles[name] ?? null);
    expect(quotients, where).toEqual([null, null, null]);
    return;
  }
  if (typeof visits !== "number" || typeof views !== "number") return;
  // Beside the views of chosen pages there is no such tile: it would be about whole visits (docs/metrics.md).
  if (where.includes("event%3Apage")) expect(quotient, where).toBeUndefined();
  else expect(quotient, where).toBeCloseTo(views / visits, 2);
}

/** All time has whatever any other period has. */
function expectWithin(tiles: Tiles, everything: Tiles, where: string): void {
  for (const name of ["Visitors", "Visits", "Page views"]) {
    expect(tiles[name] ?? 0, `${name} of ${where}`).toBeLessThanOrEqual(everything[name] ?? 0);
  }
}

async function expectPartsWithin(tiles: Tiles, where: string): Promise<void> {
  const whole = WHOLES.map((name) => tiles[name]).find((value) => typeof value === "number") ?? 0;
  const rows = await page
    .locator("section[aria-label] tbody tr:has(th bdi)")
    .evaluateAll((all) =>
      all.map((row) => [
        row.querySelector("bdi")?.textContent ?? "",
        row.querySelector("td[title]")?.getAttribute("title") ?? "",
      ]),
    );
  const figures = rows.map(([name, text]) => [name, readNumber((text ?? "").split(" ")[0] ?? "")] as const);
  expect(
    figures.filter(([, figure]) => figure === null || figure === 0 || figure > whole),
    where,
  ).toEqual([]);
  if (whole > 0) expect(figures.length, where).toBeGreaterThan(0);
}

async function expectChartAddsUp(tiles: Tiles, where: string): Promise<void> {
  const [head = [], ...buckets] = await chartTableOf(page);
  for (const name of ADDITIVE) {
    const at = head.indexOf(name);
    if (at < 0 || typeof tiles[name] !== "number" || buckets.length >= 100) continue;
    const sum = buckets.reduce((all, bucket) => all + (readNumber(bucket[at] ?? "") ?? 0), 0);
    expect(sum, `${name} of ${where}`).toBe(tiles[name]);
  }
}

async function show(search: string): Promise<void> {
  await page.goto(`${dashboard.url}/sites/${DEMO}${search}`);
  await untilLoaded(page);
  await page.waitForFunction(() => document.querySelector("section[aria-label] svg") !== null);
  // Its table comes after what is seen.
  await page.waitForTimeout(600);
}

async function tilesOf(): Promise<Tiles> {
  const tiles = Object.entries(await numbersOf(page));
  return Object.fromEntries(tiles.map(([name, { figure }]) => [name, readNumber(figure)]));
}

function readNumber(text: string): number | null {
  const digits = text.replace(/[,%\s]/g, "");
  return /^-?\d+(?:\.\d+)?$/.test(digits) ? Number(digits) : null;
}

/** A short generator with a seed, so that a run can be repeated. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
