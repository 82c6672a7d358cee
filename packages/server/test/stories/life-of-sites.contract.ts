import { afterEach, describe, expect, it } from "vitest";
import { BadRequest } from "../../src/domain/errors.ts";
import { MAX_ANNOTATIONS_PER_SITE } from "../../src/domain/site/annotation.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../src/domain/site/site.ts";
import { MAX_UNKNOWN_SITES } from "../../src/domain/site/unknown-site.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import { HOSTILE_TEXTS } from "../build/build-envelope.ts";

interface Scene {
  accounts(): Accounts;
  newSite(): Promise<Site>;
  /** Accounts of another instance, in which nothing is yet. */
  openNew(): Promise<Accounts>;
  /** The same accounts once more; others where a driver has one connection a process. */
  openAgain(): Promise<Accounts>;
}

/** What every accounts driver promises of a site's annotations, its end, and of names that are none. Part of describeAccounts. */
export function describeLifeOfSites(scene: Scene): void {
  describeAnnotations(scene);
  describeEnd(scene);
  describeUnknown(scene);
}

const withText = (text: string) => ({ date: "2026-03-10", text });

function describeAnnotations({ accounts, newSite }: Scene): void {
  describe("the annotations of a site", () => {
    it("are listed by date, those of a date as they were made, and in no other site's list", async () => {
      const [site, neighbour] = [await newSite(), await newSite()];
      const late = await accounts().createAnnotation(site.id, { date: "2026-03-11", text: "late" });
      const first = await accounts().createAnnotation(site.id, withText("z"));
      const second = await accounts().createAnnotation(site.id, withText("a"));
      expect(first).toEqual({ id: first.id, siteId: site.id, ...withText("z") });
      expect(await accounts().listAnnotations(site.id)).toEqual([first, second, late]);
      expect(await accounts().listAnnotations(neighbour.id)).toEqual([]);
    });

    it("keep any text, and take changes of one part", async () => {
      const site = await newSite();
      for (const text of HOSTILE_TEXTS) {
        const made = await accounts().createAnnotation(site.id, withText(text));
        const moved = await accounts().updateAnnotation(site.id, made.id, { date: "2026-01-01" });
        expect(moved).toEqual({ ...made, date: "2026-01-01" });
        expect(await accounts().updateAnnotation(site.id, made.id, { text: "x" })).toEqual({
          ...made,
          date: "2026-01-01",
          text: "x",
        });
        expect(await accounts().updateAnnotation(site.id, made.id, {})).toMatchObject({ text: "x" });
      }
    });

    it("are changed and removed only as their own site's", async () => {
      const [site, neighbour] = [await newSite(), await newSite()];
      const made = await accounts().createAnnotation(site.id, withText("a"));
      expect(await accounts().updateAnnotation(neighbour.id, made.id, { text: "b" })).toBeNull();
      expect(await accounts().deleteAnnotation(neighbour.id, made.id)).toBe(false);
      expect(await accounts().listAnnotations(site.id)).toEqual([made]);
      expect(await accounts().deleteAnnotation(site.id, made.id)).toBe(true);
      expect(await accounts().deleteAnnotation(site.id, made.id)).toBe(false);
      for (const id of [0, -1, 1.5, Number.NaN, 2 ** 53])
        expect(await accounts().updateAnnotation(site.id, id, { text: "b" })).toBeNull();
    });

    it("can't hold NUL, nor belong to a site that is not there", async () => {
      const { id } = await newSite();
      await expect(accounts().createAnnotation(id, withText("a\0b"))).rejects.toThrow(BadRequest);
      await expect(accounts().updateAnnotation(id, 1, { text: "a\0b" })).rejects.toThrow(BadRequest);
      await expect(accounts().createAnnotation(999_999, withText("a"))).rejects.toThrow();
    });

    it(`are at most ${MAX_ANNOTATIONS_PER_SITE}`, async () => {
      const { id } = await newSite();
      for (let n = 0; n < MAX_ANNOTATIONS_PER_SITE; n++) await accounts().createAnnotation(id, withText("a"));
      await expect(accounts().createAnnotation(id, withText("a"))).rejects.toThrow(BadRequest);
    });
  });
}

function describeEnd({ accounts, newSite, openAgain }: Scene): void {
  const opened: Accounts[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  /** A site with one of everything that hangs on it. */
  async function furnished(): Promise<Site> {
    const site = await newSite();
    await accounts().createGoal(site.id, { name: "g", event: "e", page: null });
    await accounts().createSegment(site.id, { name: "s", filters: [] });
    await accounts().createAnnotation(site.id, withText("a"));
    return site;
  }

  const belongings = async ({ id }: { id: number }) => ({
    goals: (await accounts().listGoals(id)).map(({ name }) => name),
    segments: (await accounts().listSegments(id)).map(({ name }) => name),
    annotations: (await accounts().listAnnotations(id)).map(({ text }) => text),
  });
  const deleted = async (siteId: number) =>
    (await accounts().listDeletedSites()).find((one) => one.siteId === siteId);

  describe("a site that is deleted", () => {
    it("is gone with all it has, and noted; its neighbour stays", async () => {
      const [site, neighbour] = [await furnished(), await furnished()];
      const before = Date.now();
      expect(await accounts().deleteSite(site.name)).toBe(true);
      expect(await accounts().findSite(site.name)).toBeNull();
      expect(await belongings(site)).toEqual({ goals: [], segments: [], annotations: [] });
      expect(await belongings(neighbour)).toEqual({ goals: ["g"], segments: ["s"], annotations: ["a"] });
      const noted = await deleted(site.id);
      expect(noted).toEqual({
        siteId: site.id,
        name: site.name,
        successorId: null,
        deletedAt: expect.any(Number),
        erasedAt: null,
      });
      expect(noted?.deletedAt).toBeGreaterThanOrEqual(before);
      expect(await accounts().deleteSite(site.name)).toBe(false);
    });

    it("is deleted by one of many who do it at once", async () => {
      const site = await newSite();
      const other = await openAgain();
      opened.push(other);
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, n) => (n % 2 ? accounts() : other).deleteSite(site.name)),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });

    it("leaves its name to whoever takes it, and its id to nobody", async () => {
      const site = await newSite();
      await accounts().deleteSite(site.name);
      expect(await accounts().wasDeleted(site.name)).toBe(true);
      const again = await accounts().createSite(site.name, DEFAULT_SITE_SETTINGS);
      expect(again.id).toBeGreaterThan(site.id);
      expect(again.key.equals(site.key)).toBe(false);
      expect(await belongings(again)).toEqual({ goals: [], segments: [], annotations: [] });
    });

    it("is erased once, at the instant that was noted first", async () => {
      const site = await newSite();
      await accounts().deleteSite(site.name);
      await accounts().noteErased(site.id, 1000);
      await accounts().noteErased(site.id, 2000);
      expect((await deleted(site.id))?.erasedAt).toBe(1000);
    });

    it("is none that was never there, whatever it is called", async () => {
      for (const name of ["nobody.example", "a\0b"]) {
        expect(await accounts().deleteSite(name)).toBe(false);
        expect(await accounts().resetSite(name)).toBe(false);
        expect(await accounts().wasDeleted(name)).toBe(false);
      }
    });
  });

  describe("a site that is reset", () => {
    it("goes on under another id, with its settings, key and all it has but events", async () => {
      const site = await furnished();
      expect(await accounts().resetSite(site.name)).toBe(true);
      const after = await accounts().findSite(site.name);
      expect(after).toEqual({ ...site, id: expect.any(Number) });
      expect(after?.id).toBeGreaterThan(site.id);
      expect(await belongings(after ?? site)).toEqual({
        goals: ["g"],
        segments: ["s"],
        annotations: ["a"],
      });
      expect(await deleted(site.id)).toMatchObject({ successorId: after?.id, erasedAt: null });
      expect(await accounts().wasDeleted(site.name)).toBe(false);
    });

    it("can be reset again, and deleted then", async () => {
      const site = await furnished();
      for (let n = 0; n < 3; n++) await accounts().resetSite(site.name);
      expect((await belongings((await accounts().findSite(site.name)) ?? site)).goals).toEqual(["g"]);
      expect(await accounts().deleteSite(site.name)).toBe(true);
      expect(await accounts().wasDeleted(site.name)).toBe(true);
    });

    it("is reset whatever it is called, and by several at once", async () => {
      for (const name of HOSTILE_TEXTS) {
        const site = await accounts().createSite(name, DEFAULT_SITE_SETTINGS);
        await Promise.all([accounts().resetSite(name), accounts().resetSite(name)]);
        const after = await accounts().findSite(name);
        expect(after).toEqual({ ...site, id: expect.any(Number) });
        expect(after?.id).not.toBe(site.id);
      }
    });
  });
}

function describeUnknown({ openNew }: Scene): void {
  describe("names that are no site's", () => {
    const opened: Accounts[] = [];
    afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
    async function fresh(): Promise<Accounts> {
      const accounts = await openNew();
      opened.push(accounts);
      return accounts;
    }
    const seen = (name: string, at: number, events = 1) => ({ name, events, firstSeen: at, lastSeen: at });

    it("are counted, the latest first, ignored ones last", async () => {
      const accounts = await fresh();
      await accounts.noteUnknownSites([seen("b", 1000), seen("a", 1000, 3), seen("a\0b", 1000)]);
      await accounts.noteUnknownSites([seen("b", 2000, 4)]);
      await accounts.noteUnknownSites([]);
      const a = { name: "a", events: 3, firstSeen: 1000, lastSeen: 1000, ignored: false };
      const b = { name: "b", events: 5, firstSeen: 1000, lastSeen: 2000, ignored: false };
      expect(await accounts.listUnknownSites()).toEqual([b, a]);
      expect(await accounts.ignoreUnknownSite("b")).toBe(true);
      expect(await accounts.listUnknownSites()).toEqual([a, { ...b, ignored: true }]);
      await accounts.noteUnknownSites([seen("b", 3000)]);
      expect((await accounts.listUnknownSites())[1]).toMatchObject({ name: "b", ignored: true, events: 6 });
    });

    it("are taken out of the list, and are not in it by what was never sent", async () => {
      const accounts = await fresh();
      await accounts.noteUnknownSites([seen("a", 1000)]);
      expect(await accounts.forgetUnknownSite("a")).toBe(true);
      expect(await accounts.listUnknownSites()).toEqual([]);
      for (const name of ["a", "a\0b"]) {
        expect(await accounts.forgetUnknownSite(name)).toBe(false);
        expect(await accounts.ignoreUnknownSite(name)).toBe(false);
      }
    });

    it(`are at most ${MAX_UNKNOWN_SITES}: those that were quiet for longest make room`, async () => {
      const accounts = await fresh();
      const many = Array.from({ length: MAX_UNKNOWN_SITES }, (_, n) => seen(`n${n}`, 1000 + n));
      await accounts.noteUnknownSites(many);
      await accounts.noteUnknownSites([seen("new", 9000), seen("n0", 9000)]);
      const names = (await accounts.listUnknownSites()).map(({ name }) => name);
      expect(names).toHaveLength(MAX_UNKNOWN_SITES);
      expect(names).toEqual(expect.arrayContaining(["new", "n0"]));
      expect(names).not.toContain("n1");
    });
  });
}
