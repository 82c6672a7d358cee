// P16: the dashboard in Chromium over 12 M page views of one site: bytes of scripts, time until every card stands, and a
// scroll through ten thousand rows.
import { execFileSync } from "node:child_process";
import { chromium } from "playwright-core";
import { rangesBefore } from "./dashboard.mjs";
import { LARGE_SETS, openLargeSet } from "./large-set.mjs";
import { startMillrace } from "./server-under-test.mjs";
import { percentilesOf, spreadOf } from "./statistics.mjs";
import { shown } from "./table.mjs";

const SITE = "site-1.example";
const VIEWPORT = { width: 1280, height: 900 };
const FRAME_MS = 1000 / 60;
/** Chromium draws the bars of a new window by a renderer of their own, which takes a core for about a second. */
const WINDOW_MS = 2500;
const SCROLL_MS = 4000;
/** Pixels a second: a screen in a third of one. */
const SCROLL_SPEED = 3000;
const MANY_ROWS = { site: "rows.example", count: 10_000 };

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ quick, rounds, data, log }) {
  const name = quick ? "small-views" : "views";
  const { dataDir, until, remove } = await openLargeSet(name, data, log);
  const server = await startMillrace({ dataDir });
  const browser = await launchBrowser();
  try {
    const open = (range) => openSite(browser, server, range);
    // Not today: a set that is kept ends on the day on which it was made, and no map is drawn where nobody was.
    const [week] = rangesBefore(until, 7, 1);
    const { scriptBytes, layoutShift } = await open(week.range);
    const times = { month: [], half: [] };
    const long = Math.min(180, LARGE_SETS[name].days - rounds - 2);
    const months = rangesBefore(until, 30, rounds);
    const halves = rangesBefore(until, long, rounds);
    for (let round = 0; round < rounds; round++) {
      times.month.push((await open(months[round].range)).milliseconds);
      times.half.push((await open(halves[round].range)).milliseconds);
      log(`30 days ${shown(times.month.at(-1))} ms, ${long} days ${shown(times.half.at(-1))} ms`);
    }
    const again = (await open(months[0].range)).milliseconds;
    await makeRows(server.url);
    const frames = await scrollRows(browser, `${server.url}/sites/${MANY_ROWS.site}?period=day&detail=pages`);
    return [
      {
        figure: "P16",
        what: "scripts of the site's page, as transferred (brotli)",
        baseline: "Umami 3.1: 850 KB",
        measured: `layout shift while it loads: ${layoutShift.toFixed(3)}`,
        value: spreadOf([scriptBytes / 1000]),
        unit: "KB",
        floor: { atMost: 350 },
        aim: { atMost: 200 },
      },
      ...[
        {
          range: "30 days",
          milliseconds: times.month,
          baseline: "Umami 3.1 on this kind of machine: 23 s",
          measured: `the same again ${shown(again)} ms`,
        },
        {
          range: `${long} days`,
          milliseconds: times.half,
          baseline: "Umami 3.1 on this kind of machine: 77 s",
          measured: "",
        },
      ].map(({ range, milliseconds, baseline, measured }) => ({
        figure: "P16",
        what: `from the address until every card stands, ${range} asked for the first time, an empty browser (${shown(LARGE_SETS[name].events)} page views)`,
        baseline,
        measured,
        value: spreadOf(milliseconds.map((value) => value / 1000)),
        unit: "s",
        floor: { atMost: 2 },
        aim: { atMost: 0.8 },
      })),
      {
        figure: "P16",
        what: `scrolling among ${shown(frames.rows)} rows of a detail view at ${shown(SCROLL_SPEED)} px/s, frames that come in time (60 a second)`,
        baseline: "",
        measured: `time between frames p95 ${shown(frames.p95)} ms, longest ${shown(frames.longest)} ms`,
        value: spreadOf([frames.inTime * 100]),
        unit: "%",
        floor: { atLeast: 90 },
        aim: { atLeast: 98 },
      },
    ];
  } finally {
    await browser.close();
    await server.stop();
    remove();
  }
}

export function launchBrowser() {
  return chromium.launch({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
}

/** How long the page of the large set's site takes for a range, `2026-10-01,2026-10-30`, in an empty browser. */
export function openSite(browser, { url, cookie }, range) {
  return openDashboard(browser, `${url}/sites/${SITE}?period=${range}`, cookie);
}

/** A window of an empty browser, open and at rest, as the one is into which somebody types an address, signed in or not. */
async function openWindow(browser, url, cookie) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const cookies = cookie.split("; ").filter(Boolean);
  await context.addCookies(
    cookies.map((pair) => {
      const at = pair.indexOf("=");
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: new URL(url).origin };
    }),
  );
  const page = await context.newPage();
  await page.waitForTimeout(WINDOW_MS);
  return { context, page };
}

/** Resolves when no card waits any more. */
async function openDashboard(browser, url, cookie) {
  const { context, page } = await openWindow(browser, url, cookie);
  await page.addInitScript(watchLayout);
  let scriptBytes = 0;
  const sizes = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "script" || request.url().endsWith(".json"))
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  const startedAt = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(allCardsStand, undefined, { polling: "raf", timeout: 120_000 });
  const milliseconds = performance.now() - startedAt;
  for (const size of await Promise.all(sizes)) scriptBytes += size;
  const layoutShift = await page.evaluate(() => /** @type {any} */ (window).layoutShift);
  await context.close();
  return { milliseconds, scriptBytes, layoutShift };
}

/* global window, document, PerformanceObserver, requestAnimationFrame */
function watchLayout() {
  /** @type {any} */
  const page = window;
  page.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of /** @type {any[]} */ (list.getEntries()))
      if (!entry.hadRecentInput) page.layoutShift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

/** Eight sections, none of them made of bones, and the countries drawn. */
function allCardsStand() {
  const sections = document.querySelectorAll("main section").length;
  const waiting = document.querySelectorAll("main .bone, main .mantine-Skeleton-root").length;
  const countries = document.querySelectorAll("main section svg path").length;
  return sections >= 8 && waiting === 0 && countries > 100;
}

/** As many pages as rows. Resolves when they can be queried. */
async function makeRows(url) {
  const { site, count } = MANY_ROWS;
  const events = Array.from({ length: count }, (_, row) => ({
    site,
    path: `/archive/${row}/a-page-of-many`,
  }));
  const reply = await fetch(`${url}/api/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "Mozilla/5.0 Firefox/140.0" },
    body: JSON.stringify(events),
  });
  if (reply.status !== 202) throw new Error(`the rows were answered with ${reply.status}`);
  const { receipt } = await reply.json();
  const status = async () => (await (await fetch(`${url}/api/v1/receipts/${receipt}`)).json()).status;
  while ((await status()) !== "stored") await new Promise((resolve) => setTimeout(resolve, 100));
}

async function scrollRows(browser, url) {
  const { context, page } = await openWindow(browser, url, "");
  await page.goto(url, { waitUntil: "networkidle" });
  const table = page.getByRole("dialog").getByRole("table");
  await table.getByRole("row").nth(5).waitFor();
  const rows = Number(await table.getAttribute("aria-rowcount")) - 1;
  const deltas = await page.evaluate(scrollDown, { durationMs: SCROLL_MS, speed: SCROLL_SPEED });
  await context.close();
  const inTime = deltas.filter((delta) => delta < FRAME_MS * 1.5).length / deltas.length;
  return { rows, inTime, p95: percentilesOf(deltas).p95, longest: Math.max(...deltas) };
}

/** Scrolls evenly; resolves with the milliseconds between frames. */
function scrollDown({ durationMs, speed }) {
  const list = document.querySelector('[role="dialog"] table').parentElement;
  return new Promise((resolve) => {
    const deltas = [];
    let startedAt;
    let before;
    requestAnimationFrame(function step(now) {
      startedAt ??= now;
      if (before !== undefined) deltas.push(now - before);
      before = now;
      list.scrollTop = (speed * (now - startedAt)) / 1000;
      if (now - startedAt < durationMs) requestAnimationFrame(step);
      else resolve(deltas);
    });
  });
}
