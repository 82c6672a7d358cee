import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import { type WebSocket, WebSocketServer } from "ws";
import { SECOND } from "../../domain/time.ts";
import { answerPings, FRAME_LIMITS } from "./answer-pings.ts";
import { PacedSends } from "./paced-sends.ts";
import type { Upgrade } from "./upgrades.ts";

export interface SocketsOptions {
  /** Limit of open connections; further ones are refused. */
  readonly most?: number;
  /** Interval of pings. A connection that has not answered by the next one is cut. */
  readonly pingMs?: number;
  /** Interval at which connections are closed whose client lost its access. */
  readonly recheckMs?: number;
}

/**
 * Sends UTF-8 text to one client. The same buffer can be sent to many: it is not copied. Backpressure: a client that does
 * not read is disconnected with TOO_SLOW once MAX_BUFFERED_BYTES wait for it.
 */
export type SendText = (text: Buffer | string) => void;

/** The handlers of one connection. */
export interface SocketPeer {
  /** Called once the connection is open. Returns a function that is called once it is closed. */
  open(send: SendText): () => void;
  /** Receives what the client sends. Without it the client may send nothing: a message ends the connection. */
  message?(text: string, send: SendText): void;
}

/** A connection and the check whether its client may still have it. */
interface Accepted extends SocketPeer {
  isStillAllowed(): Promise<boolean>;
}

/** Answers a request for a WebSocket. Errors that it throws are answered in the format of its API. */
export type SocketHandler = (request: FastifyRequest) => Promise<SocketPeer>;

const MAX_PAYLOAD_BYTES = { quiet: 1024, talking: 1 << 16 };
const MAX_BUFFERED_BYTES = 1 << 18;
/** How long clients may take to close when the server closes. */
const GOODBYE_MS = SECOND;

/** How long a slow client may take to read the reason why it is dropped. */
const SLOW_GOODBYE_MS = 5 * SECOND;

/** With the caches of access, a viewer who signs out is gone within 5 s. */
const RECHECK_MS = 2 * SECOND;

const GOING_AWAY = 1001;
/** Private to Millrace (RFC 6455, 7.4.2): the client lost its access. */
const ACCESS_ENDED = 4401;
const NOTHING_EXPECTED = 1008;
/** Private to Millrace: the client does not read what it is sent. */
const TOO_SLOW = 4408;

const createSocketServer = (maxPayload: number) =>
  new WebSocketServer({
    ...FRAME_LIMITS,
    noServer: true,
    clientTracking: false,
    maxPayload,
    perMessageDeflate: false,
  });

/** The WebSockets of this process. */
export class Sockets {
  /** Keyed by whether clients may send anything. */
  readonly #servers = {
    quiet: createSocketServer(MAX_PAYLOAD_BYTES.quiet),
    talking: createSocketServer(MAX_PAYLOAD_BYTES.talking),
  };
  /** Connections, each with whether it answered the last ping. */
  readonly #alive = new Map<WebSocket, boolean>();
  readonly #most: number;
  readonly #pinging: NodeJS.Timeout;
  readonly #rechecking: NodeJS.Timeout;
  readonly #sends = new PacedSends();
  readonly #checks = new Map<WebSocket, Accepted["isStillAllowed"]>();
  #isClosed = false;

  constructor({ most = 5000, pingMs = 30 * SECOND, recheckMs = RECHECK_MS }: SocketsOptions = {}) {
    this.#most = most;
    this.#rechecking = setInterval(() => void this.#recheck(), recheckMs).unref();
    this.#pinging = setInterval(() => this.#ping(), pingMs).unref();
  }

  get isFull(): boolean {
    return this.#alive.size >= this.#most;
  }

  /** Accepts the WebSocket that a request asks for. */
  accept(request: IncomingMessage, { socket, head }: Upgrade, peer: Accepted): void {
    // It was being looked at when the others were told goodbye: the server that closes would wait for it.
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    const server = peer.message === undefined ? this.#servers.quiet : this.#servers.talking;
    server.handleUpgrade(request, socket, head, (client) => this.#join(client, peer));
  }

  #join(client: WebSocket, peer: Accepted): void {
    this.#alive.set(client, true);
    this.#checks.set(client, () => peer.isStillAllowed());
    const send: SendText = (text) =>
      this.#sends.add(() => {
        if (client.readyState !== client.OPEN) return;
        if (client.bufferedAmount <= MAX_BUFFERED_BYTES) client.send(text, { binary: false });
        else this.#dropSlow(client);
      });
    const leave = peer.open(send);
    answerPings(client, MAX_BUFFERED_BYTES);
    client.on("pong", () => this.#alive.set(client, true));
    client.on("message", (data) => {
      if (peer.message === undefined) client.close(NOTHING_EXPECTED, "nothing is expected");
      else peer.message(String(data), send);
    });
    // The close that follows is what counts.
    client.on("error", () => {});
    client.on("close", () => {
      this.#alive.delete(client);
      this.#checks.delete(client);
      leave();
    });
  }

  /** Closes all connections; resolves when they are gone, by force after GOODBYE_MS. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#pinging);
    clearInterval(this.#rechecking);
    this.#sends.close();
    const clients = [...this.#alive.keys()];
    const gone = clients.map((client) => new Promise((resolve) => client.once("close", resolve)));
    const limit = setTimeout(() => {
      for (const client of clients) client.terminate();
    }, GOODBYE_MS);
    for (const client of clients) client.close(GOING_AWAY, "the server stops");
    await Promise.all(gone);
    clearTimeout(limit);
  }

  /** The reason follows what waits: a client that reads on gets it. */
  #dropSlow(client: WebSocket): void {
    client.close(TOO_SLOW, "the client reads too slowly");
    setTimeout(() => client.terminate(), SLOW_GOODBYE_MS).unref();
  }

  async #recheck(): Promise<void> {
    for (const [client, isStillAllowed] of [...this.#checks]) {
      // Whoever can't be checked now was allowed a moment ago.
      if (!(await isStillAllowed().catch(() => true))) client.close(ACCESS_ENDED, "access ended");
    }
  }

  #ping(): void {
    for (const [client, answered] of this.#alive) {
      if (!answered) {
        client.terminate();
        continue;
      }
      this.#alive.set(client, false);
      client.ping();
    }
  }
}
