import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type WebSocket, WebSocketServer } from "ws";

interface Arrived {
  readonly by: "socket" | "post";
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

interface Connection {
  readonly sessionId: string | null;
  readonly isOpen: boolean;
  readonly closedWith: number | undefined;
}

/** What the peer does with a frame; `lose`: it takes it and writes nothing, as a server that dies then. */
type Manner = "acknowledge" | "write in silence" | "lose" | "refuse the page";

/**
 * The server's end of the tracker's WebSocket and of its posts, with no Millrace behind it: whatever arrives is
 * kept here, and a test decides when it dies and what it says.
 */
export class SocketPeer {
  manner: Manner = "acknowledge";
  readonly arrived: Arrived[] = [];
  readonly connections: Connection[] = [];
  readonly #script: Buffer;
  #server: Server | undefined;
  #sockets: WebSocketServer | undefined;
  #port = 0;

  /** @param script the file that pages load */
  constructor(script: string) {
    this.#script = readFileSync(script);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Each event once, as a server that knows the ids counts them. */
  get counted(): string[] {
    return [...new Map(this.arrived.map(({ id, name }) => [id, name])).values()];
  }

  /** On the port that it had before. */
  async start(): Promise<void> {
    const server = createServer(async (request, response) => {
      response.setHeader("access-control-allow-origin", "*");
      if (request.method === "POST") {
        this.#write("post", JSON.parse(String(await buffer(request))) as Arrived);
        response.writeHead(202).end("{}");
      } else response.setHeader("content-type", "text/javascript").end(this.#script);
    });
    this.#sockets = new WebSocketServer({ server, path: "/ws", maxPayload: 64 * 1024 });
    this.#sockets.on("connection", (socket, request) => this.#greet(socket, request));
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** As with `kill -9`: no goodbye to anybody. */
  async kill(): Promise<void> {
    for (const socket of this.#sockets?.clients ?? []) socket.terminate();
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.#server?.closeAllConnections();
    await closed;
  }

  #greet(socket: WebSocket, request: IncomingMessage): void {
    const { searchParams } = new URL(request.url ?? "", this.url);
    const sessionId = searchParams.get("sessionId");
    const connection = { sessionId, isOpen: true, closedWith: undefined as number | undefined };
    this.connections.push(connection);
    socket.on("close", (code) => Object.assign(connection, { isOpen: false, closedWith: code }));
    if (this.manner === "refuse the page") {
      socket.close(1008, "unknown project");
      return;
    }
    const say = (message: object) => socket.send(JSON.stringify(message));
    say({ type: "connected", projectId: searchParams.get("projectId"), sessionId, timestamp: Date.now() });
    socket.on("message", (text) => {
      const { type, data } = JSON.parse(String(text)) as { type: string; data: Arrived };
      if (this.manner === "lose" || type === "presence") return;
      this.#write("socket", data);
      if (this.manner === "acknowledge") say({ type: "ack", eventId: data.id, messageType: type });
    });
  }

  #write(by: Arrived["by"], { id, name, url }: Arrived): void {
    this.arrived.push({ by, id, name, url });
  }
}
