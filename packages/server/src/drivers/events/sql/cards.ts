import { QueryTooHeavy } from "../../../domain/errors.ts";
import type { SealedDay } from "../seals/known-days.ts";
import { hasNoPage, sealedRows, sumOfSealed } from "../seals/sealed-part.ts";
import { PAGES_SET } from "../seals/sealed-sets.ts";
import { type BuiltQuery, createBinder } from "./binder.ts";
import type { Dialect } from "./dialect.ts";
import type { FigureName } from "./figures.ts";

/** One grouping of a site's sealed days: by one value, most visitors first, or in all. */
export interface Card {
  readonly set: number;
  readonly hasValue: boolean;
  /** Of which a row has these, behind its value. */
  readonly figures: readonly FigureName[];
  /** A row appears where one of these is not zero. */
  readonly presence: readonly FigureName[];
  /** Of figures with `all_` before their names: what a row must meet besides. */
  readonly condition?: string;
  readonly limit: number;
  readonly days: readonly SealedDay[];
}

export const MOST_CARD_ROWS = 1000;

export interface CardsOfDays {
  readonly siteId: number;
  /** Of the same days each, and no set twice. */
  readonly cards: readonly Card[];
}

/** Rows of set, value and the figures of all cards in cardFigures' order, each card's own rows as it wants them. */
export function buildCards({ siteId, cards }: CardsOfDays, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const [{ days }] = cards as [Card];
  const sets = cards.map(({ set }) => set);
  const rows = sealedRows(sets, days, [], { dialect, bind });
  const figures = cardFigures(cards);
  const noPage = sets.includes(PAGES_SET) ? `set_id = ${PAGES_SET} AND ${hasNoPage("value0")}` : null;
  const sums = figures.map((name) => `${sumOfSealed(name, noPage)} AS all_${name}`);
  const all = figures.map((name) => `all_${name}`).join(", ");
  const isThere = cards.map(({ set, hasValue, presence, condition = "true" }) => {
    const some = presence.map((name) => `all_${name} > 0`).join(" OR ");
    return hasValue ? `(the_set = ${set} AND (${some}) AND ${condition})` : `the_set = ${set}`;
  });
  const isShown = cards.map(({ set, limit }) => `(the_set = ${set} AND place <= ${bind("rows", limit)})`);
  const text = `SELECT the_set, value0, ${all} FROM (
      SELECT the_set, value0, ${all}, row_number() OVER (PARTITION BY the_set ORDER BY all_visitors DESC, value0) AS place
      FROM (SELECT set_id AS the_set, value0, ${sums.join(", ")} FROM ${dialect.tables.sealedFigures} AS sealed
        WHERE site_id = ${bind("site", siteId)} AND ${rows} GROUP BY the_set, value0) AS summed
      WHERE ${isThere.join(" OR ")}) AS placed
    WHERE ${isShown.join(" OR ")} ORDER BY the_set, place ${dialect.caps}`;
  return { text, values: bind.values };
}

function cardFigures(cards: readonly Card[]): FigureName[] {
  return [
    ...new Set<FigureName>([
      "visitors",
      ...cards.flatMap(({ figures, presence }) => [...figures, ...presence]),
    ]),
  ];
}

/** The rows of one card, as a statement of its own would give them. */
function rowsOf(card: Card, cards: readonly Card[], rows: readonly (readonly unknown[])[]): unknown[][] {
  const figures = cardFigures(cards);
  const places = card.figures.map((name) => 2 + figures.indexOf(name));
  const own = rows.filter(([set]) => Number(set) === card.set).slice(0, card.limit);
  // Of days without events there is nothing, which is zero in all.
  if (!card.hasValue && own.length === 0) return [card.figures.map(() => 0)];
  return own.map((row) => [...(card.hasValue ? [row[1]] : []), ...places.map((place) => row[place])]);
}

interface Waiting {
  readonly card: Card;
  /** Asks a statement of its own, which is quicker for one. */
  readonly alone: () => Promise<unknown[][]>;
  readonly resolve: (rows: unknown[][]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Several cards in one statement: what a statement costs before it reads a row is most of what a card costs. The first
 * of a dashboard is asked at once, and those that come meanwhile together after it.
 */
export function createCards(rows: (query: BuiltQuery) => Promise<unknown[][]>, dialect: Dialect) {
  const lines = new Map<string, Waiting[]>();

  async function askTogether(siteId: number, some: readonly Waiting[]): Promise<void> {
    const cards = some.map(({ card }) => card);
    try {
      const found = await rows(buildCards({ siteId, cards }, dialect));
      for (const { card, resolve } of some) resolve(rowsOf(card, cards, found));
    } catch (error) {
      for (const one of some) {
        if (error instanceof QueryTooHeavy) await askAlone(one);
        else one.reject(error);
      }
    }
  }

  const askAlone = ({ alone, resolve, reject }: Waiting) => alone().then(resolve, reject);

  async function askAll(key: string, siteId: number): Promise<void> {
    for (let line = lines.get(key) ?? []; line.length > 0; line = lines.get(key) ?? []) {
      const ofEachSet = new Map(line.map((one) => [one.card.set, one]).reverse() as [number, Waiting][]);
      const some = [...ofEachSet.values()];
      lines.set(
        key,
        line.filter((one) => !some.includes(one)),
      );
      const [one, another] = some as [Waiting, Waiting?];
      await (another === undefined ? askAlone(one) : askTogether(siteId, some));
    }
    lines.delete(key);
  }

  /** `key` is the same for cards of the same days. */
  return function rowsOfCard(
    key: string,
    siteId: number,
    { card, alone }: Pick<Waiting, "card" | "alone">,
  ): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      const line = lines.get(key);
      const waiting = { card, alone, resolve, reject };
      if (line !== undefined) {
        line.push(waiting);
        return;
      }
      lines.set(key, [waiting]);
      void askAll(key, siteId);
    });
  };
}
