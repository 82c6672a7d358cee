import { QueueFull } from "../../../domain/errors.ts";
import type { Accepted, Outgoing } from "../../../ports/queue.ts";
import type { RedisConnection } from "../../redis/connection.ts";
import type { QueueOptions } from "../options.ts";
import { takeGroup } from "../take-group.ts";
import { cutBatch, type EncodedOutgoing, encodeOutgoing, packEnvelopes } from "./envelopes.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { PUBLISH } from "./scripts/publish.ts";

/** What one script appends at most: Redis serves nobody else while it runs, which is 10 µs for each envelope. */
const SCRIPT_LIMITS = { envelopes: 1000, bytes: 4 * 1024 * 1024 };
const CHECKED_ALREADY = -1;

interface Request {
  readonly batch: readonly EncodedOutgoing[];
  resolve(accepted: readonly Accepted[]): void;
  reject(error: Error): void;
}

/** While one script is under way, everything that arrives is gathered into the next. */
export class Publisher {
  readonly #connection: RedisConnection;
  readonly #keys: QueueKeys;
  readonly #options: QueueOptions;
  #requests: Request[] = [];
  #flushing: Promise<void> | null = null;

  constructor(connection: RedisConnection, keys: QueueKeys, options: QueueOptions) {
    this.#connection = connection;
    this.#keys = keys;
    this.#options = options;
  }

  /**
   * Throws QueueFull, when nothing was written, or QueueUnavailable. A reply that was lost leaves unknown what was written:
   * the sender comes again with the same ids, which are in the same script as their envelopes.
   */
  publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]> {
    if (batch.length === 0) return Promise.resolve([]);
    const encoded = batch.map(encodeOutgoing);
    return new Promise((resolve, reject) => {
      this.#requests.push({ batch: encoded, resolve, reject });
      // After the current turn of the event loop, so that all requests read in it share a script.
      this.#flushing ??= new Promise((done) => setImmediate(() => void this.#flush().finally(done)));
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#requests.length > 0) {
      const group = takeGroup(this.#requests, SCRIPT_LIMITS.envelopes);
      try {
        const accepted = await this.#append(group.flatMap(({ batch }) => batch));
        let from = 0;
        for (const { batch, resolve } of group) {
          resolve(accepted.slice(from, from + batch.length));
          from += batch.length;
        }
      } catch (error) {
        for (const { reject } of group) reject(error as Error);
      }
    }
    this.#flushing = null;
  }

  async #append(batch: readonly EncodedOutgoing[]): Promise<Accepted[]> {
    let incoming = 0;
    for (const { bytes } of batch) incoming += bytes;
    const accepted: Accepted[] = [];
    for (const piece of cutBatch(batch, SCRIPT_LIMITS)) {
      for (const place of await this.#appendPiece(piece, incoming)) accepted.push(place);
      // The first script looked whether the whole batch fits.
      incoming = CHECKED_ALREADY;
    }
    return accepted;
  }

  async #appendPiece(piece: readonly EncodedOutgoing[], incoming: number): Promise<Accepted[]> {
    const { maxBytes, recentIds, guards } = this.#options;
    const { partitions, packed } = packEnvelopes(piece);
    const { meta, young, old, bell, stream } = this.#keys;
    const places = await this.#connection.run<string | (number | string)[]>(
      PUBLISH,
      [meta, young, old, ...partitions.map(stream)],
      [
        String(maxBytes),
        guards.recentIds ? String(recentIds) : "0",
        String(incoming),
        bell,
        JSON.stringify(partitions),
        packed,
        ...piece.map(({ text }) => text),
      ],
    );
    if (typeof places === "string") throw full(places, maxBytes);
    return places.map((place, index) => toAccepted(place, piece[index]?.partition ?? 0));
  }
}

function full(waiting: string, maxBytes: number): QueueFull {
  return new QueueFull(
    `[queue:redis] ${waiting} bytes are waiting and the limit is ${maxBytes}: the worker is behind or stopped; start it, wait, or raise QUEUE_MAX_BYTES`,
  );
}

/** A number is a new position; text is "partition:position" of the envelope that had the id before. */
function toAccepted(place: number | string, partition: number): Accepted {
  if (typeof place === "number") return { partition, position: place, duplicate: false };
  const [earlierPartition = 0, position = 0] = place.split(":").map(Number);
  return { partition: earlierPartition, position, duplicate: true };
}
