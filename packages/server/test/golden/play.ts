import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect } from "vitest";

/** One exchange as the data files keep it. */
export interface Exchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Text as it is sent; anything else is sent as JSON. */
    readonly body?: unknown;
    readonly bodyBase64?: string;
    readonly gzip?: boolean;
  };
  readonly reply: {
    readonly status: number;
    /** null: the header must not be there. */
    readonly headers?: Readonly<Record<string, string | null>>;
    /** Exact; text is compared as text, anything else as JSON. See PLACEHOLDERS. */
    readonly body?: unknown;
  };
  /** What becomes true soon, once the worker has stored it. */
  readonly eventually?: boolean;
  readonly then?: readonly Omit<Exchange, "name">[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What stands for a text that differs from run to run. A matched one can be used in later paths: `{receipt}`, `{id}`. */
const PLACEHOLDERS: Readonly<Record<string, RegExp>> = {
  "<any>": /[^]*/,
  "<id>": /^[1-9]\d*$/,
  "<uuid>": UUID,
  "<receipt>": /^\d+:\d+(-\d+)?(,\d+:\d+(-\d+)?)*$/,
  "<session>": /^[1-9]\d{0,19}-\d{13}$/,
  "<stream-id>": /^\d{13}-\d+$/,
};

/** In a data file `<today>` is the UTC date, and `<256*s>` is 256 times the letter s. */
function expand(text: string): string {
  return text
    .replaceAll("<today>", new Date().toISOString().slice(0, 10))
    .replace(/<(\d+)\*([^>])>/g, (_whole, times, letter) => letter.repeat(Number(times)));
}

export function readExchanges(file: URL): Exchange[] {
  return JSON.parse(expand(readFileSync(file, "utf8")));
}

/** Sends the requests of an exchange one after the other and holds every reply against what was written down. */
export async function play(url: string, exchange: Exchange): Promise<void> {
  const found = new Map<string, string>();
  for (const step of [exchange, ...(exchange.then ?? [])]) {
    const deadline = Date.now() + (step.eventually ? 8000 : 0);
    for (;;) {
      const reply = await send(url, step.request, found);
      try {
        expectReply(reply, step.reply, found);
        break;
      } catch (error) {
        if (Date.now() >= deadline) throw error;
        await sleep(50);
      }
    }
  }
}

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Plain node:http: unlike fetch it adds no header that is not written down. */
function send(url: string, request: Exchange["request"], found: ReadonlyMap<string, string>): Promise<Received> {
  const path = request.path.replace(/\{(\w+)\}/g, (whole, name) => found.get(name) ?? whole);
  const body = bodyOf(request);
  const { hostname, port } = new URL(url);
  const headers = { ...(body !== null && { "content-length": String(body.length) }), ...request.headers };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method: request.method, headers, agent: false }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      reply.on("end", () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("error", reject);
    sent.end(body ?? undefined);
  });
}

function bodyOf({ body, bodyBase64, gzip }: Exchange["request"]): Buffer | null {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, "base64");
  if (body === undefined) return null;
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return gzip ? gzipSync(bytes) : bytes;
}

function expectReply(received: Received, wanted: Exchange["reply"], found: Map<string, string>): void {
  const context = `${received.status} ${received.text.slice(0, 500)}`;
  expect(received.status, context).toBe(wanted.status);
  for (const [name, value] of Object.entries(wanted.headers ?? {})) {
    const sent = received.headers[name];
    if (value === null) expect(sent, `header ${name}`).toBeUndefined();
    else expect(sent, `header ${name}`).toEqual(toMatcher(value, found));
  }
  if (wanted.body === undefined) return;
  if (typeof wanted.body === "string") expect(received.text).toEqual(toMatcher(wanted.body, found));
  else expect(JSON.parse(received.text), context).toEqual(toMatcher(wanted.body, found));
}

/** The written value with its placeholders turned into matchers; a matched receipt is remembered. */
function toMatcher(wanted: unknown, found: Map<string, string>): unknown {
  if (typeof wanted === "string" && wanted in PLACEHOLDERS) return new Placeholder(wanted, found);
  if (Array.isArray(wanted)) return wanted.map((item) => toMatcher(item, found));
  if (typeof wanted !== "object" || wanted === null) return wanted;
  return Object.fromEntries(Object.entries(wanted).map(([key, value]) => [key, toMatcher(value, found)]));
}

class Placeholder {
  readonly $$typeof = Symbol.for("jest.asymmetricMatcher");
  readonly #name: string;
  readonly #found: Map<string, string>;

  constructor(name: string, found: Map<string, string>) {
    this.#name = name;
    this.#found = found;
  }

  asymmetricMatch(received: unknown): boolean {
    const matches = PLACEHOLDERS[this.#name]?.test(String(received)) ?? false;
    if (matches) this.#found.set(this.#name.slice(1, -1), String(received));
    return matches;
  }

  toString(): string {
    return this.#name;
  }

  toAsymmetricMatcher(): string {
    return this.#name;
  }
}
