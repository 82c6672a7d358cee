import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP relay on loopback that stands between Millrace and a server, and breaks what passes through it when told. */
export class FaultProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #pairs = new Set<{ near: Socket; far: Socket }>();
  readonly #stalled = new WeakSet<Socket>();
  #refusing = false;
  #mute = false;
  #refused = 0;
  #lostReplies = 0;

  static async start(targetPort: number): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FaultProxy(server, targetPort);
  }

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
    server.on("connection", (near) => this.#relay(near));
  }

  #relay(near: Socket): void {
    near.on("error", () => {});
    if (this.#refusing) {
      this.#refused += 1;
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#targetPort, "127.0.0.1");
    const pair = { near, far };
    this.#pairs.add(pair);
    near.setNoDelay(true);
    far.setNoDelay(true);
    near.on("data", (bytes) => {
      if (!this.#stalled.has(near)) far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (this.#mute) this.#lostReplies += 1;
      else if (!this.#stalled.has(near)) near.write(bytes);
    });
    const end = () => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    far.on("error", end);
    for (const socket of [near, far]) socket.on("close", end);
  }

  /** Connections that were refused, ever. */
  get refused(): number {
    return this.#refused;
  }

  /** Pieces of replies that reached nobody, ever. */
  get lostReplies(): number {
    return this.#lostReplies;
  }

  /** Connections that there are. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Cuts every connection, whatever is under way on it. New ones are taken at once. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Cuts every connection and takes no new one until told. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing;
    if (refusing) this.cut();
  }

  /** While on, requests reach the server and its replies reach nobody; switched off, those connections are cut. */
  loseReplies(mute: boolean): void {
    this.#mute = mute;
    if (!mute) this.cut();
  }

  /** Nothing passes any more on the connections there are, and nobody is told: as when a network forgets them. */
  stall(): void {
    for (const { near } of this.#pairs) this.#stalled.add(near);
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The URL with another port: the server as it is reached through a proxy. */
export function through(proxy: FaultProxy, url: string, port: number): string {
  return url.replace(`:${port}`, `:${proxy.port}`);
}
