import { describe, expect, it } from "vitest";
import { BadRequest } from "../../src/domain/errors.ts";
import { MAX_GOALS_PER_SITE, type NewGoal } from "../../src/domain/site/goal.ts";
import { MAX_SEGMENTS_PER_SITE } from "../../src/domain/site/segment.ts";
import type { Site } from "../../src/domain/site/site.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import { HOSTILE_TEXTS } from "../build/build-envelope.ts";

interface Scene {
  accounts(): Accounts;
  newSite(): Promise<Site>;
}

const NOT_IDS = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 53];
const FILTERS = [["is", "visit:country", ["DE", "PL"]]];

const goal = (name: string): NewGoal => ({ name, event: "signup", page: null });
const segment = (name: string) => ({ name, filters: FILTERS });

/** The two tables of named things that belong to a site, as far as they promise the same. */
const TABLES = [
  {
    what: "goal",
    max: MAX_GOALS_PER_SITE,
    list: (of: Accounts, site: Site) => of.listGoals(site.id),
    create: (of: Accounts, { id }: { id: number }, name: string) => of.createGoal(id, goal(name)),
    remove: (of: Accounts, site: Site, id: number) => of.deleteGoal(site.id, id),
  },
  {
    what: "segment",
    max: MAX_SEGMENTS_PER_SITE,
    list: (of: Accounts, site: Site) => of.listSegments(site.id),
    create: (of: Accounts, { id }: { id: number }, name: string) => of.createSegment(id, segment(name)),
    remove: (of: Accounts, site: Site, id: number) => of.deleteSegment(site.id, id),
  },
] as const;

/** What every accounts driver promises of goals and segments. Part of describeAccounts. */
export function describeSiteTables({ accounts, newSite }: Scene): void {
  describe.each(TABLES)("the $what of a site", ({ what, max, list, create, remove }) => {
    it("is in the list, by name, and in no other site's", async () => {
      const [site, neighbour] = [await newSite(), await newSite()];
      const made = [];
      for (const name of ["b", "B", "a", "ä", "_"]) made.push(await create(accounts(), site, name));
      expect((await list(accounts(), site)).map(({ name }) => name)).toEqual(["B", "_", "a", "b", "ä"]);
      expect(await list(accounts(), site)).toEqual(expect.arrayContaining(made));
      expect(await list(accounts(), neighbour)).toEqual([]);
    });

    it("has a name of its own there, whoever else takes it at that moment", async () => {
      const [site, neighbour] = [await newSite(), await newSite()];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => create(accounts(), site, 'the "one"')),
      );
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(refused).toHaveLength(9);
      for (const { reason } of refused) {
        expect(reason).toBeInstanceOf(BadRequest);
        expect(reason.message).toBe(`the site has a ${what} called "the \\"one\\"" already`);
      }
      await create(accounts(), neighbour, 'the "one"');
    });

    it("is removed once, only as its own site's, and its id never comes again", async () => {
      const [site, neighbour] = [await newSite(), await newSite()];
      const made = await create(accounts(), site, "gone");
      expect(await remove(accounts(), neighbour, made.id)).toBe(false);
      expect(await remove(accounts(), site, made.id)).toBe(true);
      expect(await remove(accounts(), site, made.id)).toBe(false);
      expect(await list(accounts(), site)).toEqual([]);
      expect((await create(accounts(), site, "gone")).id).toBeGreaterThan(made.id);
    });

    it("is not there by what can't be an id", async () => {
      const site = await newSite();
      for (const id of NOT_IDS) expect(await remove(accounts(), site, id)).toBe(false);
    });

    it(`is one of at most ${max}, and the next may come when one is gone`, async () => {
      const site = await newSite();
      for (let n = 0; n < max; n++) await create(accounts(), site, `n${n}`);
      await expect(create(accounts(), site, "more")).rejects.toThrow(BadRequest);
      await expect(create(accounts(), site, "more")).rejects.toThrow(
        `the site has ${max} ${what}s already: remove one first`,
      );
      const [first] = await list(accounts(), site);
      await remove(accounts(), site, first?.id ?? 0);
      await create(accounts(), site, "more");
    });

    it("can't belong to a site that is not there", async () => {
      await expect(create(accounts(), { id: 999_999 }, "orphan")).rejects.toThrow();
    });

    it("can't contain a NUL character in its name", async () => {
      const made = create(accounts(), await newSite(), "a\0b");
      await expect(made).rejects.toThrow(BadRequest);
      await expect(made).rejects.toThrow(`the name of a ${what} can't contain a NUL character`);
    });
  });

  it.each<NewGoal>([
    { name: "both", event: "signup", page: "/**" },
    { name: "event", event: "signup", page: null },
    { name: "page", event: null, page: "/blog/*" },
    ...HOSTILE_TEXTS.map((text) => ({ name: text, event: text, page: text })),
  ])("keeps a goal as it was made: $name", async (made) => {
    const site = await newSite();
    const kept = await accounts().createGoal(site.id, made);
    expect(kept).toEqual({ id: expect.any(Number), siteId: site.id, ...made });
    expect(await accounts().listGoals(site.id)).toEqual([kept]);
  });

  it.each(["event", "page"])("makes no goal whose %s holds NUL", async (part) => {
    const site = await newSite();
    await expect(accounts().createGoal(site.id, { ...goal("g"), [part]: "a\0b" })).rejects.toThrow(
      `the ${part} of a goal can't contain a NUL character`,
    );
  });

  it("keeps a segment's filters as they were given, whatever is in them", async () => {
    const site = await newSite();
    const filters = [["and", [["not", ["is", "event:page", [...HOSTILE_TEXTS, "a\0b", "\ud800"]]]]]];
    const kept = await accounts().createSegment(site.id, { name: "all", filters });
    expect(kept).toEqual({ id: expect.any(Number), siteId: site.id, name: "all", filters });
    expect(await accounts().listSegments(site.id)).toEqual([kept]);
  });

  it("finds segments by their ids, only the site's own", async () => {
    const [site, neighbour] = [await newSite(), await newSite()];
    const [z, a] = [
      await accounts().createSegment(site.id, segment("z")),
      await accounts().createSegment(site.id, segment("a")),
    ];
    const foreign = await accounts().createSegment(neighbour.id, segment("z"));
    const asked = [a.id, z.id, a.id, foreign.id, ...NOT_IDS];
    expect(await accounts().findSegments(site.id, asked)).toEqual([z, a]);
    expect(await accounts().findSegments(site.id, [])).toEqual([]);
    expect(await accounts().findSegments(site.id, NOT_IDS)).toEqual([]);
  });
}
