import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { de } from "../../src/i18n/de.ts";
import { en, type Messages } from "../../src/i18n/en.ts";
import { es } from "../../src/i18n/es.ts";
import { fr } from "../../src/i18n/fr.ts";
import { pt } from "../../src/i18n/pt.ts";
import { keepScreenshot } from "./screenshots.ts";
import { DEMO, eventually, startDashboard, untilLoaded } from "./start-dashboard.ts";

const dashboard = startDashboard({ visitors: 60 });

const LANGUAGES: readonly { locale: string; messages: Messages }[] = [
  { locale: "de-AT", messages: de },
  { locale: "fr-FR", messages: fr },
  { locale: "es-MX", messages: es },
  { locale: "pt-BR", messages: pt },
];
const VIEWS = ["/", `/sites/${DEMO}`, `/sites/${DEMO}/live`, `/sites/${DEMO}/settings`, "/operations"];
const PHONE = { width: 390, height: 844 };

const headingsOf = (page: Page) => page.locator("main section h2").allTextContents();

describe.each(LANGUAGES)("a browser that asks for $locale", ({ locale, messages }) => {
  it("is shown words, numbers and dates of its own", async () => {
    const page = await dashboard.open(`/sites/${DEMO}`, { locale });
    await untilLoaded(page);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
    expect(await headingsOf(page)).toEqual(
      (
        [
          "card.pages",
          "card.places",
          "card.events",
          "card.sources",
          "card.devices",
          "report.time-of-week",
          "report.sessions",
        ] as const
      ).map((key) => messages[key]),
    );
    const { results, query } = await dashboard.api.report("overview", { site_id: DEMO, date_range: "30d" });
    const figure = results[0]?.metrics[query.metrics.indexOf("visitors")] ?? 0;
    expect(figure).toBeGreaterThan(1000);
    const written = new Intl.NumberFormat(locale).format(figure);
    await page.getByRole("radio", { name: `${messages["metric.visitors"]} ${written}` }).waitFor();
    const [first = ""] = query.date_range;
    const day = new Intl.DateTimeFormat(locale, {
      ...{ weekday: "short", day: "numeric", month: "short", year: "numeric" },
      timeZone: "UTC",
    } as Intl.DateTimeFormatOptions).format(new Date(first));
    const days = () => page.locator("main section").first().locator("th").allTextContents();
    await eventually(days).toContain(day);
  });

  it.each(VIEWS)("finds all of %s on a phone", async (path) => {
    const page = await dashboard.open(path, { locale, viewport: PHONE });
    await untilLoaded(page);
    const name = path.replaceAll(/\W+/g, "-");
    await keepScreenshot(page, `${locale}${name}`, { fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  });
});

it("speaks the language that is chosen, at once and after the page is loaded again", async () => {
  const page = await dashboard.open("/");
  await page.getByRole("heading", { name: "Sites" }).waitFor();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Français" }).click();
  const heading = () => page.getByRole("heading", { level: 1 }).textContent();
  await eventually(heading).toBe(fr["app.sites"]);
  await page.reload();
  await eventually(heading).toBe(fr["app.sites"]);
});

it("comes up where the browser keeps nothing for the page, and speaks what is chosen until it is closed", async () => {
  const page = await dashboard.open("/assets/icon.svg");
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("access is denied", "SecurityError");
        },
      });
  });
  await page.goto(`${dashboard.url}/`);
  await page.getByRole("heading", { name: "Sites" }).waitFor();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Français" }).click();
  await eventually(() => page.getByRole("heading", { level: 1 }).textContent()).toBe(fr["app.sites"]);
});

it.each([
  { locale: "en-US", messages: en },
  { locale: "de-DE", messages: de },
])(
  "says in the reader's language ($locale) that a page could not be drawn, and tries again",
  async (reader) => {
    dashboard.expectFaults(/./);
    const page = await dashboard.open("/assets/icon.svg", { locale: reader.locale });
    // As after an upgrade: files that the page was built with are there no more.
    await page.route(/detail-sheet/, (route) => route.fulfill({ status: 404 }));
    await page.goto(`${dashboard.url}/sites/${DEMO}?detail=pages`);
    await page.getByRole("heading", { name: reader.messages["app.failed"] }).waitFor();
    await page.unroute(/detail-sheet/);
    await page.getByRole("button", { name: reader.messages["app.retry"] }).click();
    await page.getByRole("dialog", { name: reader.messages["report.pages"] }).waitFor();
  },
);
