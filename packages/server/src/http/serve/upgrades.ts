import { IncomingMessage, type RequestListener, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { SECOND } from "../../domain/time.ts";

/** The connection of a WebSocket request, for a route to take over. */
export interface Upgrade {
  readonly socket: Duplex;
  /** Bytes that the client sent right after the request. */
  readonly head: Buffer;
}

/** A request with its upgrade, and the response for an ordinary reply. */
interface Open {
  readonly upgrade: Upgrade;
  readonly response: ServerResponse;
  /** Lifts the limits that apply until a route has taken the connection. */
  readonly free: () => void;
}

const open = new WeakMap<IncomingMessage, Open>();
/** Connections that no route has taken, by server. */
const untaken = new WeakMap<Server, Set<Duplex>>();
/** Longer than an edge waits for the process behind, so that its viewers get the error message. */
const UNTAKEN_MS = 15 * SECOND;

/**
 * A request for createServer. Node reads this property of each request and then reads no body of an upgrade. Some
 * clients offer HTTP/2 by the same header on all requests, so only a GET for a WebSocket counts as an upgrade.
 */
export class UpgradableRequest extends IncomingMessage {
  /**
   * The flag of Node's parser. Only declared, not initialized: Node's constructor sets `upgrade` before fields are
   * initialized.
   */
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
 * Routes WebSocket requests like all others, so that the same rules apply. A route accepts one with takeUpgrade, or
 * replies.
 * @param untakenMs deadline for a route to take a connection: Node's own limits end with the upgrade
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

/** Cuts connections that no route has taken: closeAllConnections does not include them. */
export function cutUntakenUpgrades(server: Server): void {
  for (const socket of untaken.get(server) ?? []) socket.destroy();
}

/** Returns the connection, which then belongs to the caller. Throws unless asksForUpgrade. */
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

/** Returns whether takeUpgrade can be called. */
export function asksForUpgrade(request: IncomingMessage): boolean {
  return open.has(request);
}
