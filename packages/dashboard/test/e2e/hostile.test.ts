import type { NativeEvent } from "@millrace/protocol";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.data.ts";
import { type OpenOptions, startDashboard, untilLoaded } from "./start-dashboard.ts";

const SITE = "hostile.example";
const DESKTOP =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
/** Nothing but the page's own care keeps these texts from being run: its policy is switched off. */
const UNGUARDED: OpenOptions = { bypassCSP: true };

const dashboard = startDashboard({ visitors: 1 });

/** One text in every field that a tracker may fill. */
function hostileEvents(text: string): NativeEvent[] {
  const common: NativeEvent = {
    site: SITE,
    url: `https://${SITE}/?utm_source=${q(text)}&utm_medium=${q(text)}&utm_campaign=${q(text)}&utm_content=${q(text)}&utm_term=${q(text)}`,
    referrer: `https://referrer.example/${q(text)}`,
    title: text.slice(0, 500),
    language: text.slice(0, 35),
    screen: text.slice(0, 20),
    timezone: text.slice(0, 64),
    user_id: text.slice(0, 255),
  };
  return [
    { ...common },
    { site: SITE, path: `/${text.slice(0, 1900)}`, user_id: common.user_id ?? "" },
    {
      ...common,
      name: text.trim().slice(0, 120) || "blank",
      props: { [text.slice(0, 300)]: text.slice(0, 2000), plan: text.slice(0, 2000) },
    },
  ];
}

const q = (text: string) => encodeURIComponent(text.toWellFormed());

/** Sends events one by one: what intake refuses is refused for each by itself. Returns how many were accepted. */
async function send(events: readonly NativeEvent[]): Promise<number> {
  const replies = await Promise.all(
    events.map((event) =>
      fetch(`${dashboard.url}/api/v1/events`, {
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": DESKTOP },
        body: JSON.stringify(event),
      }),
    ),
  );
  return replies.filter(({ status }) => status === 202).length;
}

/** What was run, and frames, dialogs and requests that nobody wants. */
const ran: string[] = [];
let page: Page;

/** A page in which whatever is run is noted. */
async function openWatched(options: OpenOptions = {}): Promise<Page> {
  const watched = await dashboard.open("/assets/icon.svg", { ...UNGUARDED, keep: true, ...options });
  await watched.exposeFunction("pwned", () => void ran.push("pwned"));
  watched.on("dialog", (dialog) => {
    ran.push("dialog");
    void dialog.dismiss();
  });
  watched.on("framenavigated", (frame) => frame !== watched.mainFrame() && ran.push(`frame ${frame.url()}`));
  watched.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:" && host !== new URL(dashboard.url).host) ran.push(`asked ${request.url()}`);
  });
  return watched;
}

/** Everything that can be pointed at or focused is, so that handlers would run. */
async function touchEverything(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("body *")) {
      element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
      element.dispatchEvent(new PointerEvent("pointerenter"));
      if (element instanceof HTMLElement) element.focus({ preventScroll: true });
    }
  });
}

/** No element that a text could have made, no address that is code, nothing wider than the page. */
async function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const foreign = document.querySelectorAll(
      "body :is(script, iframe, object, embed, base, meta, link, marquee, math, img, video, audio, animate, set)",
    );
    const links = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].filter(
      (link) => !/^https?:$/.test(link.protocol),
    );
    const handlers = [...document.querySelectorAll("body *")].filter((element) =>
      [...element.attributes].some(({ name }) => name.startsWith("on")),
    );
    const isWide = document.documentElement.scrollWidth > document.documentElement.clientWidth + 1;
    return [
      ...[...foreign].map((element) => `element ${element.outerHTML.slice(0, 200)}`),
      ...links.map((link) => `link ${link.getAttribute("href")?.slice(0, 200)}`),
      ...handlers.map((element) => `handler ${element.outerHTML.slice(0, 200)}`),
      ...(isWide ? [`the page is ${document.documentElement.scrollWidth} px wide`] : []),
    ];
  });
}

/** Goes to a view, touches all of it, and expects that nothing ran and nothing is out of place. */
async function expectHarmless(
  path: string,
  ready: (page: Page) => Promise<unknown> = untilLoaded,
): Promise<void> {
  await page.goto(dashboard.url + path);
  await ready(page);
  await expectUnharmed();
}

async function expectUnharmed(): Promise<void> {
  await touchEverything(page);
  expect(await faultsOf(page)).toEqual([]);
  expect(ran.splice(0)).toEqual([]);
}

const at = (search = "") => `/sites/${SITE}?period=day${search}`;

beforeAll(async () => {
  expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(150);
  const events = HOSTILE_TEXTS.flatMap(hostileEvents);
  let accepted = 0;
  for (let from = 0; from < events.length; from += 30) accepted += await send(events.slice(from, from + 30));
  // Some are no time zone, no name, no text at all, and are told so.
  expect(accepted).toBeGreaterThan(events.length * 0.8);
  await dashboard.victim.untilQueueEmpty(20_000);
  page = await openWatched();
  for (const text of HOSTILE_TEXTS.slice(0, 40)) {
    await dashboard.api.createGoal(SITE, { event: text.slice(0, 120), name: text.slice(0, 100) });
    await dashboard.api.createSegment(SITE, {
      name: text.slice(0, 100),
      filters: [["is", "event:page", [text]]],
    });
  }
});

describe("texts that somebody sends to be run in the reader's browser", () => {
  it("are texts on the page of the site", async () => {
    await expectHarmless(at());
    expect(await page.locator("main section").first().textContent()).toContain("Visitors");
  });

  it("do not make it wider than a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expectHarmless(at());
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("are texts under every tab", async () => {
    await expectHarmless(at("&tabs=entry-pages&tabs=referrers&tabs=regions&tabs=screens&tabs=properties"));
    await expectHarmless(
      at("&tabs=exit-pages&tabs=campaigns&tabs=languages&tabs=operating-systems&tabs=goals"),
    );
  });

  it("are texts in the details of every report", async () => {
    const reports = await dashboard.api.reports();
    const tables = reports
      .filter(({ shape }) => shape === "table" || shape === "map")
      .map(({ name }) => name);
    expect(tables.length).toBeGreaterThan(18);
    for (const report of [...tables, "sessions"]) {
      await page.evaluate((path) => history.pushState(null, "", path), at(`&detail=${report}`));
      // The sheet of the report before may still be there.
      const name = en[`report.${report}` as keyof typeof en];
      await page.getByRole("dialog", { name, exact: true }).waitFor();
      await untilLoaded(page);
      expect({ report, faults: await faultsOf(page) }).toEqual({ report, faults: [] });
      await touchEverything(page);
    }
    await expectUnharmed();
  });

  it("are texts as values of a property, and as its name", async () => {
    const keys = await dashboard.api.propertyKeys(SITE, { date_range: "day" });
    const hostile = keys.find(({ key }) => key.includes("<script>"))?.key ?? "";
    expect(hostile).not.toBe("");
    await expectHarmless(at("&tabs=properties&property=plan&detail=properties"));
    await expectHarmless(at(`&tabs=properties&property=${q(hostile)}&detail=properties`));
  });

  it("are texts on the path of a visit", async () => {
    const { sessions } = await dashboard.api.sessions(SITE, { date_range: "day", limit: 200 });
    const longest = [...sessions].sort((a, b) => b.events - a.events).slice(0, 3);
    expect(longest).toHaveLength(3);
    for (const { id } of longest) await expectHarmless(at(`&session=${id}`));
  });

  it("are texts in filters that come by a link, and in the editor", async () => {
    const filters = HOSTILE_TEXTS.slice(0, 15).map(
      (text) => `&f=${q(["is_not", "event:page", text].map(encodeURIComponent).join(","))}&f=${q(text)}`,
    );
    await expectHarmless(at(filters.join("")));
    await page.keyboard.press("/");
    await page.getByRole("dialog").waitFor();
    await expectUnharmed();
  });

  it("are texts in the list of segments, and among the goals of the settings", async () => {
    await expectHarmless(at());
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page
      .getByRole("button", { name: /Delete the segment/ })
      .first()
      .waitFor();
    await expectUnharmed();
    await expectHarmless(`/sites/${SITE}/settings`);
  });

  it("are texts in the live feed", async () => {
    await page.goto(`${dashboard.url}/sites/${SITE}/live`);
    await expect
      .poll(() => page.getByTestId("current-visitors").textContent(), { timeout: 15_000 })
      .not.toBe("–");
    await send(HOSTILE_TEXTS.slice(0, 20).flatMap(hostileEvents));
    await page.locator("ol li").nth(3).waitFor({ timeout: 20_000 });
    await expectUnharmed();
  });

  it("are texts as names of sites", async () => {
    const names = HOSTILE_TEXTS.slice(0, 20);
    for (const text of names) await send([{ site: text, path: "/" }]);
    const overview = await dashboard.api.sitesOverview();
    expect(overview.map(({ name }) => name).filter((name) => names.includes(name))).toEqual([]);
    // No such site is made any more; those of before that rule are still there, and listed.
    await page.route(/\/api\/v1\/sites-overview/, (route) =>
      route.fulfill({
        json: { sites: [...overview, ...names.map((name) => ({ ...overview[0], name }))] },
      }),
    );
    const untilListed = (list: Page) =>
      list
        .getByRole("link", { name: /<script>/ })
        .first()
        .waitFor();
    await expectHarmless("/", untilListed);
    await expectHarmless("/operations");
    dashboard.expectFaults(/404/);
    await expectHarmless(`/sites/${q('"><img src=x onerror=pwned(2)>')}`, (unknown) =>
      unknown.getByRole("heading", { level: 1 }).waitFor(),
    );
    // That page would go on looking whether somebody has made its site.
    await page.goto(`${dashboard.url}/operations`);
  });

  it("would be stopped by the policy that the pages are sent with, too", async () => {
    dashboard.expectFaults(/Content Security Policy/);
    const guarded = await openWatched({ bypassCSP: false, keep: false });
    await guarded.goto(`${dashboard.url}/`);
    const stopped = await guarded.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener("securitypolicyviolation", ({ violatedDirective }) =>
            resolve(violatedDirective),
          );
          const script = document.createElement("script");
          script.textContent = "pwned(1)";
          document.body.append(script);
          setTimeout(() => resolve("nothing"), 2000);
        }),
    );
    expect(stopped).toMatch(/^script-src/);
    expect(ran).toEqual([]);
  });
});
