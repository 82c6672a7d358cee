import { expect, it } from "vitest";
import { postEvents } from "../../../server/test/e2e/instance.ts";
import { keepScreenshot } from "./screenshots.ts";
import { eventually, startDashboard } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 2 });

async function siteWithEvents(name: string): Promise<void> {
  await dashboard.api.createSite({ name });
  await dashboard.api.createGoal(name, { event: "signup" });
  await postEvents(dashboard.url, { site: name, path: "/" });
  await dashboard.victim.untilQueueEmpty(20_000);
}

async function eventsOf(site: string): Promise<number> {
  const asked = { site_id: site, date_range: "day", metrics: "events", compare: "none" };
  return (await dashboard.api.report("overview", asked)).results[0]?.metrics[0] ?? 0;
}

it("resets a site's statistics when its name was typed, and keeps its goals", async () => {
  await siteWithEvents("reset.example");
  await eventually(() => eventsOf("reset.example")).toBe(1);
  const page = await dashboard.open("/sites/reset.example/settings");
  await page.getByRole("button", { name: "Reset statistics" }).click();
  const dialog = page.getByRole("dialog", { name: "Reset statistics" });
  const confirm = dialog.getByRole("button", { name: "Reset statistics" });
  await dialog.getByRole("textbox").fill("reset.exampl");
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill("reset.example");
  await keepScreenshot(page, "reset-confirm");
  await confirm.click();
  await page.getByText("The statistics are gone.").waitFor();
  expect(await eventsOf("reset.example")).toBe(0);
  expect(await dashboard.api.goals("reset.example")).toHaveLength(1);
});

it("deletes a site when its name was typed, and goes back to the list", async () => {
  await siteWithEvents("gone.example");
  await dashboard.api.createSite({ name: "kept.example" });
  const page = await dashboard.open("/sites/gone.example/settings");
  await page.getByRole("button", { name: "Delete the site" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete the site" });
  await dialog.getByRole("textbox").fill("gone.example");
  await dialog.getByRole("button", { name: "Delete the site" }).click();
  await page.locator("main a").filter({ hasText: "kept.example" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/");
  await eventually(() => page.locator("main a").filter({ hasText: "gone.example" }).count()).toBe(0);
  expect((await dashboard.api.sites()).map(({ name }) => name)).not.toContain("gone.example");
});
