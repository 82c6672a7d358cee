import type { TrackedEvent } from "../src/event.ts";

export interface Frame {
  type: string;
  data: TrackedEvent;
}

/** A WebSocket as the page sees it, and what the server does with its end. */
export class FakeSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly url: URL;
  readonly frames: Frame[] = [];
  /** Addresses that the page said it is on, beside its events. */
  readonly places: string[] = [];
  state: "connecting" | "open" | "closed" = "connecting";
  /** What the page closed it with. */
  closedWith: number | undefined;

  constructor(url: string) {
    this.url = new URL(url);
    if (!/^wss?:$/.test(this.url.protocol)) throw new Error(`SyntaxError: ${url}`);
  }

  send(text: string): void {
    if (this.state === "connecting") throw new Error("InvalidStateError: still in CONNECTING state");
    if (this.state !== "open") return;
    const frame = JSON.parse(text) as Frame;
    if (frame.type === "presence") this.places.push(frame.data.url);
    else this.frames.push(frame);
  }

  /** Browsers say that it is closed once the server has answered, which may be long after. */
  close(code: number): void {
    if (this.state === "closed") return;
    this.closedWith = code;
    this.state = "closed";
    setImmediate(() => this.onclose?.({ code }));
  }

  get names(): string[] {
    return this.frames.map(({ data }) => data.name);
  }
  get ids(): string[] {
    return this.frames.map(({ data }) => data.id);
  }

  open(): this {
    this.state = "open";
    return this;
  }

  /** Opens it and greets. */
  greet(): this {
    this.open().say({ type: "connected", projectId: "shop.example", sessionId: "s", timestamp: Date.now() });
    return this;
  }

  say(message: object | string): void {
    const data = typeof message === "string" ? message : JSON.stringify(message);
    if (this.state === "open") this.onmessage?.({ data });
  }

  ack(...ids: string[]): void {
    for (const eventId of ids) this.say({ type: "ack", eventId, messageType: "event" });
  }

  /** Only what is temporary says when to try again. */
  refuse(code: string, eventId?: string, retryAfter = TEMPORARY.has(code) ? 2 : undefined): void {
    this.say({ type: "error", code, message: "", eventId, retryAfter });
  }

  /** The connection ends without the page's doing. */
  break(code = 1006): void {
    this.state = "closed";
    this.onclose?.({ code });
  }
}

const TEMPORARY: ReadonlySet<string> = new Set(["queue_full", "unavailable", "internal"]);
