import type { ClickHouseClient } from "@clickhouse/client";
import { StoreUnavailable } from "../../../domain/errors.ts";
import { makePrivateFolder } from "../../disk/private-files.ts";
import type { Transport } from "./transport.ts";

/** Opens ClickHouse inside this process on a folder, or on memory when the URL is `chdb::memory:`. */
export async function openChdbTransport(url: string, readers: number): Promise<Transport> {
  const { createClient } = await import("@clickhouse/client");
  const { createChdbConnection } = await import("chdb/connection");
  const path = url.slice("chdb:".length);
  if (path !== ":memory:") makePrivateFolder(path);

  function connect(): ClickHouseClient {
    try {
      // chdb types its connection against a package of its own that names the same shapes.
      return createClient({ connection: createChdbConnection({ path }) as never });
    } catch (error) {
      throw new StoreUnavailable(
        `[events:chdb] ${path} can't be opened (one process may open it at a time): ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  const write = connect();
  const all = Array.from({ length: readers }, connect);
  const free = [...all];
  const line: ((client: ClickHouseClient) => void)[] = [];

  function take(): Promise<ClickHouseClient> {
    const client = free.pop();
    return client === undefined ? new Promise((resolve) => line.push(resolve)) : Promise.resolve(client);
  }

  function giveBack(client: ClickHouseClient): void {
    const next = line.shift();
    if (next === undefined) free.push(client);
    else next(client);
  }

  return {
    write,
    async read(run) {
      const client = await take();
      try {
        return await run(client);
      } finally {
        giveBack(client);
      }
    },
    async close() {
      // Closing under a running statement can abort the engine: hold every reader first.
      await Promise.all(all.map(take));
      await Promise.all([write, ...all].map((client) => client.close()));
    },
  };
}
