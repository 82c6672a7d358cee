import type { EventStore } from "../../../ports/event-store.ts";
import type { EventStoreOptions } from "../options.ts";
import { clientConfig, createConnections } from "./connections.ts";
import { readPlace } from "./place.ts";
import { createPostgresStore } from "./store.ts";

/** Batches that may be written at once; two of one site's day wait for each other at the end. */
const WRITERS = 4;

/** Opens the store at `postgres://…?schema=<name>`. Connects when it is first used, and again whenever it must. */
export async function open(url: string, options: EventStoreOptions): Promise<EventStore> {
  const { Client, Pool } = (await import("pg")).default;
  const { connectionString, schema } = readPlace(url);
  const config = clientConfig(connectionString);
  const connections = (max: number) => createConnections(new Pool({ ...config, max }), max);
  return createPostgresStore({
    url,
    schema,
    options,
    reads: connections(options.readers),
    writes: connections(WRITERS),
    async connect() {
      const client = new Client(config);
      await client.connect();
      return client;
    },
  });
}
