import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { card, chipsOf } from "./read-page.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";
import { startProxy } from "./start-proxy.ts";

const dashboard = startDashboard({ visitors: 20 });

/** Text of what has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
  );

/** Presses Tab until something has the focus; fails where Tab never gets. */
async function tabTo(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await isThere()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab never gets there");
}

it("filters without a mouse: Tab to a row, arrows among the rows, Enter", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  const rows = card(page, "Sources").locator("tbody [data-row]");
  await rows.nth(2).waitFor();
  const names = await rows.allTextContents();
  await tabTo(page, async () => (await focused(page)) === names[0]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  expect(await focused(page)).toBe(names[1]);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
  expect(outline, "the focus can be seen").not.toBe("none");
  await page.keyboard.press("Enter");
  await eventually(() => chipsOf(page)).toEqual([`Source is ${names[1]}`]);
});

it("excludes without a mouse by Alt and Enter", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  const rows = card(page, "Pages").locator("tbody [data-row]");
  await rows.first().focus();
  const [name] = await rows.allTextContents();
  await page.keyboard.press("Alt+Enter");
  await eventually(() => chipsOf(page)).toEqual([`Page is not ${name}`]);
});

it("opens the sheet of keys by ?, closes it by Esc, and the focus is back where it was", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  const rows = card(page, "Pages").locator("tbody [data-row]");
  await rows.first().focus();
  const before = await focused(page);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard" });
  await sheet.waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  await eventually(() => focused(page)).toBe(before);
});

it.each([
  { of: "Pages", button: "Details", sheet: "Pages" },
  { of: "Sessions", button: "Details", sheet: "Sessions" },
  { of: "Sessions", button: /^Show the path/, sheet: "One visit" },
])("Esc closes the sheet $sheet, and the focus is back on what opened it", async ({ of, button, sheet }) => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  const opener = card(page, of).getByRole("button", { name: button }).first();
  await opener.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: sheet }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await eventually(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
});

it("Esc closes only the upper one of two sheets, and the focus is back on what opened it", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?detail=sessions`);
  const list = page.getByRole("dialog", { name: "Sessions" });
  const opener = list.getByRole("button", { name: /^Show the path/ }).nth(1);
  await opener.focus();
  await page.keyboard.press("Enter");
  const visit = page.getByRole("dialog", { name: "One visit" });
  await visit.waitFor();
  await page.keyboard.press("Escape");
  await visit.waitFor({ state: "detached" });
  expect(await list.count()).toBe(1);
  await eventually(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
});

it("takes [ that is typed by AltGr for the key of the period before", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?period=7d`);
  await untilLoaded(page);
  const press = (key: string) =>
    page.evaluate(
      (key) =>
        document.body.dispatchEvent(
          new KeyboardEvent("keydown", {
            ...{ key, ctrlKey: true, altKey: true, modifierAltGraph: true },
            ...{ bubbles: true, cancelable: true },
          }),
        ),
      key,
    );
  await press("d");
  await press("[");
  await eventually(() => new URL(page.url()).searchParams.get("period")).toMatch(/^\d{4}-\d\d-\d\d,/);
});

it("names what the chosen tab shows by that tab, and calls nothing a tab's that has none", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  const panels = page.getByRole("tabpanel");
  expect(await panels.count()).toBe(await page.getByRole("tablist").count());
  const exit = card(page, "Pages").getByRole("tab", { name: "Exit" });
  await exit.click();
  const panel = card(page, "Pages").getByRole("tabpanel", { name: "Exit" });
  await panel.waitFor();
  expect(await exit.getAttribute("aria-controls")).toBe(await panel.getAttribute("id"));
});

it("goes to other pages by two keys", async () => {
  const page = await dashboard.open(`/sites/${DEMO}`);
  await untilLoaded(page);
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await eventually(() => new URL(page.url()).pathname).toBe(`/sites/${DEMO}/live`);
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.getByRole("heading", { name: "Operations" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.getByRole("heading", { name: "Sites" }).waitFor();
});

it("types into fields instead of taking their letters for shortcuts", async () => {
  const page = await dashboard.open(`/sites/${DEMO}?detail=pages`);
  await page.getByRole("textbox", { name: "Search" }).fill("");
  await page.getByRole("textbox", { name: "Search" }).pressSequentially("dwmx?/");
  expect(await page.getByRole("textbox", { name: "Search" }).inputValue()).toBe("dwmx?/");
  await eventually(() => new URL(page.url()).search).toContain("q=dwmx");
  expect(new URL(page.url()).searchParams.get("period")).toBeNull();
});

it("works below a path that a proxy strips", async () => {
  const proxy = await startProxy(dashboard.url, "/stats");
  const page = await dashboard.open("/stats/", { at: proxy.url });
  try {
    await page.getByRole("link", { name: new RegExp(DEMO) }).click();
    await card(page, "Sources").locator("tbody [data-row]").first().click();
    await eventually(() => chipsOf(page)).toHaveLength(1);
    expect(new URL(page.url()).pathname).toBe(`/stats/sites/${DEMO}`);
    await eventually(() => page.locator("[data-status]").getAttribute("data-status")).toBe("on");
    await page.reload();
    await eventually(() => chipsOf(page)).toHaveLength(1);
    await page.getByRole("link", { name: "Settings" }).click();
    await eventually(() => page.locator("pre").textContent()).toContain(
      `src="${proxy.url}/stats/js/millrace.js"`,
    );
    const script = await page.request.get(`${proxy.url}/stats/js/millrace.js`);
    expect(script.status()).toBe(200);
    await page.reload();
    await page.getByRole("heading", { name: `Settings of ${DEMO}` }).waitFor();
    expect(proxy.strays).toEqual([]);
  } finally {
    // A page that is still asking would call a proxy that is gone a fault.
    await page.context().close();
    await proxy.stop();
  }
});
