import { StateUnavailable } from "../../domain/errors.ts";
import type { LiveBus } from "../../ports/live-bus.ts";
import { Turns } from "../turns.ts";
import { BusSegments } from "./bus-segments.ts";
import { requireFits, TopicListeners } from "./topic-listeners.ts";

/** How often a process that listens looks for new lines. */
const POLL_MS = 50;
const NEWLINE = 10;

/** A live bus between processes that share a folder: one line of JSON per message, read by whoever listens. */
export class DiskBus implements LiveBus {
  readonly #segments: BusSegments;
  readonly #listeners = new TopicListeners();
  readonly #writing = new Turns();
  readonly #reading = new Turns();
  /** Where the next line of each segment begins. */
  readonly #positions = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(folder: string) {
    this.#segments = new BusSegments(folder);
  }

  async publish(topic: string, message: string): Promise<void> {
    requireFits(message);
    // The newline in front ends what a full disk cut off, which would spoil this line otherwise.
    const line = Buffer.from(`\n${JSON.stringify([topic, message])}\n`);
    await this.#writing.take(() => this.#segments.append(line)).catch(asUnavailable);
  }

  async subscribe(topic: string, listener: (message: string) => void): Promise<() => void> {
    // What was published before now is for the others only.
    await this.#readOn().catch(asUnavailable);
    const remove = this.#listeners.add(topic, listener);
    this.#readLater();
    return remove;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#reading.take(async () => {});
    await this.#writing.take(() => this.#segments.close());
  }

  #readLater(): void {
    if (this.#closed || this.#timer !== null || this.#listeners.isEmpty) return;
    const read = async () => {
      // A disk that fails now may work at the next look.
      await this.#readOn().catch(() => {});
      this.#timer = null;
      this.#readLater();
    };
    this.#timer = setTimeout(() => void read(), POLL_MS).unref();
  }

  #readOn(): Promise<void> {
    return this.#reading.take(async () => {
      const sizes = await this.#segments.sizes();
      for (const segment of this.#positions.keys()) if (!sizes.has(segment)) this.#positions.delete(segment);
      const oldestFirst = [...sizes].reverse();
      for (const [segment, size] of oldestFirst) {
        if (this.#listeners.isEmpty) this.#positions.set(segment, size);
        else await this.#readSegment(segment, size);
      }
    });
  }

  async #readSegment(segment: number, size: number): Promise<void> {
    const from = this.#positions.get(segment) ?? 0;
    if (size <= from) return;
    const bytes = await this.#segments.read(segment, from, size);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.#positions.set(segment, from + end);
    for (const line of bytes.toString("utf8", 0, end).split("\n")) {
      const said = decodeLine(line);
      if (said !== null) this.#listeners.tell(said.topic, said.message);
    }
  }
}

/** Null for a line that was cut off, or that is none of ours. */
function decodeLine(line: string): { topic: string; message: string } | null {
  try {
    const [topic, message] = JSON.parse(line);
    return typeof topic === "string" && typeof message === "string" ? { topic, message } : null;
  } catch {
    return null;
  }
}

function asUnavailable(error: Error): never {
  throw new StateUnavailable(`[state:disk] the live bus is unavailable: ${error.message}`, {
    cause: error,
  });
}
