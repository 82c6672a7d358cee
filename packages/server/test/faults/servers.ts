import type { TestServer } from "../servers/test-server.ts";

export type QueueKind = "disk";
export type StoreKind = "chdb";

interface QueueServers {
  readonly broker: TestServer | null;
  readonly state: TestServer | null;
}

/** What a queue needs to run on. */
export const QUEUE_SERVERS: Readonly<Record<QueueKind, () => Promise<QueueServers>>> = {
  disk: async () => ({ broker: null, state: null }),
};

export const STORE_SERVERS: Readonly<Record<StoreKind, () => Promise<TestServer | null>>> = {
  chdb: async () => null,
};
