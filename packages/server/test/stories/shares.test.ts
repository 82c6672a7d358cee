import { SHARE_HEADER, type ShareInfo } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openBrowser, type Reply } from "../build/ask.ts";
import { type OpenInstance, openInstance } from "../build/open-instance.ts";
import { startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startPostgres } from "../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

const SITE = "shop.example";
const SHARES = `/api/v1/sites/${SITE}/shares`;
const DAY = "2026-03-09";
const PASSWORD = "for our readers only";
const SECRET = "what all processes of the instance share";
/** Visitors by page: one page is seen by few. */
const VISITORS = { "/": 12, "/pricing": 6, "/jobs": 2, "/draft": 3 };

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("share links on $name", ({ environment }) => {
  let one: OpenInstance;
  beforeAll(async () => {
    one = await openInstance(newFolder(), { SECRET, ...environment() });
    await one.ada.ask("POST", "/api/v1/sites", { name: SITE });
    const events = Object.entries(VISITORS).flatMap(([path, visitors]) =>
      Array.from({ length: visitors }, (_, n) => ({
        site: SITE,
        user_id: `${path} ${n}`,
        path,
        timestamp: `${DAY}T12:00:00Z`,
      })),
    );
    await one.ada.ask("POST", "/api/v1/events", events);
    await vi.waitFor(
      async () => expect((await report(one.ada.ask, "overview")).body.results[0].metrics[0]).toBe(23),
      {
        timeout: 30_000,
      },
    );
  }, 120_000);
  afterAll(() => one.stop());

  type Ask = OpenInstance["ada"]["ask"];
  const report = (ask: Ask, name: string, more = "", pass = {}) =>
    ask("GET", `/api/v1/reports/${name}?site_id=${SITE}&date_range=${DAY},${DAY}${more}`, undefined, pass);

  let links = 0;
  async function share(body: object = {}): Promise<ShareInfo> {
    const reply = await one.ada.ask("POST", SHARES, { name: `For readers ${++links}`, ...body });
    expect(reply.status).toBe(201);
    return reply.body;
  }

  /** Somebody without an account who has a link. */
  function guestOf({ slug }: ShareInfo, pass?: string) {
    const { ask } = one.newBrowser();
    const header = { [SHARE_HEADER]: pass === undefined ? slug : `${slug} ${pass}` };
    const view = (): Promise<Reply> => ask("GET", `/api/v1/shares/${slug}`, undefined, header);
    return { ask, header, view, report: (name: string, more = "") => report(ask, name, more, header) };
  }

  it("show the reports of their cards, and nothing else of the site", async () => {
    const link = await share({ cards: ["pages", "chart"] });
    expect(link).toMatchObject({ cards: ["chart", "pages"], has_password: false, expires_at: null });
    expect(link.slug).toMatch(/^[\w-]{22}$/);
    expect(link.url).toBe(`${one.app.url}/share/${link.slug}`);
    const guest = guestOf(link);
    expect((await guest.view()).body).toEqual({
      site: SITE,
      timezone: "UTC",
      cards: ["chart", "pages"],
      has_filters: true,
    });
    const pages = await guest.report("pages", "&metrics=visitors");
    expect(pages.body.results.map(({ dimensions, metrics }: never) => [dimensions[0], metrics[0]])).toEqual([
      ["/", 12],
      ["/pricing", 6],
      ["/draft", 3],
      ["/jobs", 2],
    ]);
    for (const name of ["sources", "countries", "events", "realtime"])
      expect((await guest.report(name)).status).toBe(403);
    expect((await guest.report("pages", '&filters=[["is","visit:country",["DE"]]]')).status).toBe(400);
    expect((await guest.report("pages", "&format=csv")).status).toBe(400);
    for (const path of ["", "/goals", "/sessions", "/recent-events", "/shares"])
      expect((await guest.ask("GET", `/api/v1/sites/${SITE}${path}`, undefined, guest.header)).status).toBe(
        403,
      );
    const query = { site_id: SITE, metrics: ["visitors"], date_range: "all" };
    expect((await guest.ask("POST", "/api/v2/query", query, guest.header)).status).toBe(403);
  });

  it("sum up small rows by the site's threshold, which no filter gets around", async () => {
    const guest = guestOf(await share());
    await one.ada.ask("PATCH", `/api/v1/sites/${SITE}`, { share_threshold: 5 });
    await vi.waitFor(async () => expect((await guest.view()).body.has_filters).toBe(false), {
      timeout: 5000,
    });
    const pages = await guest.report("pages", "&metrics=visitors,bounce_rate");
    expect(pages.body.results.map(({ dimensions, metrics }: never) => [dimensions[0], ...metrics])).toEqual([
      ["/", 12, 100],
      ["/pricing", 6, 100],
      ["(other)", 5, null],
    ]);
    expect((await guest.report("overview", '&filters=[["is","event:page",["/jobs"]]]')).status).toBe(400);
    expect((await guest.report("pages", "&search=jobs")).status).toBe(400);
    const own = await report(one.ada.ask, "pages", "&metrics=visitors");
    expect(own.body.results).toHaveLength(4);
    await one.ada.ask("PATCH", `/api/v1/sites/${SITE}`, { share_threshold: 0 });
  });

  it("ask for their password, and again when it was changed", async () => {
    const link = await share({ password: PASSWORD });
    const guest = guestOf(link);
    expect((await guest.view()).status).toBe(401);
    expect((await guest.report("pages")).status).toBe(401);
    const unlock = (password: string) =>
      guest.ask("POST", `/api/v1/shares/${link.slug}/unlock`, { password });
    expect((await unlock("for our reader only")).status).toBe(401);
    const { pass } = (await unlock(PASSWORD)).body;
    const admitted = guestOf(link, pass);
    expect((await admitted.view()).status).toBe(200);
    expect((await admitted.report("pages")).status).toBe(200);
    await one.ada.ask("PATCH", `${SHARES}/${link.id}`, { password: "another sentence for them" });
    expect((await admitted.report("pages")).status).toBe(401);
    await one.ada.ask("PATCH", `${SHARES}/${link.id}`, { password: null });
    expect((await guest.report("pages")).status).toBe(200);
  });

  it("slow down who guesses their password", async () => {
    const { slug } = await share({ password: PASSWORD });
    const guess = () =>
      one.newBrowser().ask("POST", `/api/v1/shares/${slug}/unlock`, { password: "a guess of mine" });
    const replies = [];
    for (let n = 0; n < 7; n++) replies.push((await guess()).status);
    expect(replies).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it("end when they are deleted, have expired, or their site is gone", async () => {
    const deleted = await share();
    const expiring = await share({ expires_at: new Date(Date.now() + 1500).toISOString() });
    const [first, second] = [guestOf(deleted), guestOf(expiring)];
    expect([(await first.view()).status, (await second.view()).status]).toEqual([200, 200]);
    await one.ada.ask("DELETE", `${SHARES}/${deleted.id}`);
    expect([(await first.view()).status, (await first.report("pages")).status]).toEqual([404, 404]);
    await vi.waitFor(async () => expect((await second.view()).status).toBe(404), { timeout: 5000 });
    const listed = (await one.ada.ask("GET", SHARES)).body.shares.map(({ id }: ShareInfo) => id);
    expect(listed).toContain(expiring.id);
    expect(listed).not.toContain(deleted.id);
  });

  it("may be shown in frames of the pages that their owner listed, and no other page may", async () => {
    const { slug } = await share({ embed_origins: ["https://Blog.example/", "http://localhost:8080"] });
    const { ask } = one.newBrowser();
    const page = (path: string) => ask("GET", path, undefined, { accept: "text/html" });
    const ancestors = async (path: string) =>
      /frame-ancestors ([^;]*)/.exec((await page(path)).headers.get("content-security-policy") ?? "")?.[1];
    expect(await ancestors(`/share/${slug}`)).toBe("https://blog.example http://localhost:8080");
    expect(await ancestors(`/share/${(await share()).slug}`)).toBe("'none'");
    for (const path of ["/", "/sign-in", `/sites/${SITE}`, "/share/nothing", "/api/docs"])
      expect(await ancestors(path)).toBe("'none'");
    expect((await page("/share/nothing")).status).toBe(404);
    const bad = await one.ada.ask("POST", SHARES, {
      name: "x",
      embed_origins: ["https://a.example;script-src *"],
    });
    expect(bad.status).toBe(400);
  });

  it("are the same at an edge, which relays them", async () => {
    const edge = await startApp(newFolder(), {
      roles: ["ingest"],
      environment: { ROLES: "ingest", SECRET, API_URL: one.app.url },
    });
    const link = await share({
      cards: ["chart"],
      password: PASSWORD,
      embed_origins: ["https://blog.example"],
    });
    const { ask } = openBrowser(edge.url);
    const { body } = await ask("POST", `/api/v1/shares/${link.slug}/unlock`, { password: PASSWORD });
    const locked = await report(ask, "overview", "", { [SHARE_HEADER]: link.slug });
    const admitted = { [SHARE_HEADER]: `${link.slug} ${body.pass}` };
    const shown = await report(ask, "overview", "", admitted);
    // Who is signed in sees at a link what its guests see.
    const asAda = await report(ask, "pages", "", { ...admitted, cookie: one.ada.cookie() });
    const replies = await Promise.all(
      ["", "nothing"].map((slug) =>
        ask("GET", `/share/${slug || link.slug}`, undefined, { accept: "text/html" }),
      ),
    );
    await edge.stop();
    expect([locked.status, shown.status, asAda.status]).toEqual([401, 200, 403]);
    const policies = replies.map(({ headers }) => headers.get("content-security-policy") ?? "");
    expect(policies[0]).toMatch(/default-src 'self';.*; frame-ancestors https:\/\/blog\.example$/);
    expect(policies[1]).toMatch(/default-src 'self';.*; frame-ancestors 'none'$/);
    expect(replies[0]?.headers.get("referrer-policy")).toBe("no-referrer");
  });

  it.each([
    { what: "sent twice", header: (slug: string) => `${slug}, ${slug}`, status: 404 },
    {
      what: "with a pass of another link",
      header: (slug: string, pass: string) => `${slug} ${pass}`,
      status: 401,
    },
    { what: "with a second pass", header: (slug: string, pass: string) => `${slug} x ${pass}`, status: 401 },
    { what: "with a space before it", header: (slug: string) => `  ${slug}`, status: 401 },
    {
      what: "with a tab for the space",
      header: (slug: string, pass: string) => `${slug}\t${pass}`,
      status: 404,
    },
  ])("open nothing by a header $what", async ({ header, status }) => {
    const [link, other] = [await share({ password: PASSWORD }), await share({ password: PASSWORD })];
    const { ask } = one.newBrowser();
    const { pass } = (await ask("POST", `/api/v1/shares/${other.slug}/unlock`, { password: PASSWORD })).body;
    const given = { [SHARE_HEADER]: header(link.slug, pass), cookie: one.ada.cookie() };
    expect((await report(ask, "pages", "", given)).status).toBe(status);
    const byHead = await ask("HEAD", `/api/v1/shares/${link.slug}`, undefined, given);
    expect(byHead.status).toBe(401);
    expect((await ask("GET", `/api/v1/shares/${link.slug}`, undefined, given)).status).toBe(401);
  });

  it("have a badge, if they show the chart and ask for no password", async () => {
    const link = await share({ cards: ["chart"] });
    const { ask } = one.newBrowser();
    const badge = (slug: string, query = "") =>
      ask("GET", `/api/v1/shares/${slug}/badge.svg?date_range=all${query}`);
    const drawn = await badge(link.slug);
    expect(drawn.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(drawn.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(drawn.headers.get("vary")).toContain(SHARE_HEADER);
    expect(drawn.body).toContain("<title>visitors: 23</title>");
    const hostile = await badge(link.slug, `&label=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(hostile.body).not.toContain("<script");
    expect(hostile.body).toContain("&lt;script&gt;");
    // No XML has this character: the picture would be broken.
    expect((await badge(link.slug, "&label=%EF%BF%BE")).status).toBe(400);
    expect((await badge(link.slug, "&metric=bounce_rate")).status).toBe(400);
    expect((await badge((await share({ cards: ["pages"] })).slug)).status).toBe(403);
    expect((await badge((await share({ password: PASSWORD })).slug)).status).toBe(401);
    expect((await badge("nothing")).status).toBe(404);
  });

  it("are made and seen by who manages the site only", async () => {
    const editor = (await one.newPerson("editor")).browser;
    expect((await editor.ask("GET", SHARES)).status).toBe(403);
    expect((await editor.ask("POST", SHARES, { name: "Mine" })).status).toBe(403);
    const { name } = await share();
    const bodies = [
      {},
      { name },
      { name: "" },
      { name: "x", cards: [] },
      { name: "x", cards: ["sessions"] },
      { name: "x", password: "short" },
      { name: "x", expires_at: "2020-01-01T00:00:00Z" },
      { name: "x", slug: "chosen" },
      { name: "x", site_id: 1 },
    ];
    for (const body of bodies) expect((await one.ada.ask("POST", SHARES, body)).status).toBe(400);
  });
});
