import { createServer, type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect } from "node:net";

export interface Proxy {
  readonly url: string;
  /** What was asked for outside the path. */
  readonly strays: readonly string[];
  stop(): Promise<void>;
}

/** A proxy as a user would set one up: all below `path` goes to the instance, without the path, and nothing else does. */
export async function startProxy(instance: string, path: string): Promise<Proxy> {
  const { hostname, port } = new URL(instance);
  const strays: string[] = [];
  const server = createServer((asked, reply) => {
    const inner = innerPath(asked, path);
    if (inner === null) {
      strays.push(asked.url ?? "");
      return reply.writeHead(404).end();
    }
    const forwarded = request(
      { hostname, port, path: inner, method: asked.method, headers: asked.headers },
      (answer) => {
        reply.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(reply);
      },
    );
    forwarded.once("error", () => reply.destroy());
    asked.pipe(forwarded);
  });
  server.on("upgrade", (asked, socket) => {
    const inner = innerPath(asked, path);
    if (inner === null) return socket.destroy();
    const upstream = connect(Number(port), hostname, () => {
      const headers = Object.entries(asked.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      upstream.write(`GET ${inner} HTTP/1.1\r\n${headers.join("")}\r\n`);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.once("error", () => socket.destroy());
    socket.once("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    strays,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function innerPath({ url = "/" }: IncomingMessage, path: string): string | null {
  return url.startsWith(`${path}/`) ? url.slice(path.length) : null;
}
