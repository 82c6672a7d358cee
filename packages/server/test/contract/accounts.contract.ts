import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountsUnavailable, BadRequest } from "../../src/domain/errors.ts";
import { DEFAULT_SITE_SETTINGS, type SiteSettings } from "../../src/domain/site/site.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import { HOSTILE_TEXTS } from "../build/build-envelope.ts";
import { newMail } from "../build/build-mail.ts";
import type { TestServer } from "../servers/test-server.ts";
import { describeLifeOfSites } from "../stories/life-of-sites.contract.ts";
import { describeAudit } from "./audit.contract.ts";
import { describeErasures, PERIOD } from "./erasures.contract.ts";
import { describeMails } from "./mails.contract.ts";
import { describeMoving, NO_TABLES } from "./moving.contract.ts";
import { describeSiteTables } from "./site-tables.contract.ts";

export interface AccountsDriver {
  /** A place where no accounts are yet. */
  newUrl(): string;
  open(url: string): Promise<Accounts>;
  /** Runs a statement on the database at a URL of newUrl(). */
  runSql(url: string, statement: string): Promise<void>;
  /** The server behind newUrl(), for drivers that have one. */
  readonly server: TestServer | null;
}

const SETTINGS: SiteSettings = {
  domains: ["example.com", ".example.org"],
  timezone: "Asia/Kathmandu",
  safeQueryParams: ["page", "q'"],
  trailingSlash: "strip",
  geoPrecision: "country",
  retentionDays: 90,
  excludedPages: ["/admin/**"],
  excludedHosts: [".staging.example.com"],
  excludedAddresses: ["10.0.0.0/8"],
  needsIngestKey: true,
  allowedOrigins: ["https://example.com"],
  shareThreshold: 5,
};

/** What every accounts driver promises. Run from accounts.test.ts over all of ACCOUNTS_DRIVERS. */
export function describeAccounts(name: string, driver: AccountsDriver): void {
  const url = driver.newUrl();
  let accounts: Accounts;
  let names = 0;
  const newName = () => `site-${++names}.example`;

  beforeAll(async () => {
    accounts = await driver.open(url);
  });

  afterAll(async () => {
    await accounts.close();
  });

  describe(`accounts: ${name}`, () => {
    it("answers", async () => {
      await accounts.ping();
    });

    it("keeps a site as it was made, and knows no other", async () => {
      const made = await accounts.createSite("first.example", SETTINGS);
      expect(made).toEqual({
        id: expect.any(Number),
        name: "first.example",
        key: made.key,
        teamId: null,
        ...SETTINGS,
      });
      expect(Number.isInteger(made.id) && made.id > 0).toBe(true);
      expect(made.key).toHaveLength(32);
      expect(await accounts.findSite("first.example")).toEqual(made);
      expect(await accounts.findSite("First.example")).toBeNull();
      expect(await accounts.findSite("first.exampl_")).toBeNull();
    });

    it("gives the site that is there to whoever makes it again, its settings untouched", async () => {
      const site = newName();
      const made = await accounts.createSite(site, SETTINGS);
      expect(await accounts.createSite(site, DEFAULT_SITE_SETTINGS)).toEqual(made);
    });

    it("adds a site of a name to one caller only, whoever else adds or makes it at that moment", async () => {
      const site = newName();
      const other = await driver.open(url);
      const added = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? accounts : other).addSite(site, SETTINGS)),
      );
      const first = await accounts.findSite(site);
      expect(added.filter((one) => one !== null)).toEqual([first]);
      expect(await other.addSite(site, DEFAULT_SITE_SETTINGS)).toBeNull();
      expect(await accounts.createSite(site, DEFAULT_SITE_SETTINGS)).toEqual(first);
      await expect(accounts.addSite("a\0b", SETTINGS)).rejects.toThrow(BadRequest);
      await other.close();
    });

    it("makes one site of a name, whoever else makes it at that moment, here and in another process", async () => {
      const site = newName();
      const other = await driver.open(url);
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? accounts : other).createSite(site, SETTINGS)),
      );
      await other.close();
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      expect(new Set(made.map(({ key }) => key.toString("hex"))).size).toBe(1);
    });

    it("gives every site a key of its own", async () => {
      const [one, other] = [
        await accounts.createSite(newName(), SETTINGS),
        await accounts.createSite(newName(), SETTINGS),
      ];
      expect(one.key.equals(other.key)).toBe(false);
    });

    it.each<{ what: string; changes: Partial<SiteSettings> }>([
      { what: "nothing", changes: {} },
      { what: "one setting", changes: { timezone: "Pacific/Apia" } },
      { what: "every setting", changes: DEFAULT_SITE_SETTINGS },
      { what: "settings to nothing", changes: { domains: [], safeQueryParams: [], retentionDays: 0 } },
      {
        what: "exclusions to nothing",
        changes: { excludedPages: [], excludedHosts: [], excludedAddresses: [] },
      },
    ])("changes $what and leaves the rest, the key too", async ({ changes }) => {
      const site = newName();
      const neighbour = await accounts.createSite(newName(), SETTINGS);
      const made = await accounts.createSite(site, SETTINGS);
      expect(await accounts.updateSite(site, changes)).toEqual({ ...made, ...changes });
      expect(await accounts.findSite(site)).toEqual({ ...made, ...changes });
      expect(await accounts.findSite(neighbour.name)).toEqual(neighbour);
    });

    it("changes no site that is not there", async () => {
      expect(await accounts.updateSite("nobody.example", { timezone: "UTC" })).toBeNull();
      expect(await accounts.findSite("nobody.example")).toBeNull();
    });

    it("takes any text as a name, and as a domain", async () => {
      for (const text of HOSTILE_TEXTS) {
        const settings = { ...SETTINGS, domains: [text], safeQueryParams: [text] };
        const made = await accounts.createSite(text, settings);
        expect(made).toMatchObject({ name: text, domains: [text], safeQueryParams: [text] });
        expect(await accounts.findSite(text)).toEqual(made);
      }
    });

    it("has no site whose name holds NUL, and says so", async () => {
      expect(await accounts.findSite("a\0b")).toBeNull();
      await expect(accounts.createSite("a\0b", SETTINGS)).rejects.toThrow(BadRequest);
    });

    it("lists and counts all sites, by name", async () => {
      const before = await accounts.countSites();
      for (const site of ["list-b", "list-B", "list-a", "list-ä", "list-_"]) {
        await accounts.createSite(site, SETTINGS);
      }
      expect(await accounts.countSites()).toBe(before + 5);
      const names = (await accounts.listSites()).map((site) => site.name);
      expect(names).toHaveLength(before + 5);
      expect(names.filter((site) => site.startsWith("list-"))).toEqual([
        "list-B",
        "list-_",
        "list-a",
        "list-b",
        "list-ä",
      ]);
    });

    it("is opened for the first time by several at once", async () => {
      const fresh = driver.newUrl();
      const opened = await Promise.all(Array.from({ length: 6 }, () => driver.open(fresh)));
      const made = await Promise.all(opened.map((one) => one.createSite("first.example", SETTINGS)));
      await Promise.all(opened.map((one) => one.close()));
      expect(new Set(made.map(({ id }) => id)).size).toBe(fresh.endsWith(":memory:") ? 6 : 1);
    });

    it("has everything when it is opened again", async () => {
      const fresh = driver.newUrl();
      const first = await driver.open(fresh);
      const made = await first.createSite("kept.example", SETTINGS);
      await first.close();
      const second = await driver.open(fresh);
      expect(await second.listSites()).toEqual([made]);
      expect((await second.createSite("next.example", SETTINGS)).id).not.toBe(made.id);
      await second.close();
    });

    describeSiteTables({
      accounts: () => accounts,
      newSite: () => accounts.createSite(newName(), SETTINGS),
    });
    describeMoving({ openNew: () => driver.open(driver.newUrl()) });

    describeLifeOfSites({
      accounts: () => accounts,
      newSite: () => accounts.createSite(newName(), SETTINGS),
      openNew: () => driver.open(driver.newUrl()),
      // In one process two connections of SQLite would wait for each other.
      openAgain: () => driver.open(driver.server === null ? driver.newUrl() : url),
    });

    describeAudit({ ...driver, url });
    describeMails({ url, open: driver.open });
    describeErasures({
      accounts: () => accounts,
      newSite: () => accounts.createSite(newName(), SETTINGS),
      openNew: () => driver.open(driver.newUrl()),
    });

    const { server } = driver;
    if (server === null) return;

    /** Every call, with something that it would find or change. */
    const calls: readonly (readonly [string, (of: Accounts) => Promise<unknown>])[] = [
      ["findSite", (of) => of.findSite("first.example")],
      ["listSites", (of) => of.listSites()],
      ["countSites", (of) => of.countSites()],
      ["createSite", (of) => of.createSite("outage.example", SETTINGS)],
      ["updateSite", (of) => of.updateSite("first.example", { retentionDays: 90 })],
      ["listGoals", (of) => of.listGoals(1)],
      ["createGoal", (of) => of.createGoal(1, { name: `outage-${++names}`, event: "e", page: null })],
      ["deleteGoal", (of) => of.deleteGoal(1, 999)],
      ["listSegments", (of) => of.listSegments(1)],
      ["findSegments", (of) => of.findSegments(1, [1])],
      ["createSegment", (of) => of.createSegment(1, { name: `outage-${++names}`, filters: [] })],
      ["deleteSegment", (of) => of.deleteSegment(1, 999)],
      ["listAnnotations", (of) => of.listAnnotations(1)],
      ["createAnnotation", (of) => of.createAnnotation(1, { date: "2026-03-10", text: "outage" })],
      ["updateAnnotation", (of) => of.updateAnnotation(1, 999, { text: "outage" })],
      ["deleteAnnotation", (of) => of.deleteAnnotation(1, 999)],
      ["deleteSite", (of) => of.deleteSite("nobody.example")],
      ["resetSite", (of) => of.resetSite("nobody.example")],
      ["listDeletedSites", (of) => of.listDeletedSites()],
      ["wasDeleted", (of) => of.wasDeleted("nobody.example")],
      ["noteErased", (of) => of.noteErased(999_999, 1)],
      ["listErasures", (of) => of.listErasures()],
      ["erasuresMark", (of) => of.erasuresMark()],
      ["requestErasure", (of) => of.requestErasure(1, PERIOD)],
      ["noteErasure", (of) => of.noteErasure(999_999, { rows: 1 })],
      ["exportTables", (of) => of.exportTables()[Symbol.asyncIterator]().next()],
      ["importTables", (of) => of.importTables(NO_TABLES)],
      ["listUnknownSites", (of) => of.listUnknownSites()],
      [
        "noteUnknownSites",
        (of) => of.noteUnknownSites([{ name: "outage", events: 1, firstSeen: 1, lastSeen: 1 }]),
      ],
      ["ignoreUnknownSite", (of) => of.ignoreUnknownSite("nobody.example")],
      ["forgetUnknownSite", (of) => of.forgetUnknownSite("nobody.example")],
      ["queueMail", (of) => of.queueMail(newMail())],
      ["claimMails", (of) => of.claimMails({ now: 0, max: 1, claimMs: 1 })],
      ["noteMailSent", (of) => of.noteMailSent("nobody", 1)],
      ["noteMailFailed", (of) => of.noteMailFailed("nobody", { error: "", at: 1, nextAttemptAt: null })],
      ["retryMails", (of) => of.retryMails(["nobody"], 1)],
      ["listMails", (of) => of.listMails({ limit: 1 })],
      ["countMails", (of) => of.countMails()],
      ["forgetMails", (of) => of.forgetMails(0)],
      ["ping", (of) => of.ping()],
    ];

    describe("while its server is away", () => {
      it("throws AccountsUnavailable from every call and from open, and answers again by itself", async () => {
        const before = await accounts.findSite("first.example");
        await server.kill9();
        for (const [, call] of [...calls, ...calls]) {
          await expect(call(accounts)).rejects.toThrow(AccountsUnavailable);
        }
        await expect(driver.open(url)).rejects.toThrow(AccountsUnavailable);
        await server.restart();
        for (const [, call] of calls) await call(accounts);
        expect(await accounts.findSite("first.example")).toEqual(before);
      });

      it("throws within seconds when it accepts connections but does not respond, and answers again by itself", async () => {
        server.pause();
        try {
          const startedAt = performance.now();
          const outcomes = await Promise.allSettled(calls.map(([, call]) => call(accounts)));
          for (const outcome of outcomes) {
            expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(AccountsUnavailable);
          }
          expect(performance.now() - startedAt).toBeLessThan(12_000);
        } finally {
          server.resume();
        }
        for (const [, call] of calls) await call(accounts);
      });
    });
  });
}
