import { setTimeout as sleep } from "node:timers/promises";
import type { LiveMessage } from "@millrace/protocol";
import { WebSocket } from "ws";

/** A viewer who counts the connected visitors of a site, and connects again after a cut. */
export class PresenceProbe {
  readonly #address: string;
  #socket: WebSocket | null = null;
  #connected: number | null = null;
  #isClosed = false;

  constructor(url: string, site: string) {
    this.#address = `${url.replace("http", "ws")}/api/v1/sites/${site}/live`;
    this.#connect();
  }

  /** Resolves when so many are connected. Throws when that takes longer. */
  async until(visitors: number, limitMs: number): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (this.#connected !== visitors) {
      if (Date.now() > deadline)
        throw new Error(
          `viewers see ${this.#connected} visitors after ${limitMs / 1000} s, there are ${visitors}`,
        );
      await sleep(50);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.close();
  }

  #connect(): void {
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as LiveMessage;
      if (message.type === "snapshot") this.#connected = message.present.connected;
    });
    socket.on("close", () => {
      if (!this.#isClosed) setTimeout(() => this.#connect(), 200);
    });
  }
}
