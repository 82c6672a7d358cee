import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import { type WebSocket, WebSocketServer } from "ws";
import { SECOND } from "../../domain/time.ts";
import type { Upgrade } from "./upgrades.ts";

export interface SocketsOptions {
  /** Connections at a time; more are refused. */
  readonly most?: number;
  /** How often each is asked whether it lives. One that did not answer by the next time is cut. */
  readonly pingMs?: number;
}

/** Sends to one client. While more than 1 MB waits for a slow one, messages are left out. */
export type SendText = (text: string) => void;

/** What an endpoint does with a connection. */
export interface SocketPeer {
  /** Called once it is open. Returns what is called once it is closed. */
  open(send: SendText): () => void;
  /** Takes what the client sends. Without it the client may send nothing: a message ends the connection. */
  message?(text: string, send: SendText): void;
}

/** Answers a request for a WebSocket. What it throws is answered in the API's own words. */
export type SocketHandler = (request: FastifyRequest) => Promise<SocketPeer>;

const MAX_PAYLOAD_BYTES = { quiet: 1024, talking: 1 << 16 };
const MAX_BUFFERED_BYTES = 1 << 20;
/** How long clients may take to say goodbye when the server closes. */
const GOODBYE_MS = SECOND;

const GOING_AWAY = 1001;
const NOTHING_EXPECTED = 1008;

const createSocketServer = (maxPayload: number) =>
  new WebSocketServer({ noServer: true, clientTracking: false, maxPayload, perMessageDeflate: false });

/** The WebSockets of this process. */
export class Sockets {
  /** By whether clients may send anything. */
  readonly #servers = {
    quiet: createSocketServer(MAX_PAYLOAD_BYTES.quiet),
    talking: createSocketServer(MAX_PAYLOAD_BYTES.talking),
  };
  /** Each with whether it answered since it was last asked. */
  readonly #alive = new Map<WebSocket, boolean>();
  readonly #most: number;
  readonly #pinging: NodeJS.Timeout;
  #isClosed = false;

  constructor({ most = 1000, pingMs = 30 * SECOND }: SocketsOptions = {}) {
    this.#most = most;
    this.#pinging = setInterval(() => this.#ping(), pingMs).unref();
  }

  get isFull(): boolean {
    return this.#alive.size >= this.#most;
  }

  /** Makes a WebSocket of a request that asks for one. */
  accept(request: IncomingMessage, { socket, head }: Upgrade, peer: SocketPeer): void {
    // It was being looked at when the others were told goodbye: the server that closes would wait for it.
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    const server = peer.message === undefined ? this.#servers.quiet : this.#servers.talking;
    server.handleUpgrade(request, socket, head, (client) => this.#join(client, peer));
  }

  #join(client: WebSocket, peer: SocketPeer): void {
    this.#alive.set(client, true);
    const send = (text: string) => {
      if (client.bufferedAmount <= MAX_BUFFERED_BYTES) client.send(text);
    };
    const leave = peer.open(send);
    client.on("pong", () => this.#alive.set(client, true));
    client.on("message", (data) => {
      if (peer.message === undefined) client.close(NOTHING_EXPECTED, "nothing is expected");
      else peer.message(String(data), send);
    });
    // The close that follows is what counts.
    client.on("error", () => {});
    client.on("close", () => {
      this.#alive.delete(client);
      leave();
    });
  }

  /** Says goodbye to all; resolves when they are gone, by force after a moment. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#pinging);
    const clients = [...this.#alive.keys()];
    const gone = clients.map((client) => new Promise((resolve) => client.once("close", resolve)));
    const limit = setTimeout(() => {
      for (const client of clients) client.terminate();
    }, GOODBYE_MS);
    for (const client of clients) client.close(GOING_AWAY, "the server stops");
    await Promise.all(gone);
    clearTimeout(limit);
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
