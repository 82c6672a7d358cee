import { QueueBroken } from "../../../domain/errors.ts";
import type { EncodedEnvelope } from "../../../domain/event/envelope-codec.ts";
import type { Delivery, Message } from "../../../ports/queue.ts";
import type { RedisConnection } from "../../redis/connection.ts";
import { corruptMessages } from "../corrupt-messages.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { READ } from "./scripts/read.ts";

/** Positions of a gap that are told of at once at most. */
const GONE_AT_ONCE = 1000;

export interface Range {
  readonly partition: number;
  /** The first position, where an entry begins. */
  readonly from: number;
  /** The last position, or "end" for all there is. */
  readonly to: number | "end";
  /** Reading stops with the entry that reaches so many envelopes. */
  readonly max: number;
}

interface Entry {
  readonly first: number;
  readonly bytes: Buffer;
  readonly decoded: { readonly envelopes: readonly EncodedEnvelope[] } | { readonly fault: string };
}

/** Turns entries of streams into messages. */
export class StreamReader {
  readonly #connection: RedisConnection;
  readonly #keys: QueueKeys;

  constructor(connection: RedisConnection, keys: QueueKeys) {
    this.#connection = connection;
    this.#keys = keys;
  }

  async read({ partition, from, to, max }: Range): Promise<Delivery> {
    const messages: Message[] = [];
    let last = from - 1;
    while (messages.length < max) {
      const piece = await this.#readPiece({ partition, from: last + 1, to, max: max - messages.length });
      for (const message of piece) messages.push(message);
      const end = piece.at(-1);
      if (end === undefined) break;
      last = end.position;
    }
    if (to !== "end") return { partition, first: from, last: to, messages };
    return { partition, first: messages[0]?.position ?? from, last, messages };
  }

  /** Position that the next envelope of the partition will get. */
  async nextOf(partition: number): Promise<number> {
    const next = await this.#connection.send<string | null>(["HGET", this.#keys.meta, `next:${partition}`]);
    return Number(next ?? 1);
  }

  async #readPiece({ partition, from, to, max }: Range): Promise<Message[]> {
    const [next, settled, ...fields] = await this.#connection.run<Buffer[]>(
      READ,
      [this.#keys.meta, this.#keys.stream(partition)],
      [String(partition), `${from}-0`, to === "end" ? "+" : `${to}-0`, String(Math.min(max, 1_000_000))],
      { bytes: true },
    );
    const entries = toEntries(fields);
    if (to !== "end") return this.#toMessages(partition, entries);
    requireForward(partition, from, Number(next));
    // Nothing is missing below what was settled meanwhile, by somebody who took the partition over.
    const expected = Math.max(from, Number(settled) + 1);
    const found = entries[0]?.first ?? Number(next);
    if (found > expected) return goneMessages(expected, found - 1);
    return this.#toMessages(partition, upToGap(entries));
  }

  async #toMessages(partition: number, entries: readonly Entry[]): Promise<Message[]> {
    const messages: Message[] = [];
    for (const [index, entry] of entries.entries()) {
      const { decoded } = entry;
      const found =
        "fault" in decoded
          ? await this.#corrupt(partition, entry, entries[index + 1]?.first, decoded.fault)
          : decoded.envelopes.map((fields, offset) => ({ position: entry.first + offset, fields }));
      for (const message of found) messages.push(message);
    }
    return messages;
  }

  /** An entry that can't be read ends right before the next one. */
  async #corrupt(partition: number, { first, bytes }: Entry, after: number | undefined, fault: string) {
    const end = after ?? (await this.#firstBehind(partition, first)) ?? (await this.nextOf(partition));
    return corruptMessages(first, end - 1, bytes, fault);
  }

  async #firstBehind(partition: number, first: number): Promise<number | undefined> {
    const stream = this.#keys.stream(partition);
    const command = ["XRANGE", stream, `(${first}-0`, "+", "COUNT", "1"];
    const [entry] = await this.#connection.send<[string, string[]][]>(command);
    return entry === undefined ? undefined : positionOf(entry[0]);
  }
}

/**
 * Positions that went back were given twice: their tokens may be known to the store, which would drop the new events.
 */
export function requireForward(partition: number, from: number, next: number): void {
  if (next >= from) return;
  throw new QueueBroken(
    `[queue:redis] partition ${partition} went back from position ${from - 1} to ${next - 1}: Redis lost acknowledged events, as a failover to a replica or a restored backup does; see docs/redis.md before you start again`,
  );
}

/** The entries before the first gap: the next piece begins with it. */
function upToGap(entries: readonly Entry[]): readonly Entry[] {
  const gap = entries.findIndex((entry, index) => {
    const before = entries[index - 1];
    if (before === undefined || "fault" in before.decoded) return false;
    return entry.first > before.first + before.decoded.envelopes.length;
  });
  return gap < 0 ? entries : entries.slice(0, gap);
}

function goneMessages(first: number, last: number): Message[] {
  const end = Math.min(last, first + GONE_AT_ONCE - 1);
  return Array.from({ length: end - first + 1 }, (_, index) => ({
    position: first + index,
    corrupt: Buffer.alloc(0),
    fault: "missing from the stream, though it was not settled",
  }));
}

/** The read script's flat list of id, n and e. */
function toEntries(fields: readonly Buffer[]): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [id, count, bytes] = fields.slice(at, at + 3) as [Buffer, Buffer, Buffer];
    entries.push({
      first: positionOf(id.toString()),
      bytes,
      decoded: decode(bytes, Number(count.toString())),
    });
  }
  return entries;
}

const positionOf = (entryId: string): number => Number(entryId.slice(0, entryId.indexOf("-")));

function decode(bytes: Buffer, count: number): Entry["decoded"] {
  try {
    const envelopes: unknown = JSON.parse(bytes.toString("utf8"));
    if (!Array.isArray(envelopes)) return { fault: "not a list of envelopes" };
    if (envelopes.length !== count) return { fault: "wrong number of envelopes" };
    return { envelopes };
  } catch (error) {
    return { fault: `not a list of envelopes: ${(error as Error).message}` };
  }
}
