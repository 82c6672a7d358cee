import { describe, expect, it } from "vitest";
import { QueryTooHeavy } from "../../../domain/errors.ts";
import { POSTGRES } from "../postgres/dialect.ts";
import type { BuiltQuery } from "./binder.ts";
import { type Card, createCards } from "./cards.ts";

const DAYS = [{ date: "2026-03-10", version: 7 }];
const OF = { siteId: 1, months: [] };

const cardOf = (set: number, changes: Partial<Card> = {}): Card => ({
  set,
  hasValue: set !== 0,
  figures: ["visitors", "visits"],
  presence: ["act_rows"],
  limit: 10,
  days: DAYS,
  ...changes,
});

/** An engine whose every set has as many rows of one visitor as it is told. */
function openEngine(isTooHeavy: (sets: readonly number[]) => boolean = () => false) {
  const asked: number[][] = [];
  const rows = async ({ text }: BuiltQuery): Promise<unknown[][]> => {
    const found = [...text.matchAll(/the_set = (\d+) AND place/g)].map(([, set]) => Number(set));
    asked.push(found);
    if (isTooHeavy(found)) throw new QueryTooHeavy("too much");
    await new Promise((resolve) => setImmediate(resolve));
    return found.map((set) => [set, `value of ${set}`, "3", "2", "1"]);
  };
  return { asked, cards: createCards(rows, POSTGRES) };
}

describe("cards", () => {
  it("are asked together when they come while one is under way, and each gets its own rows", async () => {
    const { asked, cards } = openEngine();
    const answers = await Promise.all([2, 7, 0, 15].map((set) => cards("days", OF, cardOf(set))));
    expect(asked).toEqual([[2], [7, 0, 15]].map((sets) => expect.arrayContaining(sets)));
    expect(answers).toEqual([
      [["value of 2", "3", "2"]],
      [["value of 7", "3", "2"]],
      [["3", "2"]],
      [["value of 15", "3", "2"]],
    ]);
    await cards("days", OF, cardOf(2));
    expect(asked).toHaveLength(3);
  });

  it("of other days, and twice of one set, are asked apart", async () => {
    const { asked, cards } = openEngine();
    await Promise.all([
      cards("days", OF, cardOf(2)),
      cards("days", OF, cardOf(7)),
      cards("days", OF, cardOf(7, { limit: 5 })),
      cards("other days", OF, cardOf(15)),
    ]);
    expect(asked).toHaveLength(4);
  });

  it("that are too much together are tried one by one, and only those at fault fail", async () => {
    const { asked, cards } = openEngine((sets) => sets.length > 1 || sets[0] === 9);
    const answers = await Promise.allSettled([2, 7, 9].map((set) => cards("days", OF, cardOf(set))));
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(asked).toHaveLength(4);
  });

  it("in all are zero where no day has events", async () => {
    const cards = createCards(async () => [], POSTGRES);
    expect(await cards("days", OF, cardOf(0))).toEqual([[0, 0]]);
    expect(await cards("days", OF, cardOf(2))).toEqual([]);
  });
});
