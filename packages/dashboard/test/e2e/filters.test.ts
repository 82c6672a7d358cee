import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { card, chipsOf, numbersOf, rowsOf } from "./read-page.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";
import { writeFigure } from "./write-figure.ts";

const dashboard = startDashboard();

const site = (search = "") => `/sites/${DEMO}${search}`;

/** Visitors that the API counts for filters in the last thirty days. */
async function visitorsOf(filters: readonly unknown[]): Promise<string> {
  const { results } = await dashboard.api.query({
    site_id: DEMO,
    metrics: ["visitors"],
    date_range: "30d",
    filters: filters as never,
  });
  return writeFigure("visitors", results[0]?.metrics[0] ?? 0);
}

/** Waits until the page says these filters and shows the visitors that the API counts for them. */
async function expectView(page: Page, chips: readonly string[], filters: readonly unknown[]): Promise<void> {
  await eventually(() => chipsOf(page)).toEqual(chips);
  const visitors = await visitorsOf(filters);
  await eventually(async () => (await numbersOf(page)).Visitors?.figure).toBe(visitors);
}

const row = (page: Page, of: string, name: string) =>
  card(page, of).getByRole("button", { name, exact: true }).first();

it("filters by a click, excludes by an alt-click, and takes both back by Back and forward again", async () => {
  const page = await dashboard.open(site());
  const google = ["is", "visit:source", ["Google"]];
  const notPricing = ["is_not", "event:page", ["/pricing"]];
  await row(page, "Sources", "Google").click();
  await expectView(page, ["Source is Google"], [google]);
  await eventually(() => row(page, "Sources", "Google").getAttribute("aria-pressed")).toBe("true");
  await row(page, "Pages", "/pricing").click({ modifiers: ["Alt"] });
  await expectView(page, ["Source is Google", "Page is not /pricing"], [google, notPricing]);
  await eventually(async () => (await rowsOf(card(page, "Pages"))).map(([name]) => name)).not.toContain(
    "/pricing",
  );

  await page.goBack();
  await expectView(page, ["Source is Google"], [google]);
  await page.goBack();
  await expectView(page, [], []);
  await page.goForward();
  await page.goForward();
  await expectView(page, ["Source is Google", "Page is not /pricing"], [google, notPricing]);

  await page.getByRole("button", { name: "Remove the filter Source is Google" }).click();
  await expectView(page, ["Page is not /pricing"], [notPricing]);
  await row(page, "Pages", "/docs").click({ modifiers: ["Alt"] });
  await expectView(
    page,
    ["Page is not /pricing or /docs"],
    [["is_not", "event:page", ["/pricing", "/docs"]]],
  );
});

it("filters by a country on the map, and takes it back by a second click", async () => {
  const page = await dashboard.open(site());
  const visited = card(page, "Locations").locator("svg[role=img] path[class*=visited]");
  await eventually(() => visited.count()).toBeGreaterThan(3);
  await visited.first().dispatchEvent("click");
  await eventually(() => chipsOf(page)).toEqual([expect.stringMatching(/^Country is /)]);
  await page.getByRole("button", { name: /^Remove the filter Country/ }).click();
  await expectView(page, [], []);
});

/** Opens the editor and fills in its last condition. */
async function fillCondition(page: Page, what: string, how: string, value: string): Promise<void> {
  const editor = page.getByRole("dialog", { name: "Filters" });
  await choose(page, editor.getByRole("combobox", { name: "Field" }).last(), what);
  await choose(page, editor.getByRole("combobox", { name: "Operator" }).last(), how);
  await editor.getByRole("combobox", { name: "Value" }).last().fill(value);
  await page.keyboard.press("Enter");
}

async function choose(page: Page, select: ReturnType<Page["locator"]>, option: string): Promise<void> {
  await select.click();
  await page.getByRole("option", { name: option, exact: true }).locator("visible=true").click();
}

it.each([
  {
    description: "that contain a text",
    conditions: [["Page", "contains", "/blog/"]],
    match: "Match all",
    chips: ["Page contains /blog/"],
    filters: [["contains", "event:page", ["/blog/"]]],
  },
  {
    description: "by a regular expression and a second condition",
    conditions: [
      ["Page", "matches", "^/docs(/|$)"],
      ["Device", "is", "mobile"],
    ],
    match: "Match all",
    chips: ["Page matches ^/docs(/|$)", "Device is mobile"],
    filters: [
      ["matches", "event:page", ["^/docs(/|$)"]],
      ["is", "visit:device", ["mobile"]],
    ],
  },
  {
    description: "that meet any of two conditions",
    conditions: [
      ["Entry page", "is", "/pricing"],
      ["Source", "is", "GitHub"],
    ],
    match: "Match any",
    chips: ["Entry page is /pricing or Source is GitHub"],
    filters: [
      [
        "or",
        [
          ["is", "visit:entry_page", ["/pricing"]],
          ["is", "visit:source", ["GitHub"]],
        ],
      ],
    ],
  },
])("the editor filters visits $description", async ({ conditions, match, chips, filters }) => {
  const page = await dashboard.open(site());
  await untilLoaded(page);
  await page.keyboard.press("/");
  const editor = page.getByRole("dialog", { name: "Filters" });
  for (const [at, [what = "", how = "", value = ""]] of conditions.entries()) {
    if (at > 0) await editor.getByRole("button", { name: "Add a condition" }).click();
    await fillCondition(page, what, how, value);
  }
  if (conditions.length > 1) await editor.getByText(match).click();
  await editor.getByRole("button", { name: "Apply" }).click();
  await expectView(page, chips, filters);
  expect(await visitorsOf(filters)).not.toBe("0");

  await page.getByRole("button", { name: "Edit the filters" }).click();
  expect(await editor.getByRole("combobox", { name: "Field" }).count()).toBe(conditions.length);
  // A single condition is met whole or not at all: nothing is asked.
  if (conditions.length === 1) expect(await editor.getByRole("radio").count()).toBe(0);
  else expect(await editor.getByRole("radio", { name: match }).isChecked()).toBe(true);
});

it("suggests the values that there are, in the editor", async () => {
  const page = await dashboard.open(site());
  await untilLoaded(page);
  await page.keyboard.press("/");
  const editor = page.getByRole("dialog", { name: "Filters" });
  await editor.getByRole("combobox", { name: "Value" }).fill("quick");
  await page.getByRole("option", { name: "/docs/quick-start" }).click();
  await editor.getByRole("button", { name: "Apply" }).click();
  await expectView(page, ["Page is /docs/quick-start"], [["is", "event:page", ["/docs/quick-start"]]]);
});

it("keeps filters as a segment, applies it by its name, and deletes it", async () => {
  const page = await dashboard.open(site("?f=is,visit:source,Google&f=is,visit:device,mobile"));
  const filters = [
    ["is", "visit:source", ["Google"]],
    ["is", "visit:device", ["mobile"]],
  ];
  await expectView(page, ["Source is Google", "Device is mobile"], filters);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("textbox", { name: "Name of the segment" }).fill("Phones from Google");
  await page.getByRole("button", { name: "Save segment" }).click();
  await expectView(page, ["Segment is Phones from Google"], filters);

  await page.getByRole("button", { name: /^Remove the filter Segment/ }).click();
  await expectView(page, [], []);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("button", { name: "Phones from Google", exact: true }).click();
  await expectView(page, ["Segment is Phones from Google"], filters);

  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("button", { name: "Delete the segment Phones from Google" }).click();
  await eventually(() => dashboard.api.segments(DEMO)).toEqual([]);
  // The button that had the focus is gone with its segment, and the list with Escape.
  const empty = page.getByText("Filters saved under a name.");
  await empty.waitFor();
  await page.keyboard.press("Escape");
  await empty.waitFor({ state: "detached" });
  await expectView(page, [], []);
});

it("keeps filters as a segment beside one that is chosen, and says when one could not be deleted", async () => {
  dashboard.expectFaults(/500/);
  const phones = ["is", "visit:device", ["mobile"]];
  const { id } = await dashboard.api.createSegment(DEMO, { name: "Phones", filters: [phones] as never });
  const google = ["is", "visit:source", ["Google"]];
  const page = await dashboard.open(site(`?f=is,segment,${id}&f=is,visit:source,Google`));
  await expectView(page, ["Segment is Phones", "Source is Google"], [phones, google]);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("textbox", { name: "Name of the segment" }).fill("Searching");
  await page.getByRole("button", { name: "Save segment" }).click();
  await expectView(page, ["Segment is Phones", "Segment is Searching"], [phones, google]);

  await page.route(/\/segments\/\d+$/, (route) =>
    route.fulfill({ status: 500, json: { error: "disk full" } }),
  );
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("button", { name: "Delete the segment Phones" }).click();
  await eventually(() => page.getByRole("alert").textContent()).toBe("disk full");
  await page.unroute(/\/segments\/\d+$/);
  await page.getByRole("button", { name: "Delete the segment Phones" }).click();
  await expectView(page, ["Segment is Searching"], [google]);
});

it("leaves filters that were chosen while a segment was being deleted", async () => {
  const { id } = await dashboard.api.createSegment(DEMO, {
    name: "Slow to go",
    filters: [["is", "visit:device", ["mobile"]]],
  });
  // Of reports that were still on their way when it went.
  dashboard.expectFaults(/400 \(Bad Request\).*segment/);
  const page = await dashboard.open(site(`?f=is,segment,${id}`));
  await eventually(() => chipsOf(page)).toEqual(["Segment is Slow to go"]);
  let letGo = () => {};
  const isLetGo = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(/\/segments\/\d+$/, async (route) => {
    await isLetGo;
    await route.continue();
  });
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("button", { name: "Delete the segment Slow to go" }).click();
  await page.keyboard.press("Escape");
  await row(page, "Sources", "Google").click();
  await eventually(() => chipsOf(page)).toEqual(["Segment is Slow to go", "Source is Google"]);
  letGo();
  await expectView(page, ["Source is Google"], [["is", "visit:source", ["Google"]]]);
});

it("asks for values of a property when its name is whole, not letter by letter", async () => {
  const page = await dashboard.open(site());
  await untilLoaded(page);
  await page.keyboard.press("/");
  const editor = page.getByRole("dialog", { name: "Filters" });
  await choose(page, editor.getByRole("combobox", { name: "Field" }), "Property …");
  const asked: unknown[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith("/query")) asked.push(request.postDataJSON().dimensions);
  });
  await editor
    .getByRole("textbox", { name: "Name of the property" })
    .pressSequentially("plan", { delay: 30 });
  await eventually(() => asked).toEqual([["event:props:plan"]]);
});

it("shows the same view to whoever opens its link", async () => {
  const page = await dashboard.open(site("?period=7d"));
  await row(page, "Sources", "Google").click();
  await card(page, "Devices").getByRole("tab", { name: "Screens" }).click();
  await page.getByRole("radio", { name: /Bounce rate/ }).click();
  await page.keyboard.press("x");
  await eventually(() => page.url()).toMatch(/compare=none/);
  await untilLoaded(page);
  const other = await dashboard.open("", { at: page.url() });
  await untilLoaded(other);
  const seen = async (one: Page) => ({
    chips: await chipsOf(one),
    numbers: await numbersOf(one),
    screens: await rowsOf(card(one, "Devices")),
    chart: await one.locator('section[aria-label$="over time"]').getAttribute("aria-label"),
    period: await one.getByRole("button", { name: "Last 7 days" }).count(),
  });
  const first = await seen(page);
  await eventually(() => seen(other)).toEqual(first);
  expect(first).toMatchObject({ chips: ["Source is Google"], chart: "Bounce rate over time", period: 1 });
});

it("says which filter of a link it does not understand, and goes on without it", async () => {
  const page = await dashboard.open(site("?f=is,nonsense,1&f=is,visit:device,mobile"));
  await page.getByText("Not understood: is,nonsense,1").waitFor();
  await expectView(page, ["Device is mobile"], [["is", "visit:device", ["mobile"]]]);
  await page.getByRole("button", { name: "Remove the filter is,nonsense,1" }).click();
  await eventually(() => page.getByText("Not understood").count()).toBe(0);
});

it("takes countries by their names, and filters by their codes", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?f=is,visit:country,DE`);
  await untilLoaded(page);
  await page.getByRole("button", { name: "Edit the filters" }).click();
  const editor = page.getByRole("dialog", { name: "Filters" });
  await editor.getByText("Germany", { exact: true }).waitFor();
  await editor.getByRole("combobox", { name: "Value" }).fill("united states");
  await page.keyboard.press("Enter");
  await editor.getByRole("button", { name: "Apply" }).click();
  await eventually(() => new URL(page.url()).searchParams.getAll("f")).toEqual(["is,visit:country,DE,US"]);
});
