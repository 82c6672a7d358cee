import { randomUUID } from "node:crypto";
import type { LiveMessage } from "@millrace/protocol";
import { decodeStored, type StoredAtSite } from "../domain/event/stored-news.ts";
import type { Site } from "../domain/site/site.ts";
import { SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { LiveCounts, LiveOrigins, ReadLiveSnapshot } from "./live-snapshot.ts";
import type { Present } from "./presence/present-visitors.ts";
import { ThrottledLook } from "./throttled-look.ts";

/** Least time between two looks, however much is stored. */
const APART_MS = SECOND / 2;
const AGAIN_MS = 2 * SECOND;
/** Looks again after this long, since visitors leave without an event. */
const STALE_MS = 10 * SECOND;

/** Least time between two snapshots because visitors connected or left. */
const PRESENCE_APART_MS = SECOND / 2;

/** Receives each message as the JSON of a LiveMessage, encoded once for all viewers of a site. */
export type Viewer = (message: Buffer) => void;

/** How somebody watches. */
export interface Watching {
  /** `<stream>:<total>` of the last message before a client connected again; "": it connects for the first time. */
  readonly after?: string;
  /** A guest sees numbers, no rows and no events. */
  readonly isGuest?: boolean;
}

export interface WatchSitesDeps {
  readonly liveSnapshot: ReadLiveSnapshot;
  readonly present: (siteId: number) => Present;
  readonly clock: Clock;
  readonly log: Log;
}

/** The sites that viewers of this process watch. */
export interface WatchedSites {
  /**
   * Sends the viewer a snapshot as soon as there is one, and changes from then on. Returns a function that ends that.
   */
  watch(site: Site, viewer: Viewer, watching?: Watching): () => void;
  /** Called with each message of the topic STORED_TOPIC. */
  hearStored(message: string): void;
  /** Called when visitors connected or left. */
  presenceChanged(siteId: number): void;
  sessionEnded(siteId: number, session: string, at: number): void;
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
    watch(site, viewer, watching = {}) {
      const one = watched.get(site.id) ?? new WatchedSite(site, deps);
      watched.set(site.id, one);
      const leave = one.add(viewer, watching);
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
    presenceChanged: (siteId) => watched.get(siteId)?.presenceChanged(),
    sessionEnded: (siteId, session, at) => watched.get(siteId)?.sessionEnded(session, at),
    close() {
      for (const one of watched.values()) one.close();
      watched.clear();
    },
  };
}

/** Sends counts as soon as they are read. Origins take longer: until then, the previous ones are sent along. */
class WatchedSite {
  readonly #viewers = new Set<{ readonly show: Viewer; readonly isGuest: boolean }>();
  readonly #looks: { readonly counts: ThrottledLook; readonly origins: ThrottledLook };
  readonly #present: () => Present;
  readonly #stream = randomUUID().slice(0, 8);
  #total = 0;
  #counts: LiveCounts | null = null;
  #origins: LiveOrigins | null = null;
  #last: Shown | null = null;
  #showing: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor({ id, name }: Site, { liveSnapshot, present, clock, log }: WatchSitesDeps) {
    this.#present = () => present(id);
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

  add(show: Viewer, { after = "", isGuest = false }: Watching): () => void {
    const viewer = { show, isGuest };
    this.#viewers.add(viewer);
    show(
      encode({ type: "hello", stream: this.#stream, total: this.#total, missed: this.#missedSince(after) }),
    );
    if (this.#last !== null) show(isGuest ? this.#last.toGuests : this.#last.toAll);
    this.#looks.counts.ask();
    return () => void this.#viewers.delete(viewer);
  }

  hear({ count, events }: StoredAtSite): void {
    this.#total += count;
    // Nothing came: an erasure took something away.
    if (count > 0) {
      const common = { type: "events", count, total: this.#total } as const;
      this.#tell({
        toAll: encode({ ...common, events: events.map(({ session: _, ...event }) => event) }),
        toGuests: encode({ ...common, events: [] }),
      });
    }
    this.#looks.counts.ask();
  }

  presenceChanged(): void {
    this.#showing ??= setTimeout(() => {
      this.#showing = null;
      this.#show();
    }, PRESENCE_APART_MS);
  }

  sessionEnded(session: string, at: number): void {
    this.#tell({ toAll: encode({ type: "session_end", session, at }), toGuests: null });
  }

  close(): void {
    this.#isClosed = true;
    if (this.#showing !== null) clearTimeout(this.#showing);
    this.#looks.counts.close();
    this.#looks.origins.close();
  }

  #missedSince(place: string): number | null {
    const [stream, total] = place.split(":");
    return stream === this.#stream && /^\d{1,15}$/.test(total ?? "")
      ? Math.max(0, this.#total - Number(total))
      : null;
  }

  #show(): void {
    if (this.#isClosed || this.#counts === null || this.#origins === null) return;
    const { connected, pages, recent } = this.#present();
    const estimated = Math.max(0, this.#counts.current_visitors - recent);
    const present = { connected, estimated, pages };
    const snapshot = { type: "snapshot", ...this.#counts, ...this.#origins, present } as const;
    const toAll = encode(snapshot);
    if (this.#last?.toAll.equals(toAll) === true) return;
    const noRows = { pages: [], sources: [], countries: [], present: { ...present, pages: [] } };
    this.#last = { toAll, toGuests: encode({ ...snapshot, ...noRows }) };
    this.#tell(this.#last);
  }

  #tell({ toAll, toGuests }: { readonly toAll: Buffer; readonly toGuests: Buffer | null }): void {
    for (const { show, isGuest } of this.#viewers) {
      if (!isGuest) show(toAll);
      else if (toGuests !== null) show(toGuests);
    }
  }
}

interface Shown {
  readonly toAll: Buffer;
  readonly toGuests: Buffer;
}

const encode = (message: LiveMessage): Buffer => Buffer.from(JSON.stringify(message));
