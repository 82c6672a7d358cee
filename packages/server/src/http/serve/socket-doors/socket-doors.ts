import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { CountByKey } from "../../../domain/count-by-key.ts";
import { SECOND } from "../../../domain/time.ts";
import type { Log } from "../../../ports/log.ts";
import type { EdgeMeter } from "../../../ports/meter.ts";
import { FRAME_LIMITS } from "../answer-pings.ts";
import { type Listed, routeOf } from "../endpoint.ts";
import { type Failure, failureOf, RETRY_AFTER_SECONDS } from "../failure.ts";
import { NOSNIFF } from "../front.ts";
import type { Check, Guard } from "../guard/guard.ts";
import { pathOf, queryOf, readSender, type SenderDeps, type SenderFacts } from "../read-sender.ts";
import { asksForUpgrade, takeUpgrade } from "../upgrades.ts";
import { DoorSocket, type SocketClient, type SocketLine } from "./door-socket.ts";
import type { Rate } from "./pace.ts";

/** What a client says by connecting. */
export interface SocketHello {
  readonly sender: SenderFacts;
  /** The query string after `?`, unchanged. */
  readonly query: string;
}

/** A connection is refused: it is opened and closed with the status 1008 and this reason, at most 123 bytes. */
export class SocketRefused extends Error {
  override readonly name = "SocketRefused";
}

/** Opens a connection. Throws SocketRefused; other errors close it with the status 1011 and a client tries again. */
export type SocketDoorHandler = (hello: SocketHello, line: SocketLine) => Promise<SocketClient>;

export interface SocketLimits {
  /** Open connections of this process. */
  readonly most: number;
  readonly mostOfAddress: number;
  readonly mostOfSite: number;
  /** Messages of a connection. Whoever sends faster is read from more slowly. */
  readonly rate: Rate;
  readonly pingMs: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  most: 20_000,
  mostOfAddress: 500,
  mostOfSite: 20_000,
  rate: { perSecond: 100, burst: 500 },
  pingMs: 30 * SECOND,
};

export interface SocketDoorsDeps extends SenderDeps {
  readonly guard: Guard;
  readonly meter: Pick<EdgeMeter, "refused" | "sockets">;
  readonly log: Log;
  readonly limits?: Partial<SocketLimits>;
}

const MAX_MESSAGE_BYTES = 64 * 1024;
/** A part of the connections is pinged at a time: all at once would be a burst of answers. */
const PING_PARTS = 30;
/** How long clients may take to close when the server closes. */
const GOODBYE_MS = SECOND;
/** How long messages that came before may take. */
const FINISH_MS = 2 * SECOND;

/** Name of the door in traces, wherever clients connect. */
const WEBSOCKET = "WebSocket";

const GOING_AWAY = 1001;
const REFUSED = 1008;
const INTERNAL = 1011;
const TRY_AGAIN_LATER = 1013;

interface Door {
  readonly listed: Listed;
  readonly handler: SocketDoorHandler;
  readonly check: Check | null;
  /** Whether requests without an upgrade are for somebody else: a page has the same path. */
  readonly isShared: boolean;
}

/** Ingestion endpoints that are WebSockets. Like doors they are ahead of the framework: connections are many. */
export class SocketDoors {
  readonly #deps: SocketDoorsDeps;
  readonly #limits: SocketLimits;
  readonly #doors = new Map<string, Door>();
  readonly #server = new WebSocketServer({
    ...FRAME_LIMITS,
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    // Neither a bomb nor a window of 64 KB for each of thousands of connections.
    perMessageDeflate: false,
  });
  readonly #open = new Set<DoorSocket>();
  readonly #byAddress = new CountByKey();
  readonly #bySite = new CountByKey();
  readonly #parts: readonly Set<DoorSocket>[] = Array.from({ length: PING_PARTS }, () => new Set());
  readonly #pinging: NodeJS.Timeout;
  #joined = 0;
  #isClosed = false;

  constructor(deps: SocketDoorsDeps) {
    this.#deps = deps;
    this.#limits = { ...SOCKET_LIMITS, ...deps.limits };
    let part = 0;
    const ping = () => {
      for (const one of this.#parts[part++ % PING_PARTS] ?? []) one.ping();
    };
    this.#pinging = setInterval(ping, this.#limits.pingMs / PING_PARTS).unref();
  }

  /** Opens a door. `isShared`: a page has the same path. Throws for a path with parameters. */
  open(listed: Listed, handler: SocketDoorHandler, isShared: boolean): void {
    const { endpoint } = listed;
    if (endpoint.method !== "GET" || endpoint.path.includes(":"))
      throw new Error(`${routeOf(endpoint)} can't be a door`);
    this.#doors.set(endpoint.path, { listed, handler, check: this.#deps.guard(endpoint), isShared });
  }

  /** Returns a listener that accepts the connections of all doors and passes other requests to `next`. */
  listen(next: RequestListener): RequestListener {
    return (request, response) => {
      const door = request.method === "GET" ? this.#doors.get(pathOf(request.url)) : undefined;
      if (door === undefined || (door.isShared && !asksForUpgrade(request))) next(request, response);
      else this.#accept(door, request, response);
    };
  }

  /** Answers what came, and closes all connections; by force after a few seconds. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#pinging);
    const limit = setTimeout(() => {
      for (const one of this.#open) one.cut();
    }, FINISH_MS + GOODBYE_MS);
    for (const one of this.#open) one.stop(GOING_AWAY, "the server stops");
    while (this.#open.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    clearTimeout(limit);
  }

  #accept(door: Door, request: IncomingMessage, response: ServerResponse): void {
    const address = this.#deps.clientAddress(request);
    const failure = door.check?.(request) ?? this.#tooMany(address);
    if (failure !== null) {
      this.#deps.meter.refused(failure.status);
      refuse(response, failure, door.listed);
      return;
    }
    const { socket, head } = takeUpgrade(request);
    this.#server.handleUpgrade(request, socket, head, (client) => this.#join(door, request, address, client));
  }

  #tooMany(address: string): Failure | null {
    const { most, mostOfAddress } = this.#limits;
    const retryAfter = RETRY_AFTER_SECONDS;
    if (this.#isClosed || this.#open.size >= most)
      return { status: 503, message: "too many connections, try again", retryAfter };
    if (this.#byAddress.of(address) >= mostOfAddress)
      return { status: 429, message: "too many connections of this address, try again", retryAfter };
    return null;
  }

  #join(door: Door, request: IncomingMessage, address: string, client: WebSocket): void {
    const part = this.#parts[this.#joined++ % PING_PARTS];
    let site: string | null = null;
    const one = new DoorSocket(client, {
      rate: this.#limits.rate,
      onEnd: () => {
        this.#open.delete(one);
        part?.delete(one);
        this.#byAddress.remove(address);
        if (site !== null) this.#bySite.remove(site);
        this.#deps.meter.sockets(-1);
      },
    });
    this.#open.add(one);
    part?.add(one);
    this.#byAddress.add(address);
    this.#deps.meter.sockets(1);
    const taken = (name: string) => {
      site = name;
      this.#bySite.add(name);
    };
    this.#openClient(door, request, one, taken).catch((error) => this.#part(error, one));
  }

  async #openClient(
    door: Door,
    request: IncomingMessage,
    one: DoorSocket,
    taken: (site: string) => void,
  ): Promise<void> {
    const hello = { sender: await readSender(request, WEBSOCKET, this.#deps), query: queryOf(request.url) };
    const client = await door.handler(hello, one);
    if (this.#bySite.of(client.site) >= this.#limits.mostOfSite) {
      one.close(TRY_AGAIN_LATER, "too many connections of this site, try again");
      return;
    }
    // It may have left meanwhile.
    if (this.#open.has(one)) taken(client.site);
    one.open(client);
  }

  #part(error: unknown, one: DoorSocket): void {
    if (error instanceof SocketRefused) {
      this.#deps.meter.refused(403);
      one.close(REFUSED, error.message);
      return;
    }
    const { status, message } = failureOf(error, this.#deps.log);
    this.#deps.meter.refused(status);
    if (status < 500) one.close(REFUSED, message.slice(0, 100));
    else one.close(status === 503 ? TRY_AGAIN_LATER : INTERNAL, message.slice(0, 100));
  }
}

function refuse(response: ServerResponse, failure: Failure, { api, endpoint }: Listed): void {
  const { status, retryAfter } = failure;
  const bytes = Buffer.from(JSON.stringify(api.toBody(failure, endpoint)));
  const headers: string[] = [...NOSNIFF, "content-type", "application/json; charset=utf-8"];
  headers.push("content-length", String(bytes.length));
  if (retryAfter !== undefined) headers.push("retry-after", String(retryAfter));
  if (status === 426) headers.push("upgrade", "websocket");
  response.writeHead(status, headers).end(bytes);
}
