import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Log } from "../../ports/log.ts";
import type { TraceRing } from "../../ports/trace.ts";
import { Turns } from "../turns.ts";

const MAGIC = "MRTRACE2";
/** 0 magic, 8 bytes of a record, 12 records at most, 16 number of the next record, 64 who wrote, as JSON. */
const HEADER_BYTES = 4096;
const WRITERS_AT = 64;
const MOST_WRITERS = 40;

/** A process, and the number of its first record. */
type Writer = readonly [from: number, process: string];
/** Read at once. */
const PIECE_BYTES = 1 << 20;

/**
 * A file in which the last records go round. The number of the next one is written after the records: a crash loses what
 * was written last, or leaves a record torn, which its reader skips.
 */
export class RingFile implements TraceRing {
  readonly recordBytes: number;
  readonly #file: FileHandle;
  readonly #capacity: number;
  readonly #turns = new Turns();
  readonly #writers: readonly Writer[];
  #next: number;

  private constructor(file: FileHandle, { recordBytes, capacity, process }: RingOptions, found: Header) {
    this.#file = file;
    this.recordBytes = recordBytes;
    this.#capacity = capacity;
    this.#next = found.next;
    this.#writers = [...found.writers, [found.next, process] as const].slice(-MOST_WRITERS);
  }

  get next(): number {
    return this.#next;
  }

  writerOf(number: number): string {
    return this.#writers.findLast(([from]) => from <= number)?.[1] ?? "";
  }

  /** Opens a ring, or makes an empty one where there is none, or none of this format and size. Throws when neither works. */
  static async open(path: string, options: RingOptions): Promise<RingFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, "a+", 0o600).then(async (made) => {
      await made.close();
      return open(path, "r+");
    });
    const found = await readHeader(file, options);
    if (found === null) {
      const { size } = await file.stat();
      if (size > 0) {
        const sentence = "a trace file is damaged or has another format or size, starting it anew";
        options.log.warn({ path }, sentence);
      }
      await file.truncate(0);
    }
    return new RingFile(file, options, found ?? { next: 0, writers: [] });
  }

  append(records: Buffer): Promise<void> {
    return this.#turns.take(async () => {
      const room = this.#capacity * this.recordBytes;
      // Of more than fit, the last ones stay.
      let rest = records.subarray(Math.max(0, records.length - room));
      this.#next += (records.length - rest.length) / this.recordBytes;
      while (rest.length > 0) {
        const slot = this.#next % this.#capacity;
        const some = rest.subarray(0, (this.#capacity - slot) * this.recordBytes);
        await this.#file.write(some, 0, some.length, HEADER_BYTES + slot * this.recordBytes);
        this.#next += some.length / this.recordBytes;
        rest = rest.subarray(some.length);
      }
      const header = this.#header();
      await this.#file.write(header, 0, header.length, 0);
    });
  }

  async scan(visit: (records: Buffer, first: number) => void): Promise<void> {
    const count = Math.min(this.#next, this.#capacity);
    const oldest = this.#next > this.#capacity ? this.#next % this.#capacity : 0;
    const before = this.#next - count;
    const piece = Buffer.alloc(Math.min(count, Math.ceil(PIECE_BYTES / this.recordBytes)) * this.recordBytes);
    await this.#scanSlots(oldest, count, piece, (bytes, slot) => visit(bytes, before + slot - oldest));
    await this.#scanSlots(0, oldest, piece, (bytes, slot) => visit(bytes, before + count - oldest + slot));
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {});
    await this.#file.close();
  }

  /** A turn for each piece: whoever appends does not wait for the whole. */
  async #scanSlots(
    from: number,
    to: number,
    piece: Buffer,
    visit: (records: Buffer, slot: number) => void,
  ): Promise<void> {
    for (let slot = from; slot < to; slot += piece.length / this.recordBytes) {
      const bytes = Math.min(piece.length, (to - slot) * this.recordBytes);
      const at = HEADER_BYTES + slot * this.recordBytes;
      const { bytesRead } = await this.#turns.take(() => this.#file.read(piece, 0, bytes, at));
      visit(piece.subarray(0, bytesRead - (bytesRead % this.recordBytes)), slot);
    }
  }

  #header(): Buffer {
    const header = Buffer.alloc(HEADER_BYTES);
    header.write(MAGIC);
    header.writeUInt32LE(this.recordBytes, 8);
    header.writeUInt32LE(this.#capacity, 12);
    header.writeDoubleLE(this.#next, 16);
    header.write(JSON.stringify(this.#writers), WRITERS_AT);
    return header;
  }
}

export interface RingOptions {
  readonly recordBytes: number;
  /** Records that are kept. */
  readonly capacity: number;
  /** Name of the process that writes. */
  readonly process: string;
  readonly log: Log;
}

interface Header {
  readonly next: number;
  readonly writers: readonly Writer[];
}

/** Returns null for a file of another format or size, or one that lacks what its header says. */
async function readHeader(
  file: FileHandle,
  { recordBytes, capacity }: Pick<RingOptions, "recordBytes" | "capacity">,
): Promise<Header | null> {
  const header = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
  const isOurs =
    bytesRead === HEADER_BYTES &&
    header.toString("latin1", 0, MAGIC.length) === MAGIC &&
    header.readUInt32LE(8) === recordBytes &&
    header.readUInt32LE(12) === capacity;
  const next = header.readDoubleLE(16);
  if (!isOurs || !Number.isSafeInteger(next) || next < 0) return null;
  // After a power failure the header may be there and the records not.
  const { size } = await file.stat();
  if (size < HEADER_BYTES + Math.min(next, capacity) * recordBytes) return null;
  const writers = readWriters(header.toString("utf8", WRITERS_AT));
  return writers === null ? null : { next, writers };
}

function readWriters(text: string): readonly Writer[] | null {
  try {
    const writers = JSON.parse(text.replace(/\0+$/, ""));
    return Array.isArray(writers) ? writers : null;
  } catch {
    return null;
  }
}
