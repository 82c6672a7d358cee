import { describe, expect, it } from "vitest";
import { QueryTooHeavy } from "../../../domain/errors.ts";
import { POSTGRES } from "../postgres/dialect.ts";
import type { BuiltQuery } from "./binder.ts";
import { buildCards, type Card, createCards } from "./cards.ts";

const DAYS = [{ date: "2026-03-10", version: 7 }];

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
  const cards = createCards(rows, POSTGRES);
  return {
    asked,
    ask: (days: string, card: Card) =>
      cards(days, 1, {
        card,
        async alone() {
          asked.push([card.set]);
          if (isTooHeavy([card.set])) throw new QueryTooHeavy("too much");
          await new Promise((resolve) => setImmediate(resolve));
          return [["alone"]];
        },
      }),
  };
}

describe("cards", () => {
  it("are asked together when they come while one is under way, and each gets its own rows", async () => {
    const { asked, ask } = openEngine();
    const answers = await Promise.all([2, 7, 0, 15].map((set) => ask("days", cardOf(set))));
    expect(asked).toEqual([[2], [7, 0, 15]].map((sets) => expect.arrayContaining(sets)));
    expect(answers).toEqual([
      [["alone"]],
      [["value of 7", "3", "2"]],
      [["3", "2"]],
      [["value of 15", "3", "2"]],
    ]);
    await ask("days", cardOf(2));
    expect(asked).toHaveLength(3);
  });

  it("of other days, and twice of one set, are asked apart", async () => {
    const { asked, ask } = openEngine();
    await Promise.all([
      ask("days", cardOf(2)),
      ask("days", cardOf(7)),
      ask("days", cardOf(7, { limit: 5 })),
      ask("other days", cardOf(15)),
    ]);
    expect(asked).toHaveLength(4);
  });

  it("that are too much together are tried one by one, and only those at fault fail", async () => {
    const { asked, ask } = openEngine((sets) => sets.length > 1 || sets[0] === 9);
    const answers = await Promise.allSettled([2, 7, 9].map((set) => ask("days", cardOf(set))));
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(asked).toHaveLength(4);
  });

  it("in all are zero where no day has events", async () => {
    const cards = createCards(async () => [], POSTGRES);
    const alone = async () => [["alone"]];
    const asked = [2, 0, 7].map((set) => cards("days", 1, { card: cardOf(set), alone }));
    expect(await Promise.all(asked)).toEqual([[["alone"]], [[0, 0]], []]);
  });

  it("leave visits that entered nowhere out of the pages, and out of nothing else", () => {
    const textOf = (set: number) => buildCards({ siteId: 1, cards: [cardOf(set)] }, POSTGRES).text;
    const entries = { figures: ["entries"], presence: ["entries"] } as const;
    const pages = buildCards({ siteId: 1, cards: [cardOf(2, entries), cardOf(5, entries)] }, POSTGRES).text;
    expect(pages).toContain(
      "sum(CASE WHEN set_id = 2 AND value0 = '(not set)' THEN 0 ELSE sealed.entries END) AS all_entries",
    );
    expect(textOf(5)).not.toContain("CASE");
  });
});
