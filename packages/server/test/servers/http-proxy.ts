import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of one request on its way. */
export type Fate =
  | "pass"
  /** The server does what it is asked, and the connection is cut instead of the reply. */
  | "cut-reply"
  /** The same, but the reply has begun: its status says that all is well. */
  | "cut-reply-late"
  /** Half of the body arrives, then the connection is cut on both sides. */
  | "cut-request"
  /** The connection is cut at once, and the request reaches the server when release() is called. */
  | "hold";

export interface HttpProxy {
  readonly port: number;
  /** Decides over the requests that follow, by the statement in their URL. */
  decide(fate: (statement: string) => Fate): void;
  /** Lets the held requests go; resolves when the server has answered them. */
  release(): Promise<void>;
  stop(): Promise<void>;
}

/** Stands between a client and an HTTP server on this machine, and harms what passes as a test wishes. */
export async function startHttpProxy(targetPort: number): Promise<HttpProxy> {
  let fateOf: (statement: string) => Fate = () => "pass";
  const held: (() => Promise<void>)[] = [];

  function forward(incoming: IncomingMessage, onReply: (reply: IncomingMessage) => void): ClientRequest {
    const { method, url: path, headers } = incoming;
    return request({ host: "127.0.0.1", port: targetPort, method, path, headers }, onReply);
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const statement = new URL(incoming.url ?? "/", "http://proxy").searchParams.get("query") ?? "";
    const fate = fateOf(statement);
    const body = await bytesOf(incoming);
    const cut = () => void incoming.socket.destroy();
    if (fate === "hold") {
      held.push(() => sendWhole(forward, incoming, body));
      return cut();
    }
    const outgoing = forward(incoming, (reply) => {
      if (fate === "cut-reply") return cut();
      if (fate === "cut-reply-late") {
        response.writeHead(200, { "content-length": 100 });
        return void response.write("begun", () => setTimeout(cut, 20));
      }
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    outgoing.on("error", cut);
    if (fate !== "cut-request") return void outgoing.end(body);
    outgoing.write(body.subarray(0, body.length / 2), () => {
      outgoing.destroy();
      cut();
    });
  }

  const server = createServer((incoming, response) => void handle(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    decide(fate) {
      fateOf = fate;
    },
    async release() {
      for (const send of held.splice(0)) await send();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Forward = (incoming: IncomingMessage, onReply: (reply: IncomingMessage) => void) => ClientRequest;

function sendWhole(forward: Forward, incoming: IncomingMessage, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = forward(incoming, (reply) => {
      reply.resume().on("end", resolve);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
