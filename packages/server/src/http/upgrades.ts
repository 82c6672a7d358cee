import { IncomingMessage, type RequestListener, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

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
}

const open = new WeakMap<IncomingMessage, Open>();

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

/** Sends requests for WebSockets to the same routes as all others, so that the same rules hold. A route takes one by takeUpgrade, or replies. */
export function routeUpgrades(server: Server, routes: RequestListener): void {
  server.on("upgrade", (request, socket, head) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    // Nobody else listens any more, and a client that is gone must not end the process.
    socket.on("error", () => socket.destroy());
    response.assignSocket(socket as Socket);
    response.on("finish", () => socket.end());
    open.set(request, { upgrade: { socket, head }, response });
    routes(request, response as Parameters<RequestListener>[1]);
  });
}

/** The connection, which is the caller's from then on; null for a request that does not ask for a WebSocket. */
export function takeUpgrade(request: IncomingMessage): Upgrade | null {
  const found = open.get(request);
  if (found === undefined) return null;
  open.delete(request);
  found.response.detachSocket(found.upgrade.socket as Socket);
  return found.upgrade;
}

/** Whether takeUpgrade has something to take. */
export function asksForUpgrade(request: IncomingMessage): boolean {
  return open.has(request);
}
