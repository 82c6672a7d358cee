import { afterEach, describe, expect, it } from "vitest";
import { DEFAULT_SITE_SETTINGS } from "../../src/domain/site/site.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import type { TableRows } from "../../src/ports/accounts-copy.ts";
import { newMail } from "../build/build-mail.ts";
import { PERIOD } from "./erasures.contract.ts";

interface Scene {
  /** Accounts of another instance, in which nothing is yet. */
  openNew(): Promise<Accounts>;
}

/** Of an instance that has nothing. */
export const NO_TABLES: AsyncIterable<TableRows> = { async *[Symbol.asyncIterator]() {} };

const segment = (name: string) => ({ name, filters: [["is", "visit:country", ["DE", "PL"]]] });
const goal = (name: string) => ({ name, event: name, page: null });
let links = 0;

/** The only site of an instance, as if others had been made before it. */
async function* underSiteId(id: number, tables: AsyncIterable<TableRows>): AsyncGenerator<TableRows> {
  for await (const { table, rows, lastId } of tables) {
    if (table === "sites") yield { table, rows: rows.map((row) => ({ ...row, id })), lastId: id };
    else yield { table, rows: rows.map((row) => ("site_id" in row ? { ...row, site_id: id } : row)), lastId };
  }
}

/** What every accounts driver promises of AccountsCopy. Part of describeAccounts. */
export function describeMoving({ openNew }: Scene): void {
  const opened: Accounts[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  async function open(): Promise<Accounts> {
    const one = await openNew();
    opened.push(one);
    return one;
  }

  async function newOwner(of: Accounts, email: string) {
    const linkHash = `link-${++links}`;
    await of.addSetupLink(linkHash, Date.now());
    const person = { name: "Ada", email, emailVerified: true, passwordHash: "h", isOperator: true };
    const made = await of.createFirstOwner({ linkHash, person, teamName: "Example" });
    return made ?? { userId: "", teamId: 0 };
  }

  const newSite = (of: Accounts, name: string) => of.createSite(name, DEFAULT_SITE_SETTINGS);

  async function copy(source: Accounts, target: Accounts) {
    const tables = await target.importTables(source.exportTables());
    const sum = (part: "copied" | "known") => tables.reduce((all, table) => all + table[part], 0);
    return { copied: sum("copied"), known: sum("known"), tables };
  }

  async function everythingOf(of: Accounts) {
    const tables: [string, unknown][] = [];
    for await (const { table, rows } of of.exportTables())
      tables.push([table, rows.map((row) => Object.fromEntries(Object.entries(row).map(plain)))]);
    return Object.fromEntries(tables);
  }
  const plain = ([column, value]: [string, unknown]) => [
    column,
    value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
  ];

  describe("accounts that move", () => {
    it("are there with all that is theirs, once, under the same ids", async () => {
      const [source, target] = [await open(), await open()];
      const { userId, teamId } = await newOwner(source, "ada@example.com");
      await source.linkIdentity(userId, { provider: "p", subject: "ada" });
      await source.queueMail(newMail());
      const site = await newSite(source, "a.example");
      await source.createGoal(site.id, goal("Signup"));
      await source.createSegment(site.id, segment("s"));
      await source.createAnnotation(site.id, { date: "2026-03-10", text: "New prices" });
      const { id } = await source.requestErasure(site.id, PERIOD);
      await source.noteErasure(id, { rows: 9, erasedAt: 1000, doneAt: 2000, days: { "2026-01-01": 9 } });
      await newSite(source, "gone.example");
      await source.deleteSite("gone.example");
      await source.noteUnknownSites([{ name: "b.example", events: 3, firstSeen: 1, lastSeen: 2 }]);
      await source.ignoreUnknownSite("b.example");

      expect((await copy(source, target)).copied).toBeGreaterThan(10);
      expect(await everythingOf(target)).toEqual(await everythingOf(source));
      expect(await copy(source, target)).toMatchObject({ copied: 0 });
      expect(await target.findSite("a.example")).toEqual({ ...site, teamId });
      expect(await target.passwordHash(userId)).toBe("h");
      expect(await target.findIdentity({ provider: "p", subject: "ada" })).toBe(userId);
      expect(await target.claimMails({ now: Date.now(), max: 9, claimMs: 1 })).toHaveLength(1);
    });

    it("have more rows than one page of a table", async () => {
      const [source, target] = [await open(), await open()];
      const { id } = await newSite(source, "a.example");
      for (let n = 0; n < 501; n++) await source.requestErasure(id, PERIOD);
      const { copied } = await copy(source, target);
      // Those of one millisecond are one erasure.
      const list = await target.listErasures();
      expect([list.length, copied]).toEqual([501, 502]);
    });

    it("give no id again that was given before, here or there", async () => {
      const [source, target] = [await open(), await open()];
      const { id: siteId } = await newSite(source, "a.example");
      await newSite(source, "last.example");
      await source.deleteSite("last.example");
      const made = [
        await source.createGoal(siteId, goal("g")),
        await source.createSegment(siteId, segment("s")),
        await source.createSegment(siteId, segment("t")),
      ];
      await source.deleteSegment(siteId, made[2]?.id ?? 0);
      await copy(source, target);
      expect((await newSite(target, "new.example")).id).toBe(siteId + 2);
      expect((await target.createGoal(siteId, goal("new"))).id).toBe((made[0]?.id ?? 0) + 1);
      expect((await target.createSegment(siteId, segment("new"))).id).toBeGreaterThan(made[2]?.id ?? 0);
      expect((await target.createTeam("New", null)).id).toBeGreaterThan(0);
    });

    it("number goals anew where others have their ids, and continue with what is missing", async () => {
      const [source, other, target] = [await open(), await open(), await open()];
      const site = await newSite(source, "a.example");
      for (const name of ["one", "two", "three"]) await source.createGoal(site.id, goal(name));
      const own = await newSite(other, "own.example");
      for (const name of ["mine", "ours"]) await other.createGoal(own.id, goal(name));
      await target.importTables(underSiteId(7000, other.exportTables()));
      expect((await copy(source, target)).tables).toContainEqual({ table: "goals", copied: 3, known: 0 });
      const names = async (siteId: number) => (await target.listGoals(siteId)).map(({ name }) => name);
      expect(await names(site.id)).toEqual(["one", "three", "two"]);
      expect(await names(7000)).toEqual(["mine", "ours"]);
      await source.createGoal(site.id, goal("four"));
      expect((await copy(source, target)).tables).toContainEqual({ table: "goals", copied: 1, known: 3 });
    });
  });

  describe("accounts do not move, and nothing of them", () => {
    it.each<{ where: string; arrange(source: Accounts, target: Accounts): Promise<unknown>; fault: RegExp }>([
      {
        where: "other people are",
        arrange: (_, target) => newOwner(target, "eve@example.com"),
        fault:
          /people have accounts here that the other database does not have: move into an empty database$/,
      },
      {
        where: "another site has the name",
        async arrange(source, target) {
          await newSite(source, "a.example");
          await newSite(target, "a.example");
        },
        fault: /sites: a\.example is another one here: move into/,
      },
      {
        where: "another site has the id",
        async arrange(source, target) {
          await newSite(source, "a.example");
          await newSite(target, "b.example");
        },
        fault: /sites: a row has the name or id of another one here/,
      },
      {
        where: "a deleted site had the id",
        async arrange(source, target) {
          await newSite(source, "a.example");
          await newSite(target, "b.example");
          await target.deleteSite("b.example");
        },
        fault: /the site a\.example has the number 1, which the deleted site b\.example had/,
      },
    ])("to where $where", async ({ arrange, fault }) => {
      const [source, target] = [await open(), await open()];
      await source.instanceFact("secret", "of the source");
      await arrange(source, target);
      const before = await everythingOf(target);
      await expect(copy(source, target)).rejects.toThrow(/^\[accounts:\w+\] /);
      await expect(copy(source, target)).rejects.toThrow(fault);
      expect(await everythingOf(target)).toEqual(before);
    });
  });
}
