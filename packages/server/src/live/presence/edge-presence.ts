import { CountByKey } from "../../domain/count-by-key.ts";
import {
  CONNECTIONS_IN_A_MESSAGE,
  type Connection,
  encodePresence,
  MAX_PAGE_BYTES,
  PRESENCE_TOPIC,
  PRESENCE_WANTED_TOPIC,
  type PresenceNews,
} from "../../domain/presence-news.ts";
import { SECOND } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LiveBus } from "../../ports/live-bus.ts";
import type { Log } from "../../ports/log.ts";
import { listen } from "../listen.ts";

/** How long a visitor without a connection is still there: a page load closes one and opens another. */
export const GRACE_MS = 10 * SECOND;
const ANNOUNCE_MS = SECOND / 4;
/** An edge that says nothing for much longer has ended. */
export const ALIVE_MS = 5 * SECOND;

/** Where the connected visitors of this process are. */
export interface EdgePresence {
  /** Returns the id of a new connection. It is nobody's until its first event. */
  newConnection(): number;
  /** Called when it is known who is at the other end of a connection, and where. */
  saw(id: number, sighting: Sighting): void;
  /** Called when a connection closed. `ended` is called after the grace, if its visitor has no other one here by then. */
  left(id: number, ended: () => void): void;
  stop(): Promise<void>;
}

export interface Sighting {
  readonly siteId: number;
  readonly visitorId: string;
  /** Null: it is not known, or the same as before. */
  readonly page: string | null;
  /** Whether an event was accepted, so that stored events tell of the visitor as well. */
  readonly isEvent: boolean;
}

export interface EdgePresenceDeps {
  /** Unique among the processes of all time. */
  readonly name: string;
  readonly bus: Pick<LiveBus, "publish" | "subscribe">;
  readonly clock: Clock;
  readonly log: Log;
  readonly graceMs?: number;
}

/**
 * Keeps the connections of this process and publishes changes four times a second, coalesced; and all of them when a
 * process with viewers requests that. Best effort: the bus may be away, and listeners notice what they missed.
 */
class Connections implements EdgePresence {
  readonly #deps: EdgePresenceDeps;
  readonly #open = new Map<number, Connection>();
  /** Connections of a visitor. */
  readonly #ofVisitor = new CountByKey();
  readonly #changed = new Set<number>();
  readonly #endings = new Set<NodeJS.Timeout>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => Promise<void>;
  #connections = 0;
  #sequence = 0;
  #saidAt = 0;
  #isWanted = false;
  #isSaying = false;

  constructor(deps: EdgePresenceDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => void this.#say(), ANNOUNCE_MS);
    this.#stopListening = listen(deps, PRESENCE_WANTED_TOPIC, (wanted) => {
      if (wanted === deps.name || wanted === "") this.#isWanted = true;
    });
  }

  newConnection(): number {
    return ++this.#connections;
  }

  saw(id: number, { siteId, visitorId, page, isEvent }: Sighting): void {
    const before = this.#open.get(id);
    if (before?.visitorId !== visitorId) {
      if (before !== undefined) this.#ofVisitor.remove(keyOf(before));
      this.#ofVisitor.add(keyOf({ siteId, visitorId }));
    }
    const shown = page === null ? (before?.page ?? "") : cut(page);
    const at = isEvent ? this.#deps.clock.now() : (before?.at ?? 0);
    this.#open.set(id, { id, siteId, visitorId, page: shown, at });
    this.#changed.add(id);
  }

  left(id: number, ended: () => void): void {
    const connection = this.#open.get(id);
    if (connection === undefined) return;
    this.#open.delete(id);
    this.#changed.add(id);
    const key = keyOf(connection);
    this.#ofVisitor.remove(key);
    const ending = setTimeout(() => {
      this.#endings.delete(ending);
      if (this.#ofVisitor.of(key) === 0) ended();
    }, this.#deps.graceMs ?? GRACE_MS);
    this.#endings.add(ending);
  }

  /** Its listeners need not wait until it is silent for long. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const ending of this.#endings) clearTimeout(ending);
    await this.#stopListening();
    this.#open.clear();
    await this.#sayAll().catch(() => {});
  }

  /** One message after the other, as listeners count them. */
  async #say(): Promise<void> {
    if (this.#isSaying) return;
    this.#isSaying = true;
    try {
      await this.#sayChanges();
      if (this.#isWanted) {
        this.#isWanted = false;
        await this.#sayAll();
      }
      if (this.#deps.clock.now() - this.#saidAt >= ALIVE_MS)
        await this.#publish({ all: null, open: [], closed: [] });
    } catch (error) {
      this.#deps.log.debug({ error: (error as Error).message }, "could not publish connected visitors");
    } finally {
      this.#isSaying = false;
    }
  }

  async #sayChanges(): Promise<void> {
    const ids = [...this.#changed];
    this.#changed.clear();
    for (const some of chunks(ids)) {
      const [open, closed]: [Connection[], number[]] = [[], []];
      for (const id of some) {
        const connection = this.#open.get(id);
        if (connection === undefined) closed.push(id);
        else open.push(connection);
      }
      await this.#publish({ all: null, open, closed });
    }
  }

  async #sayAll(): Promise<void> {
    const parts = chunks([...this.#open.values()]);
    if (parts.length === 0) parts.push([]);
    for (const [part, open] of parts.entries())
      await this.#publish({ all: { part, parts: parts.length }, open, closed: [] });
  }

  async #publish(news: Omit<PresenceNews, "edge" | "sequence">): Promise<void> {
    this.#sequence += 1;
    this.#saidAt = this.#deps.clock.now();
    const { name, bus } = this.#deps;
    await bus.publish(PRESENCE_TOPIC, encodePresence({ edge: name, sequence: this.#sequence, ...news }));
  }
}

export const createEdgePresence = (deps: EdgePresenceDeps): EdgePresence => new Connections(deps);

const keyOf = ({ siteId, visitorId }: { siteId: number; visitorId: string }) => `${siteId} ${visitorId}`;

/** Returns parts that fit into a message. */
function chunks<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += CONNECTIONS_IN_A_MESSAGE)
    parts.push(items.slice(at, at + CONNECTIONS_IN_A_MESSAGE));
  return parts;
}

/** Cuts a path so that it takes at most MAX_PAGE_BYTES as JSON. */
function cut(page: string): string {
  let shown = page.slice(0, MAX_PAGE_BYTES);
  while (Buffer.byteLength(JSON.stringify(shown)) > MAX_PAGE_BYTES) shown = shown.slice(0, -8);
  return shown.toWellFormed();
}
