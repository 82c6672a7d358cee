import { expect, it } from "vitest";
import { postEvents } from "../../../server/test/e2e/instance.ts";
import { card } from "./read-page.ts";
import { keepScreenshot } from "./screenshots.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 10 });

/** A visit of its own, by the page that it ends with. */
async function visit(last: string): Promise<void> {
  const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const of = { site: DEMO, user_id: last };
  await postEvents(dashboard.url, [
    { ...of, path: "/read-me", timestamp: at(3) },
    { ...of, path: "/read-me", name: "engagement", engaged_ms: 20_000, scroll_depth: 60, timestamp: at(2.5) },
    { ...of, path: "/read-me", name: "engagement", engaged_ms: 6000, scroll_depth: 40, timestamp: at(2) },
    { ...of, path: last, timestamp: at(1) },
  ]);
  await eventually(async () => {
    const { sessions } = await dashboard.api.sessions(DEMO, { date_range: "day" });
    return sessions.some(({ exit_page }) => exit_page === last);
  }).toBe(true);
}

it("begins with the running day, whatever day the period ends with, and marks who is still there", async () => {
  await visit("/seen");
  const page = await dashboard.open(`/sites/${DEMO}?period=30d`);
  await untilLoaded(page);
  const sessions = card(page, "Sessions");
  const first = sessions.locator("tbody tr").first();
  expect(await first.textContent()).toContain("Today, ");
  await first.getByRole("button", { name: /still running$/ }).waitFor();
  await sessions.getByText("Today first").waitFor();
  await sessions.scrollIntoViewIfNeeded();
  await keepScreenshot(page, "sessions-card");
  await page.getByRole("region", { name: "Sessions" }).getByRole("button", { name: "Details" }).click();
  await page
    .getByRole("dialog", { name: "Sessions" })
    .getByText(/ · Today first$/)
    .waitFor();
  // Nobody is there today who came from there.
  await page.goto(`${dashboard.url}/sites/${DEMO}?period=30d&f=is,visit:source,Google`);
  await untilLoaded(page);
  const { sessions: found } = await dashboard.api.sessions(DEMO, {
    date_range: "day",
    filters: [["is", "visit:source", ["Google"]]],
  });
  expect(await sessions.getByText("Today first").count()).toBe(Math.min(1, found.length));
  await page.goto(`${dashboard.url}/sites/${DEMO}?period=last-month`);
  await untilLoaded(page);
  expect(await card(page, "Sessions").textContent()).not.toContain("Today");
});

it("tells of each page when it was opened, and how long and how far it was read", async () => {
  await visit("/done");
  const page = await dashboard.open(`/sites/${DEMO}?period=day&f=is,event:page,/done`);
  await untilLoaded(page);
  await card(page, "Sessions").locator("tbody button").first().click();
  const sheet = page.getByRole("dialog", { name: "One visit" });
  await sheet.getByText(/^\d+:\d\d:\d\d [AP]M · read for 26s, 60% seen$/).waitFor();
  expect(await sheet.getByText("read for").count()).toBe(1);
  expect(await sheet.textContent()).not.toMatch(/engagement|after \d/);
  await keepScreenshot(page, "session-sheet");
});

it("finds visits by a page that they saw, and says of which days they are", async () => {
  await visit("/done");
  const page = await dashboard.open(`/sites/${DEMO}?period=day&detail=sessions`);
  const sheet = page.getByRole("dialog", { name: "Sessions" });
  await sheet
    .getByText(/^[A-Z][a-z]{2} \d+/)
    .first()
    .waitFor();
  await sheet.getByRole("textbox", { name: "Search Pages" }).fill("done");
  await eventually(() => new URL(page.url()).searchParams.get("q")).toBe("done");
  const { sessions } = await dashboard.api.sessions(DEMO, {
    date_range: "day",
    filters: [["contains", "event:page", ["done"]]],
  });
  await eventually(() => sheet.locator("tbody tr").count()).toBe(sessions.length);
  await sheet.getByRole("textbox", { name: "Search Pages" }).fill("nowhere");
  await sheet.getByText("Nothing matches.").waitFor();
});
