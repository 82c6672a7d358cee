import { decodeStored, type StoredEvent } from "../domain/event/stored-news.ts";

/** Receives each message as JSON, encoded once for all viewers of a site. */
export type ProjectViewer = (message: Buffer) => void;

/** The sites that viewers of a project's socket watch: they get what is stored, event by event. */
export interface WatchedProjects {
  /** Returns a function that ends that. */
  watch(siteId: number, viewer: ProjectViewer): () => void;
  /** Called with each message of the topic STORED_TOPIC. */
  hearStored(message: string): void;
  sessionEnded(siteId: number, session: string, at: number): void;
}

export function createWatchProjects(): WatchedProjects {
  const viewers = new Map<number, Set<{ readonly show: ProjectViewer }>>();

  function tell(siteId: number, message: object): void {
    const encoded = Buffer.from(JSON.stringify(message));
    for (const { show } of viewers.get(siteId) ?? []) show(encoded);
  }

  return {
    watch(siteId, show) {
      const viewer = { show };
      const all = viewers.get(siteId) ?? new Set();
      viewers.set(siteId, all.add(viewer));
      return () => {
        all.delete(viewer);
        if (all.size === 0 && viewers.get(siteId) === all) viewers.delete(siteId);
      };
    },
    hearStored(message) {
      if (viewers.size === 0) return;
      for (const { siteId, events } of decodeStored(message)) {
        if (viewers.has(siteId)) for (const event of events) tell(siteId, toMessage(event));
      }
    },
    sessionEnded(siteId, sessionId, at) {
      if (viewers.has(siteId))
        tell(siteId, { type: "session_end", data: { sessionId }, timestamp: new Date(at).toISOString() });
    },
  };
}

function toMessage({ at, name, page, source, country, city, device, browser, session }: StoredEvent): object {
  const timestamp = new Date(at).toISOString();
  const facts = {
    url: page,
    referrer: source,
    country,
    city,
    device,
    browser,
    sessionId: session,
    timestamp,
  };
  if (name === "pageview") return { type: "pageview", data: facts, timestamp };
  return { type: "event", data: { ...facts, trackingId: name }, timestamp };
}
