import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startRabbit } from "../servers/rabbitmq.ts";
import { startRedis } from "../servers/redis.ts";
import type { TestServer } from "../servers/test-server.ts";

export type QueueKind = "disk" | "redis" | "rabbitmq";
export type StoreKind = "chdb" | "clickhouse" | "postgres";

interface QueueServers {
  /** null: the queue is a folder. */
  readonly broker: TestServer | null;
  /** Where state lies; null: in a folder. */
  readonly state: TestServer | null;
}

/** What a queue needs to run on. */
export const QUEUE_SERVERS: Readonly<Record<QueueKind, () => Promise<QueueServers>>> = {
  disk: async () => ({ broker: null, state: null }),
  redis: async () => {
    const redis = await startRedis();
    return { broker: redis, state: redis };
  },
  rabbitmq: async () => {
    const [broker, state] = await Promise.all([startRabbit(), startRedis()]);
    return { broker, state };
  },
};

export const STORE_SERVERS: Readonly<Record<StoreKind, () => Promise<TestServer | null>>> = {
  chdb: async () => null,
  clickhouse: () => startClickHouse(),
  postgres: () => startPostgres(),
};

/** Accounts lie in PostgreSQL wherever several workers may stand side by side, as they would for a team. */
export const startAccounts: () => Promise<TestServer> = () => startPostgres();
