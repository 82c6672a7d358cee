import type { IncomingMessage } from "node:http";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { LIMITS } from "@millrace/protocol";
import { SECOND } from "../../domain/time.ts";
import { BodyFault, isGzip } from "./body.ts";
import { isCut } from "./node-refusals.ts";

/** Most lines per group; a group that reaches the size limit of a body ends earlier. */
const LINES_AT_ONCE = 1000;
export const LINE_BYTES = 64 * 1024;

/** Lines that are not empty, in their order, without surrounding blanks. */
export interface Lines {
  readonly lines: readonly Buffer[];
  /** Line numbers in the body, as an editor counts: from 1, empty lines included. */
  readonly numbers: readonly number[];
}

export interface ReadLinesOptions {
  /** How long to wait while neither a line ends nor STEP_BYTES arrive. */
  readonly stallMs?: number;
}

/** Bytes that count as progress without a whole line: gzip needs some before a line is decompressed. */
const STEP_BYTES = 1024;

/** The time left to wait for a sender. A sender may take any time, as long as it makes progress. */
class Patience {
  readonly stallMs: number;
  leftMs: number;
  #bytes = 0;

  constructor(stallMs: number) {
    this.stallMs = stallMs;
    this.leftMs = stallMs;
  }

  renew(): void {
    this.leftMs = this.stallMs;
    this.#bytes = 0;
  }
  came(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= STEP_BYTES) this.renew();
  }
}

/**
 * Yields the lines of a body of any length, plain or gzip, as they arrive. A fault of the body ends them, after the
 * whole lines before it were yielded. Throws BodyFault: 408 for a sender that stalls, 400 for a body that is cut off or
 * invalid gzip, 413 for a line longer than LINE_BYTES.
 */
export async function* readLines(
  body: IncomingMessage,
  { stallMs = 10 * SECOND }: ReadLinesOptions = {},
): AsyncGenerator<Lines> {
  const group = new LineGroup();
  const patience = new Patience(stallMs);
  let rest: Buffer = Buffer.alloc(0);
  let fault: unknown = null;
  try {
    for await (const chunk of plainChunks(body, patience)) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let end = data.indexOf(NEWLINE, from); end >= 0; end = data.indexOf(NEWLINE, from)) {
        if (group.add(data, from, end)) patience.renew();
        from = end + 1;
        if (group.isFull) yield group.take();
      }
      rest = data.subarray(from);
      if (rest.length > LINE_BYTES) throw group.tooLong();
    }
    group.add(rest, 0, rest.length);
  } catch (error) {
    fault = error;
  }
  if (!group.isEmpty) yield group.take();
  if (fault !== null) throw fault;
}

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const BRACE_CLOSE = 0x7d;

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0d || byte === 0x09;

class LineGroup {
  #lines: Buffer[] = [];
  #numbers: number[] = [];
  #bytes = 0;
  #number = 0;

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }
  get isFull(): boolean {
    return this.#lines.length >= LINES_AT_ONCE || this.#bytes >= LIMITS.bodyBytes;
  }

  /** Takes the next line of the body. An empty line is only counted, and false is returned. Throws BodyFault. */
  add(data: Buffer, from: number, end: number): boolean {
    if (end - from > LINE_BYTES) throw this.tooLong();
    this.#number += 1;
    const line = contentOf(data, from, end);
    if (line === null) return false;
    this.#lines.push(line);
    this.#numbers.push(this.#number);
    this.#bytes += line.length;
    return true;
  }

  take(): Lines {
    const taken = { lines: this.#lines, numbers: this.#numbers };
    this.#lines = [];
    this.#numbers = [];
    this.#bytes = 0;
    return taken;
  }

  /** Returns the fault of the line after the last one that was added. */
  tooLong(): BodyFault {
    return new BodyFault(413, `line ${this.#number + 1} is longer than ${LINE_BYTES} bytes`);
  }
}

/**
 * Returns the line without blanks, and without what exporters put around an object: a byte order mark before it, a
 * comma after it.
 */
function contentOf(data: Buffer, from: number, end: number): Buffer | null {
  let first = from;
  // Files that were joined have the mark in the middle as well.
  if (data[first] === 0xef && data[first + 1] === 0xbb && data[first + 2] === 0xbf) first += 3;
  while (first < end && isBlank(data[first])) first += 1;
  let last = lastContent(data, first, end);
  if (data[last] === COMMA) {
    const before = lastContent(data, first, last);
    if (before >= first && data[before] === BRACE_CLOSE) last = before;
  }
  return last < first ? null : data.subarray(first, last + 1);
}

/** Returns the index of the last byte before `end` that is not blank; an index before `first` when there is none. */
function lastContent(data: Buffer, first: number, end: number): number {
  let last = end - 1;
  while (last >= first && isBlank(data[last])) last -= 1;
  return last;
}

async function* plainChunks(body: IncomingMessage, patience: Patience): AsyncGenerator<Buffer> {
  const left = new AbortController();
  try {
    const source = chunksOf(body, patience, left.signal);
    const first = await source.next();
    if (first.done === true) return;
    const whole = continued(first.value, source);
    yield* isGzip(first.value) ? gunzipped(whole) : whole;
  } finally {
    // A wait for more may be under way: the reply to a faulty line must not stand behind it.
    left.abort();
  }
}

async function* continued(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* gunzipped(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // Not pipe(): when the sender hangs up it would leave the error to nobody, which ends the process.
  pipeline(Readable.from(compressed), gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof BodyFault) throw error;
    throw new BodyFault(400, "the body is not valid gzip");
  }
}

/**
 * Reads without listeners between two chunks, and leaves the body open when the caller stops: the reply to a faulty
 * line uses the connection on which the other lines still arrive.
 */
async function* chunksOf(
  body: IncomingMessage,
  patience: Patience,
  left: AbortSignal,
): AsyncGenerator<Buffer> {
  while (!left.aborted) {
    const chunk = body.read() as Buffer | null;
    if (chunk !== null) {
      patience.came(chunk.length);
      yield chunk;
    } else if (body.readableEnded) return;
    // The sender hung up, which is no fault of ours.
    else if (isCut(body)) throw new BodyFault(400, "the body ended early");
    else await moreOf(body, patience, left);
  }
}

const NEWS = ["readable", "end", "error", "close"] as const;

/** Waits for more. Only this time counts as the sender's: a slow queue is not the sender's fault. */
function moreOf(body: IncomingMessage, patience: Patience, left: AbortSignal): Promise<void> {
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(limit);
      for (const news of NEWS) body.off(news, wake);
      left.removeEventListener("abort", wake);
    };
    const wake = () => {
      stop();
      patience.leftMs -= performance.now() - since;
      resolve();
    };
    const limit = setTimeout(
      () => {
        stop();
        reject(new BodyFault(408, `too little data arrived for ${patience.stallMs / SECOND} s`));
      },
      Math.max(0, patience.leftMs),
    );
    for (const news of NEWS) body.on(news, wake);
    left.addEventListener("abort", wake);
  });
}
