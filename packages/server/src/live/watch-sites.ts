import type { LiveMessage } from "@millrace/protocol";
import { decodeStored, type StoredAtSite } from "../domain/event/stored-news.ts";
import type { Site } from "../domain/site/site.ts";
import { SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { LiveCounts, LiveOrigins, ReadLiveSnapshot } from "./live-snapshot.ts";
import { ThrottledLook } from "./throttled-look.ts";

/** Least time between two looks, however much is stored. */
const APART_MS = SECOND / 2;
const AGAIN_MS = 2 * SECOND;
/** Looks again after this long, since visitors leave without an event. */
const STALE_MS = 10 * SECOND;

/** Receives each message as the JSON of a LiveMessage, encoded once for all viewers of a site. */
export type Viewer = (message: string) => void;

export interface WatchSitesDeps {
  readonly liveSnapshot: ReadLiveSnapshot;
  readonly clock: Clock;
  readonly log: Log;
}

/** The sites that viewers of this process watch. */
export interface WatchedSites {
  /**
   * Sends the viewer a snapshot as soon as there is one, and changes from then on. Returns a function that ends that.
   */
  watch(site: Site, viewer: Viewer): () => void;
  /** Called with each message of the topic STORED_TOPIC. */
  hearStored(message: string): void;
  /** Stops all looks and messages. */
  close(): void;
}

/**
 * Reads the store once for all viewers of a site: when the first viewer comes, when something was stored (throttled to
 * once every half second), and every ten seconds. A failed read is repeated, and viewers keep what they have.
 */
export function createWatchSites(deps: WatchSitesDeps): WatchedSites {
  const watched = new Map<number, WatchedSite>();
  return {
    watch(site, viewer) {
      const one = watched.get(site.id) ?? new WatchedSite(site.name, deps);
      watched.set(site.id, one);
      const leave = one.add(viewer);
      return () => {
        leave();
        if (!one.isEmpty || watched.get(site.id) !== one) return;
        one.close();
        watched.delete(site.id);
      };
    },
    hearStored(message) {
      if (watched.size === 0) return;
      for (const news of decodeStored(message)) watched.get(news.siteId)?.hear(news);
    },
    close() {
      for (const one of watched.values()) one.close();
      watched.clear();
    },
  };
}

/** Sends counts as soon as they are read. Origins take longer: until then, the previous ones are sent along. */
class WatchedSite {
  readonly #viewers = new Set<{ readonly show: Viewer }>();
  readonly #looks: { readonly counts: ThrottledLook; readonly origins: ThrottledLook };
  #counts: LiveCounts | null = null;
  #origins: LiveOrigins | null = null;
  #last: string | null = null;
  #isClosed = false;

  constructor(name: string, { liveSnapshot, clock, log }: WatchSitesDeps) {
    const looking = (look: () => Promise<void>) => () =>
      look().catch((error: Error) => {
        log.debug({ error: error.message }, "could not compute live numbers, retrying");
        throw error;
      });
    const readOrigins = looking(async () => {
      this.#origins = await liveSnapshot.origins(name, clock.now());
      this.#show();
    });
    const origins = new ThrottledLook(readOrigins, { apartMs: APART_MS, againMs: AGAIN_MS, staleMs: null });
    const readCounts = looking(async () => {
      this.#counts = await liveSnapshot.counts(name, clock.now());
      this.#show();
      origins.ask();
    });
    const counts = new ThrottledLook(readCounts, { apartMs: APART_MS, againMs: AGAIN_MS, staleMs: STALE_MS });
    this.#looks = { counts, origins };
  }

  get isEmpty(): boolean {
    return this.#viewers.size === 0;
  }

  add(show: Viewer): () => void {
    const viewer = { show };
    this.#viewers.add(viewer);
    if (this.#last !== null) show(this.#last);
    this.#looks.counts.ask();
    return () => void this.#viewers.delete(viewer);
  }

  hear({ count, events }: StoredAtSite): void {
    // Nothing came: an erasure took something away.
    if (count > 0) this.#tell(encode({ type: "events", count, events }));
    this.#looks.counts.ask();
  }

  close(): void {
    this.#isClosed = true;
    this.#looks.counts.close();
    this.#looks.origins.close();
  }

  #show(): void {
    if (this.#isClosed || this.#counts === null || this.#origins === null) return;
    const snapshot = encode({ type: "snapshot", ...this.#counts, ...this.#origins });
    if (snapshot === this.#last) return;
    this.#last = snapshot;
    this.#tell(snapshot);
  }

  #tell(message: string): void {
    for (const { show } of this.#viewers) show(message);
  }
}

const encode = (message: LiveMessage): string => JSON.stringify(message);
