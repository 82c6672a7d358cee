import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildEvent } from "../../../test/build/build-envelope.ts";
import { type Act, ScriptedStore } from "../../../test/build/scripted-store.ts";
import { RowsRefused, StoreUnavailable } from "../../domain/errors.ts";
import type { Event } from "../../domain/event/event.ts";
import { type Cuts, type Insert, writeInHalves } from "./write-in-halves.ts";

const insertInto =
  (store: ScriptedStore): Insert =>
  (events, token) =>
    store.insert(store.encode(events), token);

/** A store that refuses rows of the path /poison. */
function pickyStore(): ScriptedStore {
  const store = new ScriptedStore();
  store.script = refusePoison;
  return store;
}

function refusePoison(events: readonly Event[]): Act {
  return events.some(({ path }) => path === "/poison")
    ? { before: new RowsRefused("a row is poison") }
    : "ok";
}

function newCuts(): Cuts & { readonly ranges: Set<string> } {
  const ranges = new Set<string>();
  return { ranges, has: (range) => ranges.has(range), add: async (range) => void ranges.add(range) };
}

const eventsOf = (poison: readonly boolean[]) =>
  poison.map((bad) => buildEvent({ path: bad ? "/poison" : "/good" }));

describe("writeInHalves", () => {
  it("writes every good row once and finds every refused one, wherever they stand", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (poison) => {
        const store = pickyStore();
        const events = eventsOf(poison);
        const refused = await writeInHalves(insertInto(store), events, "q:0:1-40", newCuts());
        expect(refused.map(({ index }) => index)).toEqual(
          poison.flatMap((bad, index) => (bad ? [index] : [])),
        );
        expect(refused.every(({ attempts }) => attempts === 5)).toBe(true);
        expect(store.rows.map(({ id }) => id)).toEqual(
          events.filter((_, index) => !poison[index]).map(({ id }) => id),
        );
      }),
    );
  });

  it("keeps apart what was cut apart: begun again after an outage anywhere, nothing is doubled, even when the poison is healed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        fc.array(
          fc.constantFrom<"ok" | "before" | "noted" | "after">("ok", "ok", "before", "noted", "after"),
          {
            maxLength: 30,
          },
        ),
        fc.boolean(),
        async (poison, outages, heals) => {
          const store = new ScriptedStore();
          const cuts = newCuts();
          const events = eventsOf(poison);
          let healed = false;
          store.script = (rows) => {
            const picky = healed ? "ok" : refusePoison(rows);
            const next = outages.shift() ?? "ok";
            if (next === "ok" || picky !== "ok") return picky;
            const error = new StoreUnavailable("away");
            return { [next]: error } as Act;
          };
          let refused = null;
          let insert = insertInto(store);
          while (refused === null) {
            refused = await writeInHalves(insert, events, "q:0:1-20", cuts).catch((error) => {
              if (!(error instanceof StoreUnavailable)) throw error;
              healed = heals;
              insert = (part, token) => store.insertMissing(part, token);
              return null;
            });
          }
          const dead = refused.map(({ index }) => events[index] as Event);
          expect([...store.rows, ...dead].map(({ id }) => id).sort()).toEqual(
            events.map(({ id }) => id).sort(),
          );
        },
      ),
    );
  });

  it("keeps the first and the last error of a refused row", async () => {
    const store = new ScriptedStore();
    let attempt = 0;
    store.script = () => ({ before: new RowsRefused(`refusal ${++attempt}`) });
    expect(await writeInHalves(insertInto(store), eventsOf([true]), "q:0:1-1", newCuts())).toEqual([
      { index: 0, attempts: 5, firstError: "refusal 1", lastError: "refusal 5" },
    ]);
  });

  it("writes a row that is refused a few times and then taken", async () => {
    const store = new ScriptedStore();
    let attempt = 0;
    store.script = () => (++attempt < 5 ? { before: new RowsRefused("not yet") } : "ok");
    expect(await writeInHalves(insertInto(store), eventsOf([false]), "q:0:1-1", newCuts())).toEqual([]);
    expect(store.rows).toHaveLength(1);
  });

  it("never uses the token of the whole batch, nor one token for different rows", async () => {
    const store = pickyStore();
    await writeInHalves(insertInto(store), eventsOf([false, true, false, true, false]), "q:0:1-5", newCuts());
    const rowsOf = new Map<string, string>();
    for (const { token, ids } of store.asked) {
      expect(token).not.toBe("q:0:1-5");
      expect(rowsOf.get(token) ?? ids.join()).toBe(ids.join());
      rowsOf.set(token, ids.join());
    }
  });
});
