import { afterEach, describe, expect, it } from "vitest";
import type { ErasedPart } from "../../src/domain/site/erasure.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../src/domain/site/site.ts";
import type { Accounts } from "../../src/ports/accounts.ts";

interface Scene {
  accounts(): Accounts;
  newSite(): Promise<Site>;
  /** Accounts of another instance, in which nothing is yet. */
  openNew(): Promise<Accounts>;
}

export const PERIOD: ErasedPart = {
  kind: "period",
  firstDay: "2026-01-01",
  lastDay: "2026-01-31",
  from: 1_767_225_600_000,
  to: 1_769_904_000_000,
};
const USER: ErasedPart = { kind: "user", userHash: "18446744073709551615" };

/** What every accounts driver promises of erasures. Part of describeAccounts. */
export function describeErasures({ accounts, newSite, openNew }: Scene): void {
  const opened: Accounts[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  describe("erasures of a site", () => {
    it.each([PERIOD, USER])("are kept as they were requested, at that moment: $kind", async (part) => {
      const site = await newSite();
      const before = Date.now();
      const made = await accounts().requestErasure(site.id, part);
      expect(made).toEqual({
        id: expect.any(Number),
        siteId: site.id,
        part,
        requestedAt: expect.any(Number),
        erasedAt: null,
        doneAt: null,
        days: {},
        rows: 0,
      });
      expect(made.requestedAt).toBeGreaterThanOrEqual(before);
      expect(await accounts().listErasures(site.id)).toEqual([made]);
      expect(await accounts().listErasures()).toContainEqual(made);
      expect(await accounts().listErasures((await newSite()).id)).toEqual([]);
    });

    it("keep how far they came, and what is left out of a note", async () => {
      const site = await newSite();
      const { id } = await accounts().requestErasure(site.id, USER);
      const now = async () => (await accounts().listErasures(site.id))[0];
      await accounts().noteErasure(id, { days: { "2026-01-01": 5 }, rows: 5, erasedAt: 1000 });
      await accounts().noteErasure(id, {});
      expect(await now()).toMatchObject({ days: { "2026-01-01": 5 }, rows: 5, erasedAt: 1000, doneAt: null });
      await accounts().noteErasure(id, { erasedAt: null });
      expect(await now()).toMatchObject({ rows: 5, erasedAt: null });
      await accounts().noteErasure(id, { erasedAt: 2000, doneAt: 3000, days: {} });
      expect(await now()).toMatchObject({ days: {}, rows: 5, erasedAt: 2000, doneAt: 3000 });
    });

    it("change the mark when they are requested, done or moved, and not when they go on", async () => {
      const site = await newSite();
      const marks = [await accounts().erasuresMark()];
      const { id } = await accounts().requestErasure(site.id, PERIOD);
      marks.push(await accounts().erasuresMark());
      await accounts().noteErasure(id, { rows: 7, erasedAt: 1000 });
      expect(await accounts().erasuresMark()).toBe(marks.at(-1));
      await accounts().noteErasure(id, { doneAt: 2000 });
      marks.push(await accounts().erasuresMark());
      await accounts().resetSite(site.name);
      marks.push(await accounts().erasuresMark());
      await accounts().deleteSite(site.name);
      marks.push(await accounts().erasuresMark());
      expect(new Set(marks.slice(0, 4)).size).toBe(4);
      expect(marks[4]).not.toBe(marks[3]);
    });

    it("stay with a site that is reset, and go with one that is deleted", async () => {
      const site = await newSite();
      const { id } = await accounts().requestErasure(site.id, USER);
      await accounts().resetSite(site.name);
      const after = await accounts().findSite(site.name);
      expect(await accounts().listErasures(after?.id ?? 0)).toMatchObject([{ id, part: USER }]);
      await accounts().deleteSite(site.name);
      expect((await accounts().listErasures()).map((one) => one.id)).not.toContain(id);
    });

    it("can't belong to a site that is not there", async () => {
      await expect(accounts().requestErasure(999_999, USER)).rejects.toThrow();
      expect(await (await openAnother()).listErasures()).toEqual([]);
    });

    async function openAnother(): Promise<Accounts> {
      const other = await openNew();
      opened.push(other);
      await other.createSite("a.example", DEFAULT_SITE_SETTINGS);
      return other;
    }
  });
}
