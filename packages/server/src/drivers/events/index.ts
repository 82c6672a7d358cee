import { lookUp } from "@millrace/protocol";
import type { EventStore } from "../../ports/event-store.ts";
import type { EventStoreOptions } from "./options.ts";

/** Event store drivers by URL scheme. Each is imported when it is opened. */
export const EVENT_STORE_DRIVERS: Readonly<
  Record<string, () => Promise<{ open(url: string, options: EventStoreOptions): Promise<EventStore> }>>
> = {
  chdb: () => import("./clickhouse/chdb.ts"),
  postgres: () => import("./postgres/postgres.ts"),
  postgresql: () => import("./postgres/postgres.ts"),
  clickhouse: () => import("./clickhouse/server.ts"),
  clickhouses: () => import("./clickhouse/server.ts"),
};

/** Throws when no driver serves the URL's scheme. */
export async function openEventStore(url: string, options: EventStoreOptions): Promise<EventStore> {
  const load = lookUp(EVENT_STORE_DRIVERS, url.slice(0, url.indexOf(":")));
  if (load === undefined) {
    throw new Error(
      `EVENTS_URL=${url.replace(/\/\/.*@/, "//")}: no such event store, expected ${Object.keys(EVENT_STORE_DRIVERS).join(", ")}`,
    );
  }
  return (await load()).open(url, options);
}
