import { describe, expect, it } from "vitest";
import { TooManyQueries } from "../domain/errors.ts";
import type { QueryPlan, QueryResult } from "../ports/event-store.ts";
import { createQueryLine } from "./query-line.ts";

/** A store whose queries end when they are told to. */
function openStore() {
  const begun: number[] = [];
  const ends = new Map<number, (failure?: Error) => void>();
  const query = ({ siteId }: QueryPlan): Promise<QueryResult> => {
    begun.push(siteId);
    return new Promise((resolve, reject) => {
      ends.set(siteId, (failure) =>
        failure === undefined
          ? resolve({ rows: [], currencies: [], hasMixedRevenue: false })
          : reject(failure),
      );
    });
  };
  const others = {
    countRows: async () => 0,
    firstEventAt: async () => null,
    recentVisitors: async () => [],
    propertyKeys: async () => [],
    recentEvents: async () => [],
    listSessions: async () => [],
    readSession: async () => null,
  };
  return { store: { query, ...others }, begun, ends };
}

const planOf = (siteId: number) => ({ siteId }) as QueryPlan;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the line of queries", () => {
  it("runs as many at once as it may, and the others in the order in which they came", async () => {
    const { store, begun, ends } = openStore();
    const line = createQueryLine(store, { atOnce: 2 });
    const answers = [1, 2, 3, 4].map((siteId) => line.query(planOf(siteId)));
    await settled();
    expect(begun).toEqual([1, 2]);
    ends.get(2)?.();
    await settled();
    expect(begun).toEqual([1, 2, 3]);
    ends.get(1)?.(new Error("broken"));
    await expect(answers[0]).rejects.toThrow("broken");
    await settled();
    expect(begun).toEqual([1, 2, 3, 4]);
    for (const siteId of [3, 4]) ends.get(siteId)?.();
    await Promise.all(answers.slice(1));
  });

  it("refuses who would wait too long, and goes on with the others", async () => {
    const { store, begun, ends } = openStore();
    const line = createQueryLine(store, { atOnce: 1, waitMs: 20 });
    const first = line.query(planOf(1));
    await expect(line.query(planOf(2))).rejects.toThrow(TooManyQueries);
    const third = line.query(planOf(3));
    ends.get(1)?.();
    await first;
    await settled();
    expect(begun).toEqual([1, 3]);
    ends.get(3)?.();
    await third;
    const fourth = line.countRows(planOf(4));
    expect(await fourth).toBe(0);
  });

  it("refuses at once when too many wait", async () => {
    const { store, ends } = openStore();
    const line = createQueryLine(store, { atOnce: 1, most: 1 });
    const first = line.query(planOf(1));
    const second = line.query(planOf(2));
    await expect(line.query(planOf(3))).rejects.toThrow("1 queries are waiting");
    ends.get(1)?.();
    await settled();
    ends.get(2)?.();
    await Promise.all([first, second]);
  });
});
