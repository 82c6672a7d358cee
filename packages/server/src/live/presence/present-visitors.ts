import type { LiveRow } from "@millrace/protocol";
import { type Connection, decodePresence, PRESENCE_WANTED_TOPIC } from "../../domain/presence-news.ts";
import { MINUTE, SECOND } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LiveBus } from "../../ports/live-bus.ts";
import { GRACE_MS } from "./edge-presence.ts";

/** Six reports: an edge that missed these has ended or can't be reached, and its visitors with it. */
const SILENT_MS = 30 * SECOND;
const SWEEP_MS = SECOND;
/** As long as an event counts as a current visitor. */
const RECENT_MS = 5 * MINUTE;
const PAGES = 10;

/** A visitor who is on a site, or was a moment ago. */
interface Visitor {
  readonly connections: Map<string, Connection>;
  /** Epoch ms of the last event that an edge told of. */
  lastAt: number;
  /** Epoch ms at which the last connection closed; null while there is one. */
  leftAt: number | null;
  isEnded: boolean;
}

interface Edge {
  sequence: number;
  heardAt: number;
  /** Of all its connections, which come in parts, those that came; null: none are awaited. */
  gathered: Set<number> | null;
  readonly connections: Map<number, Connection>;
}

/** Who is connected to a site. */
export interface Present {
  readonly connected: number;
  /** The pages where most of them are. */
  readonly pages: readonly LiveRow[];
  /** Visitors of the last five minutes who are, or were, connected. */
  readonly recent: number;
}

export interface PresentVisitorsDeps {
  readonly bus: Pick<LiveBus, "publish">;
  readonly clock: Clock;
  /** Called when the numbers of a site changed. */
  readonly changed: (siteId: number) => void;
  /** Called when a visitor has been without a connection for the grace. */
  readonly ended: (siteId: number, visitorId: string, leftAt: number) => void;
}

/** The connected visitors of all edges, put together from what they publish. Each api process has its own copy. */
export class PresentVisitors {
  readonly #deps: PresentVisitorsDeps;
  readonly #edges = new Map<string, Edge>();
  readonly #sites = new Map<number, Map<string, Visitor>>();
  readonly #sweeping: NodeJS.Timeout;

  constructor(deps: PresentVisitorsDeps) {
    this.#deps = deps;
    this.#sweeping = setInterval(() => this.sweep(), SWEEP_MS);
    this.#request("");
  }

  /** Called with each message of the topic PRESENCE_TOPIC. */
  hear(message: string): void {
    const news = decodePresence(message);
    if (news === null) return;
    const { edge: name, sequence, all, open, closed } = news;
    const edge = this.#edges.get(name) ?? newEdge();
    const isNext = this.#edges.has(name) && sequence === edge.sequence + 1;
    this.#edges.set(name, edge);
    edge.sequence = sequence;
    edge.heardAt = this.#deps.clock.now();
    // Something was missed: what is known may be wrong until all is there.
    if (!isNext && all?.part !== 0) {
      edge.gathered = null;
      this.#request(name);
    }
    for (const connection of open) this.#put(name, edge, connection);
    for (const id of closed) this.#remove(name, edge, id);
    if (all !== null) this.#gather(name, edge, open, all);
  }

  of(siteId: number): Present {
    const visitors = [...(this.#sites.get(siteId)?.values() ?? [])];
    const since = this.#deps.clock.now() - RECENT_MS;
    const connected = visitors.filter(({ leftAt }) => leftAt === null);
    const pages = new Map<string, number>();
    for (const visitor of connected) {
      const page = pageOf(visitor);
      if (page !== "") pages.set(page, (pages.get(page) ?? 0) + 1);
    }
    const rows = [...pages].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return {
      connected: connected.length,
      pages: rows.slice(0, PAGES),
      recent: visitors.filter(({ lastAt }) => lastAt > since).length,
    };
  }

  /** Forgets edges that are silent, and ends the visits of those who left. Called every second. */
  sweep(): void {
    const now = this.#deps.clock.now();
    for (const [name, edge] of this.#edges) {
      if (now - edge.heardAt <= SILENT_MS) continue;
      // Nobody knows when they left: no earlier than that.
      for (const id of [...edge.connections.keys()]) this.#remove(name, edge, id, edge.heardAt);
      this.#edges.delete(name);
    }
    for (const [siteId, visitors] of this.#sites) {
      for (const [visitorId, visitor] of visitors) this.#settle(siteId, visitorId, visitor, now);
      if (visitors.size === 0) this.#sites.delete(siteId);
    }
  }

  close(): void {
    clearInterval(this.#sweeping);
  }

  #settle(siteId: number, visitorId: string, visitor: Visitor, now: number): void {
    const { leftAt } = visitor;
    if (leftAt === null || now - leftAt < GRACE_MS) return;
    if (!visitor.isEnded) {
      visitor.isEnded = true;
      this.#deps.ended(siteId, visitorId, leftAt);
    }
    if (now - visitor.lastAt > RECENT_MS) this.#sites.get(siteId)?.delete(visitorId);
  }

  /** Adds a part of all connections. After the last one, those that are not among them are taken for closed. */
  #gather(
    name: string,
    edge: Edge,
    open: readonly Connection[],
    { part, parts }: { part: number; parts: number },
  ) {
    if (part === 0) edge.gathered = new Set();
    for (const { id } of open) edge.gathered?.add(id);
    if (part < parts - 1 || edge.gathered === null) return;
    for (const id of [...edge.connections.keys()]) if (!edge.gathered.has(id)) this.#remove(name, edge, id);
    edge.gathered = null;
  }

  #put(name: string, edge: Edge, connection: Connection): void {
    const { id, siteId, visitorId, at } = connection;
    const before = edge.connections.get(id);
    if (before !== undefined && before.visitorId !== visitorId) this.#remove(name, edge, id);
    edge.connections.set(id, connection);
    const visitors = this.#sites.get(siteId) ?? new Map<string, Visitor>();
    this.#sites.set(siteId, visitors);
    const visitor = visitors.get(visitorId) ?? newVisitor();
    visitors.set(visitorId, visitor);
    visitor.connections.set(`${name} ${id}`, connection);
    visitor.lastAt = Math.max(visitor.lastAt, at);
    visitor.leftAt = null;
    visitor.isEnded = false;
    this.#deps.changed(siteId);
  }

  #remove(name: string, edge: Edge, id: number, at = this.#deps.clock.now()): void {
    const connection = edge.connections.get(id);
    if (connection === undefined) return;
    edge.connections.delete(id);
    const visitor = this.#sites.get(connection.siteId)?.get(connection.visitorId);
    visitor?.connections.delete(`${name} ${id}`);
    if (visitor?.connections.size === 0) visitor.leftAt = at;
    this.#deps.changed(connection.siteId);
  }

  /** The answer comes as messages. If it does not, the next message of that edge leads here again. */
  #request(edge: string): void {
    this.#deps.bus.publish(PRESENCE_WANTED_TOPIC, edge).catch(() => {});
  }
}

const newEdge = (): Edge => ({ sequence: 0, heardAt: 0, gathered: null, connections: new Map() });

const newVisitor = (): Visitor => ({ connections: new Map(), lastAt: 0, leftAt: null, isEnded: false });

/** The page that was viewed last, in whichever tab that is still open. */
function pageOf({ connections }: Visitor): string {
  let last: Connection | null = null;
  for (const connection of connections.values())
    if (connection.page !== "" && (last === null || connection.at >= last.at)) last = connection;
  return last?.page ?? "";
}
