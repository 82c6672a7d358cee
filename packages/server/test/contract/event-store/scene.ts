import type { TableRow } from "@millrace/protocol";
import type { Event } from "../../../src/domain/event/event.ts";
import type { EventStore, QueryPlan } from "../../../src/ports/event-store.ts";
import { buildEvent } from "../../build/build-envelope.ts";

/** One store, since an embedded one binds its process to a folder. Every test has a site of its own in it. */
export interface Scene {
  readonly store: EventStore;
  newSite(): number;
  newToken(): string;
  insert(events: readonly Event[], token?: string): Promise<void>;
  /** Inserts events of a new site, and returns its id. */
  siteWith(events: readonly Partial<Event>[]): Promise<number>;
  eventsOf(siteId: number): Promise<Event[]>;
  rowsOf(plan: QueryPlan): Promise<readonly TableRow[]>;
  /** Returns a page's views by the start of their hour, of all time. */
  viewsOf(page: string): Promise<[number, number][]>;
}

export const METRICS = ["visitors", "pageviews", "events"] as const;
export type Figures = [value: string, visitors: number, pageviews: number, events: number];

export const LARGEST_ID = "18446744073709551615";
export const ALL_TIME = { from: 0, to: Date.parse("2100-01-01T00:00:00Z") };

/** `storeNow`: the store is opened before the first test, and the scene made before that. */
export function createScene(storeNow: () => EventStore): Scene {
  let sites = 0;
  let tokens = 0;
  const scene: Scene = {
    get store() {
      return storeNow();
    },
    newSite: () => ++sites,
    newToken: () => `test:0:${++tokens}`,
    async insert(events, token = scene.newToken()) {
      await scene.store.insert(scene.store.encode(events), token);
    },
    async siteWith(events) {
      const siteId = scene.newSite();
      await scene.insert(events.map((event) => buildEvent({ ...event, siteId })));
      return siteId;
    },
    async eventsOf(siteId) {
      const found: Event[] = [];
      for await (const event of scene.store.readEvents()) if (event.siteId === siteId) found.push(event);
      return found;
    },
    rowsOf: async (plan) => (await scene.store.query(plan)).rows,
    viewsOf: async (page) => [...(await scene.store.viewsByHour({ page, ...ALL_TIME }))],
  };
  return scene;
}

export function planFor(siteId: number, changes: Partial<QueryPlan>): QueryPlan {
  return {
    siteId,
    ...ALL_TIME,
    zone: "UTC",
    metrics: METRICS,
    dimensions: [],
    filters: [],
    goals: [],
    filtersWithoutGoals: [],
    totals: {},
    useSealed: true,
    orderBy: [[changes.metrics?.[0] ?? "visitors", "desc"]],
    limit: 10_000,
    offset: 0,
    ...changes,
  };
}

export const figures = (rows: readonly TableRow[]) =>
  rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
