import { expect, it } from "vitest";
import { eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 1 });

const SITE = "notes.example";
const DAY = 86_400_000;
const dateBack = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

it("notes about a day are written, seen in the chart, changed and deleted there", async () => {
  await dashboard.api.createSite({ name: SITE });
  const page = await dashboard.open(`/sites/${SITE}?period=7d`);
  await untilLoaded(page);
  const marks = page.locator("[role=slider] [class*=mark] circle");
  expect(await marks.count()).toBe(0);
  await page.getByRole("button", { name: "Notes", exact: true }).click();
  await page.getByLabel("Day", { exact: true }).fill(dateBack(1));
  await page.getByRole("textbox", { name: "Note" }).fill("Launch of <b>everything</b>");
  await page.getByRole("button", { name: "Add note" }).click();
  await eventually(() => dashboard.api.annotations(SITE)).toMatchObject([
    { date: dateBack(1), text: "Launch of <b>everything</b>" },
  ]);
  await eventually(() => marks.count()).toBe(1);

  await page
    .getByRole("button", { name: /Launch of .b.everything/ })
    .first()
    .click();
  await page.getByRole("textbox", { name: "Note" }).fill("Outage");
  await page.getByRole("button", { name: "Save" }).click();
  await eventually(() => dashboard.api.annotations(SITE)).toMatchObject([{ text: "Outage" }]);
  // The form that had the focus is gone.
  await page.getByRole("button", { name: "Add note" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add note" }).waitFor({ state: "detached" });
  await page.getByRole("slider").focus();
  await page.keyboard.press("End");
  await eventually(() => page.locator("[class*=tooltip]").textContent()).toContain("Outage");
  expect(await page.getByRole("slider").getAttribute("aria-valuetext")).toContain("Outage");

  await page.getByRole("button", { name: "Notes", exact: true }).click();
  await page.getByRole("button", { name: "Delete the note Outage" }).click();
  await eventually(() => marks.count()).toBe(0);
  expect(await dashboard.api.annotations(SITE)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add note" }).waitFor({ state: "detached" });
});
