import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  CONNECTIONS_IN_A_MESSAGE,
  encodePresence,
  PRESENCE_TOPIC,
  PRESENCE_WANTED_TOPIC,
} from "../../domain/presence-news.ts";
import { SECOND } from "../../domain/time.ts";
import { openState } from "../../drivers/state/index.ts";
import { type LiveBus, MAX_MESSAGE_BYTES } from "../../ports/live-bus.ts";
import { createEdgePresence, type EdgePresence } from "./edge-presence.ts";
import { PresentVisitors } from "./present-visitors.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const clock = { now: () => Date.now() };

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
  vi.useRealTimers();
});
const stopping: (() => unknown)[] = [];

/** A bus that loses messages while told to. */
async function openBus() {
  const state = await openState("memory:", { guards: { fsync: true } });
  let loses = (_topic: string) => false;
  const bus: Pick<LiveBus, "publish" | "subscribe"> = {
    async publish(topic, message) {
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      if (!loses(topic)) await state.publish(topic, message);
    },
    subscribe: (topic, listener) => state.subscribe(topic, listener),
  };
  const lose = (which: (topic: string) => boolean) => {
    loses = which;
  };
  return { bus, lose };
}

type Bus = Awaited<ReturnType<typeof openBus>>["bus"];

function openEdge(bus: Bus, name: string): EdgePresence {
  const edge = createEdgePresence({ name, bus, clock, log });
  stopping.push(() => edge.stop());
  return edge;
}

async function openViewers(bus: Bus) {
  const ended: string[] = [];
  const present = new PresentVisitors({
    bus,
    clock,
    changed() {},
    ended: (siteId, visitorId) => void ended.push(`${siteId} ${visitorId}`),
  });
  stopping.push(() => present.close());
  await bus.subscribe(PRESENCE_TOPIC, (message) => present.hear(message));
  return { ended, of: (siteId: number) => present.of(siteId) };
}

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const saw = (edge: EdgePresence, visitorId: string, page: string | null, siteId = 1) => {
  const id = edge.newConnection();
  edge.saw(id, { siteId, visitorId, page, isEvent: true });
  return id;
};

it("is put together from all edges, also by a process that starts later", async () => {
  const { bus } = await openBus();
  const [a, b] = [openEdge(bus, "a"), openEdge(bus, "b")];
  const early = await openViewers(bus);
  saw(a, "1", "/x");
  saw(b, "1", "/y");
  saw(b, "2", "/y");
  saw(b, "9", "/y", 2);
  await after(1000);
  const late = await openViewers(bus);
  await after(6000);
  for (const viewers of [early, late]) {
    expect(viewers.of(1)).toMatchObject({ connected: 2, recent: 2, pages: [["/y", 2]] });
    expect(viewers.of(2)).toMatchObject({ connected: 1 });
  }
});

it("does not count events of other names as pages, and keeps the page", async () => {
  const { bus } = await openBus();
  const edge = openEdge(bus, "a");
  const viewers = await openViewers(bus);
  const id = saw(edge, "1", "/x");
  edge.saw(id, { siteId: 1, visitorId: "1", page: null, isEvent: true });
  await after(500);
  expect(viewers.of(1).pages).toEqual([["/x", 1]]);
});

it("counts a visitor as one of the last five minutes by events alone, which stored ones tell of too", async () => {
  const { bus } = await openBus();
  const edge = openEdge(bus, "a");
  const viewers = await openViewers(bus);
  const id = edge.newConnection();
  edge.saw(id, { siteId: 1, visitorId: "1", page: "/x", isEvent: false });
  await after(500);
  expect(viewers.of(1)).toMatchObject({ connected: 1, recent: 0 });
  edge.saw(id, { siteId: 1, visitorId: "1", page: null, isEvent: true });
  await after(500);
  expect(viewers.of(1)).toMatchObject({ connected: 1, recent: 1 });
  // The edge is gone and the visitor at another one, which knows of no event.
  edge.left(id, () => {});
  const other = openEdge(bus, "b");
  other.saw(other.newConnection(), { siteId: 1, visitorId: "1", page: null, isEvent: false });
  await after(60_000);
  expect(viewers.of(1)).toMatchObject({ connected: 1, recent: 1 });
  await after(5 * 60_000);
  expect(viewers.of(1)).toMatchObject({ connected: 1, recent: 0 });
});

it("ends a session after the grace, once, and not when the visitor is back at another edge", async () => {
  const { bus } = await openBus();
  const [a, b] = [openEdge(bus, "a"), openEdge(bus, "b")];
  const viewers = await openViewers(bus);
  const first = saw(a, "1", "/x");
  await after(1000);
  a.left(first, () => {});
  await after(9000);
  const second = saw(b, "1", "/y");
  await after(60_000);
  expect(viewers.ended).toEqual([]);
  b.left(second, () => {});
  await after(9500);
  expect([viewers.ended, viewers.of(1).connected]).toEqual([[], 0]);
  await after(3000);
  expect(viewers.ended).toEqual(["1 1"]);
  await after(600_000);
  expect(viewers.ended).toEqual(["1 1"]);
});

it("calls the end of a visit at its edge after the grace, unless the visitor has another connection there", async () => {
  const { bus } = await openBus();
  const edge = openEdge(bus, "a");
  const ends: string[] = [];
  const [one, other] = [saw(edge, "1", "/x"), saw(edge, "1", "/y")];
  edge.left(one, () => ends.push("one"));
  await after(11_000);
  edge.left(other, () => ends.push("other"));
  await after(9000);
  expect(ends).toEqual([]);
  await after(2000);
  expect(ends).toEqual(["other"]);
});

it("ends within 40 s with an edge that was killed", async () => {
  const { bus, lose } = await openBus();
  const edge = openEdge(bus, "a");
  const viewers = await openViewers(bus);
  saw(edge, "1", "/x");
  await after(20_000);
  expect(viewers.of(1).connected).toBe(1);
  lose((topic) => topic === PRESENCE_TOPIC);
  await after(40_000);
  expect([viewers.of(1).connected, viewers.ended]).toEqual([0, ["1 1"]]);
});

it("ends at once with an edge that stops", async () => {
  const { bus } = await openBus();
  const edge = openEdge(bus, "a");
  const viewers = await openViewers(bus);
  saw(edge, "1", "/x");
  await after(1000);
  await edge.stop();
  expect(viewers.of(1).connected).toBe(0);
});

it("fits into the bus however long paths and however many connections are", async () => {
  const { bus } = await openBus();
  const edge = openEdge(bus, "a");
  const viewers = await openViewers(bus);
  for (let n = 0; n < CONNECTIONS_IN_A_MESSAGE * 3 + 1; n++)
    saw(edge, `${2n ** 64n - BigInt(n + 1)}`, `/${"\n語".repeat(900)}`);
  await after(2000);
  expect(viewers.of(1).connected).toBe(CONNECTIONS_IN_A_MESSAGE * 3 + 1);
  const late = await openViewers(bus);
  await after(6000);
  expect(late.of(1).connected).toBe(CONNECTIONS_IN_A_MESSAGE * 3 + 1);
});

it.each(["", "null", "[]", '{"edge":"a"}', '{"edge":"a","sequence":1,"open":[[1,2]],"closed":[]}'])(
  "hears nothing in %j",
  async (message) => {
    const { bus } = await openBus();
    const viewers = await openViewers(bus);
    await bus.publish(PRESENCE_TOPIC, message);
    expect(viewers.of(1).connected).toBe(0);
  },
);

it("is right within 15 s, whatever happened and whichever messages were lost", async () => {
  const steps = fc.array(
    fc.record({
      edge: fc.integer({ min: 0, max: 1 }),
      act: fc.constantFrom("arrive", "leave", "view", "lose", "keep"),
      visitor: fc.integer({ min: 1, max: 4 }),
      waitMs: fc.integer({ min: 0, max: 3000 }),
    }),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { bus, lose } = await openBus();
      const edges = [openEdge(bus, "a"), openEdge(bus, "b")];
      const viewers = await openViewers(bus);
      const open: { edge: number; id: number; visitor: number }[] = [];
      for (const { edge, act, visitor, waitMs } of all) {
        const at = edges[edge] as EdgePresence;
        const mine = open.findIndex((one) => one.edge === edge && one.visitor === visitor);
        const found = open[mine];
        if (act === "arrive") open.push({ edge, visitor, id: saw(at, String(visitor), "/") });
        else if (act === "lose") lose((topic) => topic === PRESENCE_TOPIC || topic === PRESENCE_WANTED_TOPIC);
        else if (act === "keep") lose(() => false);
        else if (found !== undefined && act === "view")
          at.saw(found.id, { siteId: 1, visitorId: String(visitor), page: "/v", isEvent: true });
        else if (found !== undefined) {
          at.left(found.id, () => {});
          open.splice(mine, 1);
        }
        await after(waitMs);
      }
      lose(() => false);
      await after(15 * SECOND);
      expect(viewers.of(1).connected).toBe(new Set(open.map(({ visitor }) => visitor)).size);
      for (const stop of stopping.splice(0)) await stop();
    }),
    { numRuns: 60 },
  );
}, 60_000);

it("of a message that is not next, requests all", async () => {
  const { bus } = await openBus();
  const wanted: string[] = [];
  await bus.subscribe(PRESENCE_WANTED_TOPIC, (edge) => wanted.push(edge));
  await openViewers(bus);
  const news = (sequence: number) => encodePresence({ edge: "z", sequence, all: null, open: [], closed: [] });
  await bus.publish(PRESENCE_TOPIC, news(7));
  await bus.publish(PRESENCE_TOPIC, news(8));
  await bus.publish(PRESENCE_TOPIC, news(10));
  expect(wanted).toEqual(["", "z", "z"]);
});
