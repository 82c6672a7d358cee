import type { IncomingMessage } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { SECOND } from "../../domain/time.ts";
import type { Upgrade } from "./upgrades.ts";

export interface LiveSocketsOptions {
  /** Connections at a time; more are refused. */
  readonly most?: number;
  /** How often each is asked whether it lives. One that did not answer by the next time is cut. */
  readonly pingMs?: number;
}

/** Viewers send nothing: whatever comes from one ends its connection. */
const MAX_PAYLOAD_BYTES = 1024;
/** What may wait for a slow viewer. While more does, messages are left out; the next one it gets is whole. */
const MAX_BUFFERED_BYTES = 1 << 20;
/** How long a viewer may take to say goodbye when the server closes. */
const GOODBYE_MS = SECOND;

const GOING_AWAY = 1001;
const NOTHING_EXPECTED = 1008;

/** Sends to one viewer. */
export type SendText = (text: string) => void;

/** The WebSockets of this process. */
export class LiveSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_PAYLOAD_BYTES,
    perMessageDeflate: false,
  });
  /** Each with whether it answered since it was last asked. */
  readonly #alive = new Map<WebSocket, boolean>();
  readonly #most: number;
  readonly #pinging: NodeJS.Timeout;
  #isClosed = false;

  constructor({ most = 1000, pingMs = 30 * SECOND }: LiveSocketsOptions = {}) {
    this.#most = most;
    this.#pinging = setInterval(() => this.#ping(), pingMs).unref();
  }

  get isFull(): boolean {
    return this.#alive.size >= this.#most;
  }

  /** Makes a WebSocket of a request that asks for one. `watch` begins to send and returns what ends that. */
  accept(request: IncomingMessage, { socket, head }: Upgrade, watch: (send: SendText) => () => void): void {
    // It was being looked at when the others were told goodbye: the server that closes would wait for it.
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (viewer) => {
      this.#alive.set(viewer, true);
      const leave = watch((text) => {
        if (viewer.bufferedAmount <= MAX_BUFFERED_BYTES) viewer.send(text);
      });
      viewer.on("pong", () => this.#alive.set(viewer, true));
      viewer.on("message", () => viewer.close(NOTHING_EXPECTED, "nothing is expected"));
      // The close that follows is what counts.
      viewer.on("error", () => {});
      viewer.on("close", () => {
        this.#alive.delete(viewer);
        leave();
      });
    });
  }

  /** Says goodbye to all; resolves when they are gone, by force after a moment. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#pinging);
    const viewers = [...this.#alive.keys()];
    const gone = viewers.map((viewer) => new Promise((resolve) => viewer.once("close", resolve)));
    const limit = setTimeout(() => {
      for (const viewer of viewers) viewer.terminate();
    }, GOODBYE_MS);
    for (const viewer of viewers) viewer.close(GOING_AWAY, "the server stops");
    await Promise.all(gone);
    clearTimeout(limit);
  }

  #ping(): void {
    for (const [viewer, answered] of this.#alive) {
      if (!answered) {
        viewer.terminate();
        continue;
      }
      this.#alive.set(viewer, false);
      viewer.ping();
    }
  }
}
