import { IncomingMessage, type RequestListener, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { SECOND } from "../../domain/time.ts";

/** The connection of a request that asks for a WebSocket, for a route to take over. */
export interface Upgrade {
  readonly socket: Duplex;
  /** What was sent behind the request already. */
  readonly head: Buffer;
}

/** A request with its upgrade and the response that an ordinary reply would take. */
interface Open {
  readonly upgrade: Upgrade;
  readonly response: ServerResponse;
  /** Ends the limits that hold until a route has taken the connection. */
  readonly free: () => void;
}

const open = new WeakMap<IncomingMessage, Open>();
/** Connections that no route has taken, by server. */
const untaken = new WeakMap<Server, Set<Duplex>>();
/** Longer than an edge waits for the process behind, so that its viewers hear what is wrong. */
const UNTAKEN_MS = 15 * SECOND;

/**
 * A request for createServer. Node asks each whether it is an upgrade and reads no body of one that is, and some clients
 * offer HTTP/2 by the same header with all they send: only a GET that asks for a WebSocket is one here.
 */
export class UpgradableRequest extends IncomingMessage {
  /** As Node's parser says. No field of its own: Node's constructor sets `upgrade` before fields are made. */
  declare private asksUpgrade: unknown;

  get upgrade(): boolean {
    return this.asksUpgrade === true && this.method === "GET" && isWebSocket(this.headers.upgrade);
  }
  set upgrade(asks: unknown) {
    this.asksUpgrade = asks;
  }
}

const isWebSocket = (protocol: string | undefined): boolean => protocol?.toLowerCase() === "websocket";

/**
 * Sends requests for WebSockets to the same routes as all others, so that the same rules hold. A route takes one by
 * takeUpgrade, or replies.
 * @param untakenMs how long a connection stays that no route takes: Node's own limits have ended with the upgrade
 */
export function routeUpgrades(server: Server, routes: RequestListener, untakenMs = UNTAKEN_MS): void {
  const sockets = new Set<Duplex>();
  untaken.set(server, sockets);
  server.on("upgrade", (request, socket, head) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    // Nobody else listens any more, and a client that is gone must not end the process.
    socket.on("error", () => socket.destroy());
    response.assignSocket(socket as Socket);
    // A client that keeps its side open would stay, and a server that closes would wait for it.
    response.on("finish", () => (socket as Socket).destroySoon());
    const limit = setTimeout(() => socket.destroy(), untakenMs).unref();
    const free = () => {
      clearTimeout(limit);
      sockets.delete(socket);
    };
    sockets.add(socket);
    socket.once("close", free);
    open.set(request, { upgrade: { socket, head }, response, free });
    routes(request, response as Parameters<RequestListener>[1]);
  });
}

/** Cuts connections that no route has taken: closeAllConnections does not know of them. */
export function cutUntakenUpgrades(server: Server): void {
  for (const socket of untaken.get(server) ?? []) socket.destroy();
}

/** The connection, which is the caller's from then on. Throws unless asksForUpgrade. */
export function takeUpgrade(request: IncomingMessage): Upgrade {
  const found = open.get(request);
  if (found === undefined) throw new Error("there is no upgrade to take");
  const { upgrade, response, free } = found;
  open.delete(request);
  free();
  upgrade.socket.removeListener("close", free);
  response.detachSocket(upgrade.socket as Socket);
  return upgrade;
}

/** Whether takeUpgrade has something to take. */
export function asksForUpgrade(request: IncomingMessage): boolean {
  return open.has(request);
}
