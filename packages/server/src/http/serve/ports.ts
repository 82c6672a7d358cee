import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SECOND } from "../../domain/time.ts";
import type { Doors } from "./doors.ts";
import { createFront, withNosniff } from "./front.ts";
import { LingeringResponse } from "./lingering-response.ts";
import { refuseByNode } from "./node-refusals.ts";
import type { SocketDoors } from "./socket-doors/socket-doors.ts";
import { cutUntakenUpgrades, routeUpgrades, UpgradableRequest } from "./upgrades.ts";

const TIMEOUTS = {
  requestTimeout: 10 * SECOND,
  headersTimeout: 10 * SECOND,
  keepAliveTimeout: 65 * SECOND,
  // Node looks for requests that take too long every 30 s unless told.
  connectionsCheckingInterval: SECOND,
};

/** How long current requests may take to end when the server closes. */
export const CLOSE_MS = 3 * SECOND;

/** The ports of a server: the framework's, and further ones with the same routes. */
export class Ports {
  readonly #doors: Doors | null;
  readonly #socketDoors: SocketDoors | null;
  readonly #further: Server[] = [];
  #routes: RequestListener = () => {};

  constructor(doors: Doors | null, socketDoors: SocketDoors | null) {
    this.#doors = doors;
    this.#socketDoors = socketDoors;
  }

  first(routes: RequestListener): Server {
    this.#routes = withNosniff(routes);
    return this.#create();
  }

  async listenAlso({ host, port }: { host: string; port: number }): Promise<number> {
    const server = this.#create();
    server.on("clientError", refuseByNode);
    server.listen(port, host);
    await once(server, "listening");
    this.#further.push(server);
    return (server.address() as AddressInfo).port;
  }

  /** Accepts no more connections there. Requests that are under way end, or are cut after CLOSE_MS. */
  async closeFurther(): Promise<void> {
    const closing = this.#further.map(async (server) => {
      const closed = once(server, "close");
      server.close();
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      const limit = setTimeout(() => {
        server.closeAllConnections();
        cutUntakenUpgrades(server);
      }, CLOSE_MS);
      await closed;
      clearInterval(sweep);
      clearTimeout(limit);
    });
    await Promise.all(closing);
  }

  #create(): Server {
    const orSocketDoor = this.#socketDoors?.listen(this.#routes) ?? this.#routes;
    const front = createFront(this.#doors?.listen(orSocketDoor) ?? orSocketDoor);
    const server = createServer(
      {
        ...TIMEOUTS,
        IncomingMessage: UpgradableRequest,
        ServerResponse: LingeringResponse,
        // The front does it, and says so in words.
        requireHostHeader: false,
      },
      front,
    );
    // Node would refuse it by itself, without the headers of all replies.
    server.on("checkExpectation", front);
    routeUpgrades(server, createFront(orSocketDoor));
    return server;
  }
}
