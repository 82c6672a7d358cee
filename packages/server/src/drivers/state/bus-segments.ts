import { type FileHandle, open, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { closeFilesIn, makePrivateFolder } from "../disk/private-files.ts";

/** A segment that has grown to this is followed by the next. */
const SEGMENT_BYTES = 1 << 20;
/** How far, in segments, a reader may be behind before it misses something. */
const KEPT_SEGMENTS = 4;

/** Files `<n>.jsonl` that any process of the machine appends to. Never synced: what they hold is for the moment only. */
export class BusSegments {
  readonly #folder: string;
  #open: FileHandle | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    makePrivateFolder(folder);
    closeFilesIn(folder);
  }

  /** One write, which the kernel puts behind those of other processes as a whole. */
  async append(bytes: Buffer): Promise<void> {
    const file = await this.#writable();
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length)
      throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written`);
  }

  /**
   * The size of each segment, the newest looked at first: a message in it was written after the same publisher's
   * messages in older ones, which are then within their sizes too.
   */
  async sizes(): Promise<Map<number, number>> {
    const sizes = new Map<number, number>();
    for (const segment of (await this.#numbers()).reverse()) {
      const found = await stat(this.#path(segment)).catch(ignoreMissing);
      if (found !== null) sizes.set(segment, found.size);
    }
    return sizes;
  }

  async read(segment: number, from: number, to: number): Promise<Buffer> {
    const file = await open(this.#path(segment), "r").catch(ignoreMissing);
    if (file === null) return Buffer.alloc(0);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async close(): Promise<void> {
    const file = this.#open;
    this.#open = null;
    await file?.close();
  }

  async #writable(): Promise<FileHandle> {
    if (this.#open !== null) {
      const { size, nlink } = await this.#open.stat();
      if (size < SEGMENT_BYTES && nlink > 0) return this.#open;
      await this.close();
    }
    const latest = (await this.#numbers()).at(-1) ?? 1;
    const isFull = ((await stat(this.#path(latest)).catch(ignoreMissing))?.size ?? 0) >= SEGMENT_BYTES;
    this.#open = await open(this.#path(isFull ? latest + 1 : latest), "a", 0o600);
    if (isFull) await this.#removeBefore(latest + 2 - KEPT_SEGMENTS);
    return this.#open;
  }

  async #removeBefore(oldest: number): Promise<void> {
    for (const segment of await this.#numbers()) {
      if (segment < oldest) await unlink(this.#path(segment)).catch(ignoreMissing);
    }
  }

  async #numbers(): Promise<number[]> {
    const names = await readdir(this.#folder);
    const numbers = names
      .filter((name) => /^\d+\.jsonl$/.test(name))
      .map((name) => Number.parseInt(name, 10));
    return numbers.sort((a, b) => a - b);
  }

  #path(segment: number): string {
    return join(this.#folder, `${segment}.jsonl`);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
