import type { FastifyInstance } from "fastify";
import { STORED_TOPIC } from "../domain/event/stored-news.ts";
import { SECOND } from "../domain/time.ts";
import { liveRoute } from "../http/native/live.ts";
import { createAskedHost } from "../http/serve/guard/asked-host.ts";
import type { Behind } from "../http/serve/relay/behind.ts";
import { forwardLive } from "../http/serve/relay/relay-sockets.ts";
import { createLiveSnapshot, type LiveSnapshotDeps } from "../live/live-snapshot.ts";
import { createWatchSites } from "../live/watch-sites.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";
import type { RunningRole } from "../roles/worker.ts";
import type { Config } from "./config.ts";

const AGAIN_MS = 2 * SECOND;

export interface LiveParts {
  readonly config: Config;
  readonly accounts: Accounts;
  readonly bus: LiveBus;
  readonly queries: LiveSnapshotDeps;
  readonly clock: Clock;
  readonly log: Log;
}

/** The live WebSocket of a process with the role api. */
export function addLive(server: FastifyInstance, parts: LiveParts): RunningRole {
  const { config, accounts, bus, queries, clock, log } = parts;
  const sites = createWatchSites({ liveSnapshot: createLiveSnapshot(queries), clock, log });
  const stopListening = listen(bus, STORED_TOPIC, sites.hearStored, log);
  liveRoute(server, {
    find: (name) => accounts.findSite(name),
    watch: sites.watch,
    askedHost: createAskedHost(config.trustedProxies),
    log,
  });
  return {
    async stop() {
      sites.close();
      await stopListening();
    },
  };
}

/** The same at an edge without reports of its own. */
export function addForwardedLive(server: FastifyInstance, { trustedProxies }: Config, behind: Behind): void {
  forwardLive(server, { behind, askedHost: createAskedHost(trustedProxies) });
}

/** Listens to a topic as soon as the bus lets it; returns what ends that. */
export function listen(
  bus: LiveBus,
  topic: string,
  hear: (message: string) => void,
  log: Log,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  let leave = () => {};

  async function attempt(): Promise<void> {
    try {
      leave = await bus.subscribe(topic, hear);
      if (isEnded) leave();
    } catch (error) {
      log.warn({ topic, error: (error as Error).message }, "can't listen to the live bus, trying again");
      if (!isEnded) timer = setTimeout(() => void attempt(), AGAIN_MS).unref();
    }
  }

  const first = attempt();
  return async function stopListening() {
    isEnded = true;
    clearTimeout(timer);
    await first;
    leave();
  };
}
