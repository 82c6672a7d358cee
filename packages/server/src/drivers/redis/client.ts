import type { RedisClientType } from "redis";

/** How long connecting may take. */
const CONNECT_MS = 3000;
const RECONNECT_MIN_MS = 50;
const RECONNECT_MAX_MS = 2000;

export type RedisClient = RedisClientType<
  Record<never, never>,
  Record<never, never>,
  Record<never, never>,
  2
>;

/** For a connection that may be silent for long: it is asked for a sign of life, and made anew when none comes. */
export interface KeepAlive {
  readonly pingMs: number;
  readonly silentMs: number;
}

export type MakeClient = (keepAlive?: KeepAlive) => RedisClient;

/** Clients of one server, not connected yet; each comes back by itself for ever once it is. */
export async function loadClientMaker(serverUrl: string): Promise<MakeClient> {
  const { createClient } = await import("redis");
  return function makeClient(keepAlive) {
    return createClient({
      RESP: 2,
      url: serverUrl,
      // A call that waits for a connection would keep its sender waiting; it is told to come again instead.
      disableOfflineQueue: true,
      ...(keepAlive !== undefined && { pingInterval: keepAlive.pingMs }),
      socket: {
        connectTimeout: CONNECT_MS,
        reconnectStrategy: backOff,
        ...(keepAlive !== undefined && { socketTimeout: keepAlive.silentMs }),
      },
    });
  };
}

/** Doubles, with jitter, so that a thousand clients don't return in step. */
function backOff(retries: number): number {
  const most = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** Math.min(retries, 10));
  return most / 2 + (Math.random() * most) / 2;
}
