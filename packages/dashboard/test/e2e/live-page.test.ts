import { expect, it } from "vitest";
import { connectVisitor } from "../../../server/test/build/connect-visitor.ts";
import { postEvents } from "../../../server/test/e2e/instance.ts";
import { findBarriers } from "./find-barriers.ts";
import { chipsOf } from "./read-page.ts";
import { keepScreenshot } from "./screenshots.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 10 });
const PATHS = ["/seen-1", "/seen-2", "/seen-3"];

async function openLive() {
  await postEvents(
    dashboard.url,
    PATHS.map((path) => ({ site: DEMO, path })),
  );
  await eventually(async () => (await dashboard.api.recentEvents(DEMO)).map(({ page }) => page)).toEqual(
    expect.arrayContaining(PATHS),
  );
  const page = await dashboard.open(`/sites/${DEMO}/live`);
  await eventually(() => page.getByTestId("current-visitors").textContent()).not.toBe("–");
  return page;
}

it("begins with what happened before it was opened", async () => {
  const page = await openLive();
  const feed = page.getByRole("region", { name: "As it happens" });
  for (const path of PATHS) await feed.getByText(`viewed ${path}`).first().waitFor();
  expect(await feed.getByText("engagement").count()).toBe(0);
  await keepScreenshot(page, "live-page", { fullPage: true });
});

it("tells who is connected from who may still be there", async () => {
  const page = await openLive();
  const presence = page.getByTestId("presence");
  await eventually(() => presence.textContent()).toBe("An estimate: visitors of the last five minutes");
  const visitor = await connectVisitor(dashboard.url, DEMO);
  visitor.send({ type: "presence", data: { url: `https://${DEMO}/connected` } });
  await eventually(() => presence.textContent()).toMatch(
    /^1 is connected · \d+ more in the last five minutes$/,
  );
  await keepScreenshot(page, "live-connected");
  visitor.close();
  await eventually(() => presence.textContent()).toMatch(/^An estimate/);
});

it("shows a minute's numbers at the pointer", async () => {
  const page = await openLive();
  const bars = page.locator("figure div[aria-hidden]").first();
  const box = await bars.boundingBox();
  if (box === null) throw new Error("there are no bars");
  await page.mouse.move(box.x + box.width - 4, box.y + 40);
  const tooltip = bars.locator("strong").locator("..");
  await tooltip.getByText(/\d+ page view/).waitFor();
  await tooltip.getByText(/\d+ visitor/).waitFor();
  const shown = await tooltip.boundingBox();
  expect(Math.abs((shown?.x ?? 0) + (shown?.width ?? 0) - (box.x + box.width - 4))).toBeLessThan(30);
  await page.mouse.move(0, 0);
  expect(await tooltip.count()).toBe(0);
});

it("leads from a row to today's report of just that", async () => {
  const page = await openLive();
  await page
    .getByRole("region", { name: "Pages" })
    .getByRole("button", { name: "/seen-1", exact: true })
    .click();
  await page.waitForURL(/\/sites\/demo\.example\?period=day&f=/);
  await untilLoaded(page);
  await eventually(() => chipsOf(page)).toEqual(["Page is /seen-1"]);
});

it("has the site's name for a heading and no barrier", async () => {
  const page = await openLive();
  await page.getByRole("heading", { level: 1, name: `${DEMO} Live` }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
});
