import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { makeEvent } from "./client.ts";
import type { SentEvent } from "./ledger.ts";

const GIVE_UP_MS = 60_000;
const RECONNECT_MS = { least: 100, most: 1500 };

export interface SocketVisitorOptions {
  readonly url: string;
  readonly site: string;
  /** Tells this visitor apart from the others at the same address. */
  readonly visitor: number;
  readonly events: number;
  readonly random: () => number;
  /** Where every event is entered before it is sent. */
  readonly ledger: Map<string, SentEvent>;
  readonly pauseMs: number;
}

/**
 * Sends events over one WebSocket, as a good client does: it connects again after a cut, and sends again what was not
 * acknowledged, with the same ids. It stays connected until it leaves.
 */
export class SocketVisitor {
  readonly #options: SocketVisitorOptions;
  readonly #unacknowledged = new Map<string, SentEvent>();
  #socket: WebSocket | null = null;
  #isConnected = false;
  #hasLeft = false;
  #complaint: Error | null = null;

  constructor(options: SocketVisitorOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Resolves when every event was acknowledged. Throws when one is refused, or when nobody answers for a minute. */
  async sendAll(): Promise<void> {
    const { events, random, ledger, pauseMs } = this.#options;
    for (let sent = 0; sent < events; sent++) {
      const event = makeEvent(random);
      ledger.set(event.id, event);
      this.#unacknowledged.set(event.id, event);
      this.#send(event);
      await sleep(random() * pauseMs);
    }
    const deadline = Date.now() + GIVE_UP_MS;
    while (this.#unacknowledged.size > 0) {
      if (this.#complaint !== null) throw this.#complaint;
      if (Date.now() > deadline) throw new Error(`no acknowledgement within ${GIVE_UP_MS / 1000} s`);
      await sleep(20);
    }
  }

  leave(): void {
    this.#hasLeft = true;
    this.#socket?.close();
  }

  #connect(): void {
    const { url, site, visitor } = this.#options;
    const address = `${url.replace("http", "ws")}/ws?projectId=${site}&sessionId=${visitor}`;
    const headers = { "user-agent": `Mozilla/5.0 (X11; Linux x86_64; rv:${visitor}.0) Firefox/${visitor}.0` };
    const socket = new WebSocket(address, { headers });
    this.#socket = socket;
    // The close that follows is what counts.
    socket.on("error", () => {});
    socket.on("message", (data) => this.#hear(JSON.parse(String(data))));
    socket.on("close", () => {
      this.#isConnected = false;
      const { least, most } = RECONNECT_MS;
      if (!this.#hasLeft) setTimeout(() => this.#connect(), least + Math.random() * (most - least));
    });
  }

  #hear({ type, eventId, dropped, receipt, message, retryAfter }: Readonly<Record<string, string>>): void {
    if (type === "connected") {
      this.#isConnected = true;
      for (const event of this.#unacknowledged.values()) this.#send(event);
      return;
    }
    const event = this.#unacknowledged.get(eventId ?? "");
    if (event === undefined) return;
    if (dropped !== undefined) this.#complaint = new Error(`a valid event was dropped: ${dropped}`);
    else if (type === "ack") {
      event.receipt = receipt ?? "none";
      this.#unacknowledged.delete(event.id);
    } else if (retryAfter === undefined) this.#complaint = new Error(`a valid event was refused: ${message}`);
    else setTimeout(() => this.#send(event), Number(retryAfter) * 1000 * Math.random());
  }

  #send({ id, name, path, timestamp, props }: SentEvent): void {
    if (!this.#isConnected || this.#hasLeft) return;
    const type = name === "pageview" ? "pageview" : "event";
    this.#socket?.send(JSON.stringify({ type, data: { id, name, path, timestamp, props } }));
  }
}
