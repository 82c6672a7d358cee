import type { LegacyList } from "../../ports/legacy-list.ts";

/**
 * Opens the list that a URL such as `redis-list://[user:password@]host:6379[/db][?key=analytics:events]` names, filled by
 * LPUSH and read from its right end. What is under way stands in `<key>:millrace:batch`, what was refused in
 * `<key>:millrace:refused`.
 */
export async function open(url: string): Promise<LegacyList> {
  const { createClient } = await import("redis");
  const server = new URL(url.replace(/^redis-list:(redis:)?/, "redis:"));
  const key = server.searchParams.get("key") ?? "analytics:events";
  server.search = "";
  const client = createClient({
    url: server.href,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: false },
  });
  client.on("error", () => {});
  await client.connect().catch((error: Error) => {
    throw new Error(`[queue:redis-list] ${server.host} does not answer: ${error.message}`, { cause: error });
  });
  const underWay = `${key}:millrace:batch`;
  const counter = `${key}:millrace:batches`;

  return {
    waiting: () => client.lLen(key),
    async take(max) {
      let items = await client.lRange(underWay, 0, -1);
      if (items.length === 0) {
        const next = Math.min(max, await client.lLen(key));
        // Moved one by one by the server itself: a crash in between leaves a shorter batch, never a lost item.
        await Promise.all(Array.from({ length: next }, () => client.lMove(key, underWay, "RIGHT", "RIGHT")));
        items = await client.lRange(underWay, 0, -1);
      }
      return items.length === 0 ? null : { number: Number((await client.get(counter)) ?? 0), items };
    },
    async done(_batch, refused) {
      const step = client.multi().del(underWay).incr(counter);
      if (refused.length > 0) step.rPush(`${key}:millrace:refused`, [...refused]);
      await step.exec();
    },
    async close() {
      client.destroy();
    },
  };
}
