import { createClient } from "redis";
import { afterAll, afterEach } from "vitest";
import { type RedisServer, startRedis } from "./redis.ts";

export interface RedisOfFile {
  /** For all tests of the file: each takes a prefix of its own. */
  readonly shared: RedisServer;
  /** Starts one that a test may harm; it ends with the test. */
  startOwn(settings?: Readonly<Record<string, string>>): Promise<RedisServer>;
}

interface Closable {
  close(): Promise<void>;
}

/** Servers for the tests of a file. Call it once at the top, before useOpened: what is opened on a server is closed first. */
export async function useRedis(): Promise<RedisOfFile> {
  const shared = await startRedis();
  const own = new Set<RedisServer>();
  afterEach(async () => {
    for (const server of own) await server.stop();
    own.clear();
  });
  afterAll(() => shared.stop());
  return {
    shared,
    async startOwn(settings = {}) {
      const server = await startRedis(settings);
      own.add(server);
      return server;
    },
  };
}

/** Closes after each test what it was given in it. */
export function useOpened(): <Driver extends Closable>(driver: Driver) => Driver {
  const opened = new Set<Closable>();
  afterEach(async () => {
    for (const driver of opened) await driver.close();
    opened.clear();
  });
  return function closeAfterTest(driver) {
    opened.add(driver);
    return driver;
  };
}

/** Sends commands past a driver, as an operator does. */
export async function operate<Result>(
  url: string,
  work: (send: (...args: string[]) => Promise<unknown>) => Promise<Result>,
): Promise<Result> {
  const client = createClient({ url });
  await client.connect();
  try {
    return await work((...args) => client.sendCommand(args));
  } finally {
    client.destroy();
  }
}
