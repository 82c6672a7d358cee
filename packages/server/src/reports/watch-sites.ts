import type { LiveEvents, LiveMessage } from "@millrace/protocol";
import type { Site } from "../domain/site.ts";
import { decodeStored, type StoredAtSite } from "../domain/stored-news.ts";
import { SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { LiveCounts, LiveOrigins, ReadLiveSnapshot } from "./live-snapshot.ts";

/** Snapshots of a site begin at least this far apart, however much is stored. */
const APART_MS = SECOND / 2;
/** After a look that failed. */
const AGAIN_MS = 2 * SECOND;
/** Visitors leave without an event: looked at again although nothing came. */
const STALE_MS = 10 * SECOND;

/** Is given each message as the JSON of a LiveMessage, made once for all viewers of a site. */
export type Viewer = (message: string) => void;

export interface WatchSitesDeps {
  readonly liveSnapshot: ReadLiveSnapshot;
  readonly clock: Clock;
  readonly log: Log;
}

/** The sites that this process's viewers look at. */
export interface WatchedSites {
  /** Gives the viewer a snapshot as soon as there is one, and what changes from then on; until the function it returns is called. */
  watch(site: Site, viewer: Viewer): () => void;
  /** Called with each message of the topic STORED_TOPIC. */
  hearStored(message: string): void;
  /** Nothing is worked out or told any more. */
  close(): void;
}

/**
 * One look at the store for all viewers of a site: when the first of them comes, when something was stored, and every
 * ten seconds. A look that fails is made again, and viewers keep what they have.
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

/**
 * States: idle (a timer for the next look runs), looking, looking and due again, closed. A look that is asked for while
 * one is under way is made after it: what was stored meanwhile may not be in it.
 */
class WatchedSite {
  readonly #name: string;
  readonly #deps: WatchSitesDeps;
  readonly #viewers = new Set<{ readonly show: Viewer }>();
  #last: string | null = null;
  #origins: LiveOrigins | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;
  #isDue = false;
  #isClosed = false;
  /** By performance.now(): no look begins before. */
  #notBefore = 0;

  constructor(name: string, deps: WatchSitesDeps) {
    this.#name = name;
    this.#deps = deps;
  }

  get isEmpty(): boolean {
    return this.#viewers.size === 0;
  }

  add(show: Viewer): () => void {
    const viewer = { show };
    this.#viewers.add(viewer);
    if (this.#last !== null) show(this.#last);
    this.#lookSoon();
    return () => void this.#viewers.delete(viewer);
  }

  hear({ count, events }: StoredAtSite): void {
    const message: LiveEvents = { type: "events", count, events };
    this.#tell(encode(message));
    this.#lookSoon();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #lookSoon(): void {
    if (this.#isLooking) this.#isDue = true;
    else this.#lookIn(Math.max(0, this.#notBefore - performance.now()));
  }

  #lookIn(waitMs: number): void {
    if (this.#isClosed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), waitMs);
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    this.#isDue = false;
    const beganAt = performance.now();
    const isDone = await this.#read();
    this.#isLooking = false;
    const endedAt = performance.now();
    // A store that is slow gets as long a rest as it worked.
    this.#notBefore = Math.max(beganAt + APART_MS, endedAt + (endedAt - beganAt));
    if (!isDone) this.#lookIn(AGAIN_MS);
    else this.#lookIn(this.#isDue ? this.#notBefore - endedAt : STALE_MS);
  }

  /** False when it failed. */
  async #read(): Promise<boolean> {
    const { liveSnapshot, clock, log } = this.#deps;
    const now = clock.now();
    try {
      const counts = await liveSnapshot.counts(this.#name, now);
      // Origins follow a moment later: those of the look before are shown as long.
      if (this.#origins !== null) this.#show(counts, this.#origins);
      this.#origins = await liveSnapshot.origins(this.#name, now);
      this.#show(counts, this.#origins);
      return true;
    } catch (error) {
      log.debug({ error: (error as Error).message }, "could not work out live numbers, trying again");
      return false;
    }
  }

  #show(counts: LiveCounts, origins: LiveOrigins): void {
    const snapshot = encode({ type: "snapshot", ...counts, ...origins });
    if (this.#isClosed || snapshot === this.#last) return;
    this.#last = snapshot;
    this.#tell(snapshot);
  }

  #tell(message: string): void {
    for (const { show } of this.#viewers) show(message);
  }
}

const encode = (message: LiveMessage): string => JSON.stringify(message);
