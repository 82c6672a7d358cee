import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { card, chartTableOf, numbersOf, rowsOf } from "./read-page.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";
import { writeChange, writeDuration, writeFigure, writeName, writePercent } from "./write-figure.ts";

const dashboard = startDashboard();

const HEADLINES = {
  Visitors: "visitors",
  Visits: "visits",
  "Page views": "pageviews",
  "Views per visit": "views_per_visit",
  "Bounce rate": "bounce_rate",
  "Visit duration": "visit_duration",
} as const;

/** Views whose numbers must be the API's, by what the address says and what is asked of the API. */
const VIEWS = [
  { search: "?period=7d", asked: { date_range: "7d" }, description: "the last week" },
  {
    search: "?period=30d&f=is,visit:source,Google",
    asked: { date_range: "30d", filters: '[["is","visit:source",["Google"]]]' },
    description: "a month, of one source",
  },
];

const site = (search: string) => `/sites/${DEMO}${search}`;

describe.each(VIEWS)("of $description, the page shows what the API answers", ({ search, asked }) => {
  let page: Page;
  beforeAll(async () => {
    page = await dashboard.open(site(search), { keep: true });
    await untilLoaded(page);
  });
  const report = (name: string, more: Record<string, string> = {}) =>
    dashboard.api.report(name, { site_id: DEMO, ...asked, ...more });

  it("in the six numbers", async () => {
    const { query, results, meta } = await report("overview");
    const wanted = Object.entries(HEADLINES).map(([name, metric]) => [
      name,
      writeFigure(metric, results[0]?.metrics[query.metrics.indexOf(metric)] ?? null, meta.revenue_currency),
    ]);
    const shown = async () =>
      Object.entries(await numbersOf(page)).map(([name, { figure }]) => [name, figure]);
    await eventually(shown).toEqual(wanted);
  });

  it("in the chart", async () => {
    const metrics = Object.values(HEADLINES);
    const { results, meta } = await report("timeseries", { metrics: metrics.join() });
    const labels = meta.time_labels ?? [];
    const wanted = labels.map((label) => {
      const figures = results.find(({ dimensions }) => dimensions[0] === label)?.metrics;
      const ofNothing = (metric: string) => (/^(visitors|visits|pageviews)$/.test(metric) ? 0 : null);
      return metrics.map((metric, at) =>
        writeFigure(
          metric,
          figures === undefined ? ofNothing(metric) : (figures[at] ?? null),
          meta.revenue_currency,
        ),
      );
    });
    const shown = async () => (await chartTableOf(page)).map(([, ...figures]) => figures);
    await eventually(shown).toEqual([Object.keys(HEADLINES), ...wanted]);
    expect(wanted.length).toBeGreaterThan(6);
  });

  it("in every tab of every card", async () => {
    const { results: overall, query: columns } = await report("overview");
    const [property] = await dashboard.api.propertyKeys(DEMO, { date_range: asked.date_range });
    let tabsSeen = 0;
    for (const name of ["Pages", "Sources", "Locations", "Devices", "Events"]) {
      const tabs = card(page, name).getByRole("tab");
      for (let at = 0; at < (await tabs.count()); at++) {
        const title = (await tabs.nth(at).textContent()) ?? "";
        const known = REPORTS[title];
        if (known === undefined) continue;
        const more = known === "properties" ? { key: property?.key ?? "" } : {};
        await tabs.nth(at).click();
        const { query, results, meta } = await report(known, { limit: "10", ...more });
        const [metric = ""] = query.metrics;
        const wanted = results.map(({ dimensions, names, metrics }) => [
          dimensions
            .map((value, index) => writeName(query.dimensions[index] ?? "", value, names?.[index]))
            .join(" "),
          writeFigure(metric, metrics[0] ?? 0, meta.revenue_currency),
        ]);
        await eventually(() => rowsOf(card(page, name)), title).toEqual(wanted);
        const total = overall[0]?.metrics[columns.metrics.indexOf(metric as "visitors")] ?? 0;
        if (results.length > 0 && total > 0) {
          const value = results[0]?.metrics[0] ?? 0;
          expect(await card(page, name).locator("td[title]").first().getAttribute("title")).toContain(
            `(${writePercent((value / total) * 100)}) of ${writeFigure(metric, total)}`,
          );
        }
        tabsSeen++;
      }
    }
    expect(tabsSeen).toBe(Object.keys(REPORTS).length);
  });

  it("on the map", async () => {
    await card(page, "Locations").getByRole("tab", { name: "Map" }).click();
    const { results } = await report("countries", { limit: "1000" });
    const visited = card(page, "Locations").locator("svg[role=img] path[class*=visited]");
    await eventually(() => visited.count()).toBeGreaterThan(3);
    const tip = card(page, "Locations").getByRole("tooltip");
    const said = new Set<string>();
    for (let at = 0; at < (await visited.count()); at++) {
      await visited.nth(at).dispatchEvent("pointermove");
      said.add((await tip.textContent()) ?? "");
      await visited.nth(at).dispatchEvent("pointerout");
      await eventually(() => tip.count()).toBe(0);
    }
    const wanted = results.map(
      ({ dimensions, metrics }) =>
        `${writeName("visit:country", dimensions[0] ?? "")}${writeFigure("visitors", metrics[0] ?? 0)}`,
    );
    // Land too small for the map is in the list of countries only.
    expect([...said].filter((text) => !wanted.includes(text))).toEqual([]);
    expect(said.size).toBeGreaterThan(3);
  });

  it("by the hours of the week", async () => {
    const { results } = await report("time-of-week");
    const shown = () =>
      card(page, "Time of week")
        .locator("tbody tr")
        .evaluateAll((rows) =>
          rows.map((row) => Array.from(row.querySelectorAll("td")).map((cell) => Number(cell.textContent))),
        );
    const wanted = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
    for (const { dimensions, metrics } of results) {
      (wanted[Number(dimensions[0]) - 1] as number[])[Number(dimensions[1])] = metrics[0] ?? 0;
    }
    await eventually(shown).toEqual(wanted);
    expect(wanted.flat().some((value) => value > 0)).toBe(true);
  });

  it("in the list of visits, and in the path of one", async () => {
    const { sessions } = await dashboard.api.sessions(DEMO, {
      date_range: asked.date_range,
      include_today: true,
      ...(asked.filters !== undefined && { filters: JSON.parse(asked.filters) }),
      limit: 9,
    });
    const rows = card(page, "Sessions").locator("tbody tr");
    const shown = () =>
      rows.evaluateAll((all) =>
        all.map((row) =>
          Array.from(row.querySelectorAll("td"))
            .slice(0, 3)
            .map((cell) => cell.textContent),
        ),
      );
    await eventually(shown).toEqual(
      sessions.map((session) => [
        session.pageviews > 1 ? `${session.entry_page} → ${session.exit_page}` : session.entry_page,
        String(session.pageviews),
        session.duration === 0 && session.events < 2 ? "–" : writeDuration(session.duration),
      ]),
    );
    const longest = sessions.reduce((most, one, at) => {
      return one.pageviews > (sessions[most]?.pageviews ?? 0) ? at : most;
    }, 0);
    await rows.nth(longest).getByRole("button").click();
    const { steps } = await dashboard.api.session(DEMO, sessions[longest]?.id ?? "");
    const sheet = page.getByRole("dialog", { name: "One visit" });
    await eventually(() => sheet.locator("[class*=step]").count()).toBe(steps.length);
    expect(await sheet.locator("[class*=step]").allTextContents()).toEqual(
      steps.map(({ name, page: path }) => (name === "pageview" ? path : `${name} ${path}`)),
    );
  });
});

describe("the comparison", () => {
  it("shows how each number changed against the week before, and nothing when it is off", async () => {
    const page = await dashboard.open(site("?period=7d"));
    await untilLoaded(page);
    const { query, results } = await dashboard.api.report("overview", {
      site_id: DEMO,
      date_range: "7d",
      compare: "previous_period",
    });
    const changes = Object.entries(HEADLINES).map(([name, metric]) => {
      const change = results[0]?.comparison?.change[query.metrics.indexOf(metric)] ?? 0;
      return [name, writeChange(metric, change)];
    });
    const shown = async () =>
      Object.entries(await numbersOf(page)).map(([name, { change }]) => [name, change]);
    await eventually(shown).toEqual(changes);
    await eventually(() => page.locator("path[class*=compared]").first().getAttribute("d")).toMatch(
      /^M.*L|C/,
    );

    await page.keyboard.press("x");
    await eventually(shown).toEqual(Object.keys(HEADLINES).map((name) => [name, null]));
    await eventually(() => page.locator("path[class*=compared]").first().getAttribute("d")).toBeFalsy();

    await page.getByRole("button", { name: "Compare with: No comparison" }).click();
    await page.getByRole("menuitemradio", { name: "Previous period" }).click();
    await eventually(shown).toEqual(changes);
  });

  it("says how the bucket under the arrow keys compares", async () => {
    const page = await dashboard.open(site("?period=7d"));
    await untilLoaded(page);
    const compared = await dashboard.api.report("overview", {
      site_id: DEMO,
      date_range: "7d",
      compare: "previous_period",
    });
    const before = await dashboard.api.report("timeseries", {
      site_id: DEMO,
      date_range: compared.query.comparison_date_range?.join() ?? "",
      metrics: "visitors",
    });
    await page.getByRole("slider").focus();
    await page.keyboard.press("Home");
    const figure = before.results.find(({ dimensions }) => dimensions[0] === before.meta.time_labels?.[0]);
    await eventually(() => page.locator("[class*=before]").textContent()).toMatch(
      new RegExp(`: ${writeFigure("visitors", figure?.metrics[0] ?? 0)}$`),
    );
  });
});

it("draws what the filters let be asked, offers no more, and visitors in place of what they don't", async () => {
  const page = await dashboard.open(site("?period=7d&metric=exit_rate"));
  await page.locator('section[aria-label="Visitors over time"]').getByRole("slider").waitFor();
  const menu = async (metric: string) => {
    await page.getByRole("button", { name: metric, exact: true }).click();
    await page.getByRole("menuitem", { name: "Revenue" }).waitFor();
    const offered = await page.getByRole("menuitem").allTextContents();
    await page.keyboard.press("Escape");
    return offered;
  };
  const needing = ["Time on page", "Scroll depth", "Conversion rate"];
  expect((await menu("Visitors")).filter((name) => needing.includes(name))).toEqual([]);

  await page.goto(dashboard.url + site("?period=7d&metric=scroll_depth&f=is,event:page,/pricing"));
  await page.locator('section[aria-label="Scroll depth over time"]').getByRole("slider").waitFor();
  expect((await menu("Scroll depth")).filter((name) => needing.includes(name))).toEqual(needing.slice(0, 2));
  await page.getByRole("button", { name: /^Remove the filter/ }).click();
  await page.locator('section[aria-label="Visitors over time"]').getByRole("slider").waitFor();
});

/** What each tab's title stands for in the API; the map is tried by itself. */
const REPORTS: Record<string, string> = {
  Pages: "pages",
  Entry: "entry-pages",
  Exit: "exit-pages",
  Sources: "sources",
  Referrers: "referrers",
  Channels: "channels",
  Campaigns: "campaigns",
  Countries: "countries",
  Regions: "regions",
  Cities: "cities",
  Languages: "languages",
  Browsers: "browsers",
  Systems: "operating-systems",
  Devices: "devices",
  Screens: "screens",
  Versions: "browser-versions",
  "System versions": "operating-system-versions",
  Events: "events",
  Properties: "properties",
  Goals: "goals",
};

it("asks for its reports before the libraries have come, and for each of them once", async () => {
  const page = await dashboard.open("", { at: "about:blank" });
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/reports/")) asked.push(request.url());
  });
  let bringLibraries = () => {};
  const mayCome = new Promise<void>((resolve) => {
    bringLibraries = resolve;
  });
  await page.route("**/libraries-*.js", async (route) => {
    await mayCome;
    await route.continue();
  });
  await page.goto(dashboard.url + site("?period=30d&f=is,visit:device,mobile&metric=exit_rate"), {
    waitUntil: "commit",
  });
  await eventually(() => asked.length).toBeGreaterThan(6);
  bringLibraries();
  await untilLoaded(page);
  await page.waitForLoadState("networkidle");
  expect(asked.filter((url, at) => asked.indexOf(url) !== at)).toEqual([]);
});
