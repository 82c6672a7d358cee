import type { PipelineStatus } from "@millrace/protocol";
import { expect, it } from "vitest";
import { openQueue } from "../../../server/src/drivers/queue/index.ts";
import { buildEnvelope } from "../../../server/test/build/build-envelope.ts";
import { postEvents } from "../../../server/test/e2e/instance.ts";
import { card, rowsOf } from "./read-page.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 10 });

it("makes a site, and changes its settings so that they are still there after a reload", async () => {
  const page = await dashboard.open("/");
  await page.getByRole("link", { name: new RegExp(DEMO) }).waitFor();
  await page.getByRole("button", { name: "Add a site" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a site" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("new.example");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByText("Waiting for your first event").waitFor();
  expect(new URL(page.url()).pathname).toBe("/sites/new.example");

  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings of new.example" }).waitFor();
  await page.getByRole("combobox", { name: "Domains" }).fill("new.example");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Time zone" }).fill("Berlin");
  await page.getByRole("option", { name: "Europe/Berlin" }).click();
  await page.getByRole("textbox", { name: "Days to keep events" }).fill("400");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").waitFor();
  expect(await dashboard.api.site("new.example")).toMatchObject({
    domains: ["new.example"],
    timezone: "Europe/Berlin",
    retention_days: 400,
  });
  await page.reload();
  await eventually(() => page.getByRole("combobox", { name: "Time zone" }).inputValue()).toBe(
    "Europe/Berlin",
  );
  expect(await page.getByRole("textbox", { name: "Days to keep events" }).inputValue()).toBe("400");
});

it("does not take an emptied number of days for ever", async () => {
  await dashboard.api.createSite({ name: "days.example", retention_days: 30 });
  const page = await dashboard.open("/sites/days.example/settings");
  const days = page.getByRole("textbox", { name: "Days to keep events" });
  await days.fill("");
  await page.getByText("Enter a number of days; 0 keeps events forever.").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await days.fill("60");
  await eventually(() => page.getByText("Enter a number of days").count()).toBe(0);
  expect(await page.getByText("Saved.").count()).toBe(0);
  expect(await dashboard.api.site("days.example")).toMatchObject({ retention_days: 30 });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").waitFor();
  expect(await dashboard.api.site("days.example")).toMatchObject({ retention_days: 60 });
});

it("says what is wrong with a site's name instead of making it", async () => {
  dashboard.expectFaults(/40\d/);
  const page = await dashboard.open("/");
  await page.getByRole("button", { name: "Add a site" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(DEMO);
  await page.getByRole("button", { name: "Create" }).click();
  await eventually(() => page.getByRole("alert").textContent()).toMatch(/exists|already/i);
});

it("makes goals whose conversions show in the card, and deletes one", async () => {
  const pagesOfGoals = async () => (await dashboard.api.goals(DEMO)).map(({ page: path }) => path);
  const before = await pagesOfGoals();
  const page = await dashboard.open(`/sites/${DEMO}/settings`);
  await page.getByRole("textbox", { name: "Event", exact: true }).fill("signup");
  await page.getByRole("button", { name: "Add the goal" }).click();
  await page.getByRole("button", { name: "Delete the goal signup" }).waitFor();
  await page.getByText("Page", { exact: true }).click();
  await page.getByRole("textbox", { name: "Page, with * for anything" }).fill("/docs/*");
  await page.getByRole("button", { name: "Add the goal" }).click();
  await eventually(pagesOfGoals).toHaveLength(before.length + 2);

  const site = await dashboard.open(`/sites/${DEMO}?tabs=goals`);
  const { results } = await dashboard.api.report("goals", { site_id: DEMO, date_range: "30d" });
  expect(results.map(({ dimensions }) => dimensions[0])).toEqual(
    expect.arrayContaining(["signup", "Visit /docs/*"]),
  );
  await eventually(() => rowsOf(card(site, "Events"))).toEqual(
    results.map(({ dimensions, metrics }) => [dimensions[0], String(metrics[0])]),
  );

  await page.getByRole("button", { name: "Delete the goal signup" }).click();
  await eventually(pagesOfGoals).toHaveLength(before.length + 1);
  expect(await pagesOfGoals()).toContain("/docs/*");
});

it("says that goals could not be loaded, or one of them not deleted", async () => {
  dashboard.expectFaults(/400/);
  await dashboard.api.createSite({ name: "goals.example" });
  await dashboard.api.createGoal("goals.example", { event: "signup" });
  const refuse = (error: string) => ({ status: 400, json: { error } });
  const page = await dashboard.open("/assets/icon.svg");
  await page.route(/\/goals$/, (route) => route.fulfill(refuse("not today")));
  await page.route(/\/goals\/\d+$/, (route) => route.fulfill(refuse("not this one")));
  await page.goto(`${dashboard.url}/sites/goals.example/settings`);
  await eventually(() => page.getByRole("alert").textContent()).toContain("not today");
  await page.unroute(/\/goals$/);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: "Delete the goal signup" }).click();
  await eventually(() => page.getByRole("alert").textContent()).toBe("not this one");
});

it("says that a site's numbers could not be loaded, on the page of all sites", async () => {
  dashboard.expectFaults(/400/);
  const page = await dashboard.open("/assets/icon.svg");
  await page.route(/sites-overview/, (route) => route.fulfill({ status: 400, json: { error: "not today" } }));
  await page.goto(`${dashboard.url}/`);
  await eventually(() => page.getByRole("alert").first().textContent()).toContain("not today");
  await page.unroute(/sites-overview/);
  await page.getByRole("button", { name: "Try again" }).first().click();
  await page.locator("main svg path").first().waitFor();
});

it("goes on where the first event made a site before its button did, and says why it could not", async () => {
  dashboard.expectFaults(/4\d\d/);
  const page = await dashboard.open("/assets/icon.svg");
  // Nothing tells this page, which would look again on its own.
  await page.route(/\/sites\/meanwhile\.example$/, (route) =>
    route.request().isNavigationRequest()
      ? route.continue()
      : route.fulfill({ status: 404, json: { error: "no such site" } }),
  );
  await page.goto(`${dashboard.url}/sites/meanwhile.example`);
  const create = page.getByRole("button", { name: "Create" });
  await create.waitFor();
  await page.route(/\/api\/v1\/sites$/, (route) =>
    route.fulfill({ status: 400, json: { error: "too many" } }),
  );
  await create.click();
  await eventually(() => page.getByRole("alert").textContent()).toBe("too many");
  await page.unroute(/\/api\/v1\/sites$/);
  await dashboard.api.createSite({ name: "meanwhile.example" });
  await create.click();
  await page.unroute(/\/sites\/meanwhile\.example$/);
  await page.getByRole("heading", { name: "Settings of meanwhile.example" }).waitFor();
});

it("shows the live page of a site that nobody made as its page is shown", async () => {
  dashboard.expectFaults(/404/);
  const page = await dashboard.open("/sites/nobody.example/live");
  await page.getByRole("heading", { name: "There is no site nobody.example yet." }).waitFor();
  await dashboard.api.createSite({ name: "nobody.example" });
  await page.getByTestId("current-visitors").waitFor();
});

it("shows a letter that could not be stored, retries it, and purges it", async () => {
  await publishPoison();
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  const dot = page.getByRole("button", { name: /^Pipeline status/ });
  await eventually(() => dot.getAttribute("data-health")).toBe("red");
  await dot.click();
  await page.getByRole("heading", { name: "Operations" }).waitFor();

  const letters = page.getByRole("button", { name: /^Show the letter/ });
  await eventually(() => letters.count()).toBe(1);
  await letters.click();
  const shown = page.getByRole("dialog", { name: "Dead letters" });
  await eventually(() => shown.textContent()).toContain("/poison");
  await page.keyboard.press("Escape");

  await page.getByRole("checkbox", { name: /^Choose the letter/ }).check();
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByText("1 letter is on its way again.").waitFor();
  await eventually(() => letters.count()).toBe(1);
  // What poisons an event is still in it: it comes back, and is not lost.
  await eventually(async () => (await dashboard.api.deadLetters()).total).toBe(1);

  await page.getByRole("checkbox", { name: /^Choose the letter/ }).check();
  await page.getByRole("button", { name: "Purge" }).click();
  await page.getByText("Purge 1 letter for good?").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Purge" }).click();
  await page.getByText("None. Nothing had to be set aside.").waitFor();
  expect((await dashboard.api.deadLetters()).total).toBe(0);
});

it("says which letters are shown, and that all of them are chosen when others have left the list", async () => {
  await publishPoison(2);
  const page = await dashboard.open("/assets/icon.svg");
  let more = 248;
  await page.route(/dead-letters\?/, async (route) => {
    const response = await route.fetch();
    const list = (await response.json()) as { total: number };
    await route.fulfill({ response, json: { ...list, total: list.total + more } });
  });
  await page.goto(`${dashboard.url}/operations`);
  await page.getByText("The first 2 of 250").waitFor();
  more = 0;
  const all = page.getByRole("checkbox", { name: "Choose all that are shown" });
  await all.check();
  const [first, second] = (await dashboard.api.deadLetters()).dead_letters;
  await dashboard.api.purgeDeadLetters([first?.key ?? ""]);
  const letters = page.getByRole("button", { name: /^Show the letter/ });
  await eventually(() => letters.count()).toBe(1);
  expect(await all.isChecked()).toBe(true);
  await dashboard.api.purgeDeadLetters([second?.key ?? ""]);
});

/** Envelopes that decode, but whose visitor no column can hold; resolves when they were set aside. */
async function publishPoison(count = 1): Promise<void> {
  const queue = await openQueue(`disk:${dashboard.dataDir}/queue`, {
    maxBytes: 2 ** 30,
    recentIds: 1000,
    partitions: 1,
    guards: { fsync: true, recentIds: true },
  });
  const poison = () => buildEnvelope({ siteId: 1, visitorId: "not a number", path: "/poison" });
  await queue.publish(Array.from({ length: count }, () => ({ partition: 0, envelope: poison() })));
  await queue.close();
  await eventually(async () => (await dashboard.api.deadLetters()).total).toBe(count);
}

it("keeps the books: what was accepted is settled, and what was left out is said", async () => {
  await postEvents(dashboard.url, { site: DEMO, path: "/" }, { "user-agent": "Googlebot/2.1" });
  await dashboard.victim.untilQueueEmpty(20_000);
  const page = await dashboard.open("/operations");
  await untilLoaded(page);
  const { now } = await dashboard.api.pipeline();
  await eventually(() => page.locator("dl").first().textContent()).toContain(
    `Accepted${now.accepted.toLocaleString("en")}`,
  );
  await eventually(() => page.getByText("Declared crawlers").locator("..").textContent()).toBe(
    "Declared crawlers1",
  );
});

it("has one word for a state, and says what was taken over and how large what waits is", async () => {
  const page = await dashboard.open("/assets/icon.svg");
  await page.route(/\/pipeline$/, async (route) => {
    const response = await route.fetch();
    const status = (await response.json()) as PipelineStatus;
    const now = { ...status.now, waiting: 1, dead: 0 };
    const counters = { ...status.counters, accepted: 1524, stored: 136_627, dead: 0 };
    const json = { ...status, now, counters, health: "green", waiting_bytes: 284, carried_over: 135_104 };
    await route.fulfill({ response, json });
  });
  await page.goto(`${dashboard.url}/operations`);
  const facts = async () =>
    Object.fromEntries(
      await page
        .locator("main dl > div")
        .evaluateAll((lines) =>
          lines.map((line) => [...line.children].map(({ textContent }) => textContent)),
        ),
    );
  await eventually(async () => (await facts())["Taken over"]).toBe("135,104");
  // What came in is what went out and what is on its way.
  expect(await facts()).toMatchObject({ Stored: "136,627", "Set aside": "0" });
  await page.getByText("1 event, 284 bytes", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Pipeline status: Up to date" }).waitFor();
  expect(await page.locator("body").textContent()).not.toContain("All is stored");
});

it("finds a site among many, by the page and by the switcher", async () => {
  await Promise.all(["alpha", "beta"].map((name) => dashboard.api.createSite({ name: `${name}.example` })));
  const page = await dashboard.open("/");
  await page.getByRole("textbox", { name: "Find a site" }).fill("ALPHA");
  await eventually(() => page.locator("main a").allTextContents()).toEqual([
    expect.stringMatching(/^alpha\.example/),
  ]);
  await page.locator("main a").click();
  await page.getByRole("button", { name: "alpha.example" }).click();
  const sites = page.getByRole("dialog", { name: "Switch site" });
  await sites.getByRole("textbox", { name: "Find a site" }).fill("BET");
  await eventually(() => sites.getByRole("link").allTextContents()).toEqual(["beta.example", "Sites"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "beta.example" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/sites/beta.example");
});
