import { encodeEnvelope } from "../../../domain/event/envelope-codec.ts";
import type { Outgoing } from "../../../ports/queue.ts";
import { hashId } from "../recent-ids.ts";
import { PACKED_BYTES } from "./scripts/publish.ts";

/** An envelope on its way. */
export interface EncodedOutgoing {
  readonly partition: number;
  readonly text: string;
  /** Bytes of the text. */
  readonly bytes: number;
  /** Null when the id can't come again. */
  readonly hash: Buffer | null;
  /** Epoch ms. */
  readonly receivedAt: number;
}

export function encodeOutgoing({ partition, envelope, freshId }: Outgoing): EncodedOutgoing {
  const text = JSON.stringify(encodeEnvelope(envelope));
  return {
    partition,
    text,
    bytes: Buffer.byteLength(text),
    hash: freshId ? null : hashId(envelope.siteId, envelope.id),
    receivedAt: envelope.receivedAt,
  };
}

/** What the publish script reads with string.byte and struct; `partitions` are the distinct ones, in its order. */
export function packEnvelopes(batch: readonly EncodedOutgoing[]): { partitions: number[]; packed: Buffer } {
  const indexes = new Map<number, number>();
  const packed = Buffer.alloc(batch.length * PACKED_BYTES);
  let at = 0;
  for (const { partition, hash, receivedAt } of batch) {
    const index = indexes.get(partition) ?? indexes.size;
    indexes.set(partition, index);
    packed.writeUInt16LE(index, at);
    if (hash !== null) {
      packed[at + 2] = 1;
      hash.copy(packed, at + 3, 0, 16);
    }
    packed.writeDoubleLE(receivedAt, at + 19);
    at += PACKED_BYTES;
  }
  return { partitions: [...indexes.keys()], packed };
}

/** Cuts a batch into pieces of at most so many envelopes and about so many bytes, one at least. */
export function cutBatch(
  batch: readonly EncodedOutgoing[],
  most: { readonly envelopes: number; readonly bytes: number },
): EncodedOutgoing[][] {
  const pieces: EncodedOutgoing[][] = [];
  let piece: EncodedOutgoing[] = [];
  let bytes = 0;
  for (const envelope of batch) {
    if (piece.length >= most.envelopes || (piece.length > 0 && bytes + envelope.bytes > most.bytes)) {
      pieces.push(piece);
      piece = [];
      bytes = 0;
    }
    piece.push(envelope);
    bytes += envelope.bytes;
  }
  pieces.push(piece);
  return pieces;
}
