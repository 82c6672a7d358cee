import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { LIMITS } from "@millrace/protocol";
import type { Sender } from "../../domain/event/payload.ts";
import { withoutQuotations } from "../../domain/trace/without-quotations.ts";
import type { IntakeResult } from "../../pipeline/intake.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { EdgeMeter } from "../../ports/meter.ts";
import type { TraceSink } from "../../ports/trace.ts";
import { BodyFault } from "./body.ts";
import { type Cors, type Endpoint, type Listed, routeOf } from "./endpoint.ts";
import { type Failure, failureOf } from "./failure.ts";
import { NOSNIFF } from "./front.ts";
import type { Check, Guard } from "./guard/guard.ts";
import { readAsItComes } from "./node-refusals.ts";
import { holderOf, originOf, pathOf, queryOf, type SenderDeps, traceparentIn } from "./read-sender.ts";

interface DoorHead {
  /** Address and User-Agent, read from the request and never stored. */
  readonly sender: Sender;
  readonly headers: IncomingHttpHeaders;
  /** The query string after `?`, unchanged. */
  readonly query: string;
}
export interface DoorRequest extends DoorHead {
  /** Unchanged: it may be gzip. At most LIMITS.bodyBytes; empty for GET. */
  readonly body: Buffer;
}
export interface StreamRequest extends DoorHead {
  readonly body: IncomingMessage;
  /** Maps an error to the failure that the sender gets; internal errors are logged. */
  readonly failureOf: (error: unknown) => Failure;
}

/** A body other than JSON. */
export interface Content {
  readonly type: string;
  readonly bytes: Buffer;
}

export interface DoorReply {
  readonly status: number;
  /** Sent as JSON, unless there is `content`. Undefined: no body at all. */
  readonly body?: unknown;
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, string>>;
  /** The outcome of the events: the reasons of dropped ones are listed in a header. */
  readonly results?: readonly IntakeResult[];
  /** Seconds. */
  readonly retryAfter?: number;
}

/** Handles a request. Errors that it throws are answered in the format of its API. */
export type TakeRequest = (request: DoorRequest) => Promise<DoorReply>;

export type DoorHandler =
  | TakeRequest
  | {
      readonly take: TakeRequest;
      /** Receives bodies of this content type as a stream, without a size limit. */
      readonly stream: {
        readonly type: string;
        readonly take: (request: StreamRequest) => Promise<DoorReply>;
      };
    };

export interface DoorsDeps extends SenderDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: EdgeMeter;
  /** Missing: nothing is recorded. */
  readonly trace?: Pick<TraceSink, "refused">;
  readonly guard: Guard;
}

const DEFAULT_CORS: Cors = {
  allowHeaders: "content-type, content-encoding, idempotency-key, authorization, traceparent, tracestate",
  exposeHeaders: "x-millrace-dropped",
};
const PREFLIGHT_SECONDS = "86400";

/** An open door, with everything that can be computed before a request. */
interface Door {
  readonly name: string;
  readonly listed: Listed;
  readonly handler:
    | Exclude<DoorHandler, TakeRequest>
    | { readonly take: TakeRequest; readonly stream?: never };
  readonly check: Check | null;
  /** Headers of every reply, alternating name and value; null when they depend on the request. */
  readonly headers: readonly string[] | null;
}

/**
 * The ingestion endpoints. They use node:http directly: a framework's request costs as much as everything else that an
 * event needs at the edge.
 */
export class Doors {
  readonly #deps: DoorsDeps;
  /** By method, then by path, with and without a trailing slash. */
  readonly #doors: Record<"GET" | "POST", Map<string, Door>> = { GET: new Map(), POST: new Map() };

  constructor(deps: DoorsDeps) {
    this.#deps = deps;
  }

  /** Opens a door. Throws for a path with parameters or a method that no tracker uses. */
  open(listed: Listed, handler: DoorHandler): void {
    const { endpoint } = listed;
    const { method, path } = endpoint;
    if ((method !== "GET" && method !== "POST") || path.includes(":"))
      throw new Error(`${routeOf(endpoint)} can't be a door`);
    const door: Door = {
      name: routeOf(endpoint),
      listed,
      handler: typeof handler === "function" ? { take: handler } : handler,
      check: this.#deps.guard(endpoint),
      headers: endpoint.cors?.credentials === true ? null : corsHeaders(endpoint, undefined),
    };
    for (const known of new Set([path, path === "/" ? path : `${path}/`]))
      this.#doors[method].set(known, door);
  }

  /** Returns a listener that handles the requests of all doors and passes others to `next`. */
  listen(next: RequestListener): RequestListener {
    return (request, response) => {
      const { method } = request;
      if (method === "POST" || method === "GET") {
        const door = this.#doors[method].get(pathOf(request.url));
        if (door === undefined) next(request, response);
        else void this.#answer(door, request, response);
      } else if (method === "OPTIONS") this.#answerPreflight(request, response, next);
      else next(request, response);
    };
  }

  #answerPreflight(request: IncomingMessage, response: ServerResponse, next: RequestListener): void {
    const path = pathOf(request.url);
    const methods = (["GET", "POST"] as const).filter((method) => this.#doors[method].has(path));
    const asked = request.headers["access-control-request-method"];
    const method = methods.find((one) => one === asked) ?? methods[0];
    const door = method === undefined ? undefined : this.#doors[method].get(path);
    if (door === undefined) {
      next(request, response);
      return;
    }
    const { allowHeaders } = door.listed.endpoint.cors ?? DEFAULT_CORS;
    response
      .writeHead(204, [
        ...headersOf(door, request),
        "access-control-allow-methods",
        [...methods, "OPTIONS"].join(", "),
        "access-control-allow-headers",
        allowHeaders,
        "access-control-max-age",
        PREFLIGHT_SECONDS,
      ])
      .end();
  }

  async #answer(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    try {
      const refusal = door.check === null ? null : door.check(request);
      const reply = refusal === null ? await this.#take(door, request) : toReply(refusal, door.listed);
      if (request.destroyed && !request.complete) return;
      if (reply.status >= 400) this.#refused(door, reply.status, reply.body);
      send(door, request, response, reply);
      this.#deps.meter.doorSeconds((performance.now() - startedAt) / 1000);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const failure = failureOf(error, this.#deps.log);
      this.#refused(door, failure.status, failure.message);
      send(door, request, response, toReply(failure, door.listed));
    }
  }

  #refused({ name }: Door, status: number, error: unknown): void {
    this.#deps.meter.refused(status);
    this.#deps.trace?.refused(name, status, withoutQuotations(sentenceIn(error)));
  }

  async #take({ handler, name }: Door, request: IncomingMessage): Promise<DoorReply> {
    const { clock, clientAddress, ingestKey, log } = this.#deps;
    const { headers } = request;
    const sender = {
      ip: clientAddress(request),
      userAgent: headers["user-agent"] ?? "",
      receivedAt: clock.now(),
      origin: headers.origin ?? originOf(headers.referer),
      holder: headers.authorization === undefined ? null : await holderOf(headers.authorization, ingestKey),
      door: name,
      traceparent: traceparentIn(headers),
    };
    const query = queryOf(request.url);
    const { stream } = handler;
    if (stream !== undefined && headers["content-type"]?.toLowerCase().startsWith(stream.type) === true) {
      const failed = (error: unknown) => failureOf(error, log);
      return takeStream(stream.take, { sender, headers, query, body: request, failureOf: failed });
    }
    return handler.take({ sender, headers, query, body: await readBody(request) });
  }
}

/** Returns the message of an error's body, in whatever format its API has: never the rest, which may list what was sent. */
function sentenceIn(error: unknown): string {
  if (typeof error === "string") return error;
  const body = (error ?? {}) as { readonly error?: unknown; readonly message?: unknown };
  return [body.error, body.message].find((part) => typeof part === "string") ?? "";
}

function toReply(failure: Failure, { api, endpoint }: Listed): DoorReply {
  const { status, retryAfter } = failure;
  const body = api.toBody(failure, endpoint);
  return { status, body, ...(retryAfter !== undefined && { retryAfter }) };
}

async function takeStream(
  take: (request: StreamRequest) => Promise<DoorReply>,
  request: StreamRequest,
): Promise<DoorReply> {
  const isDone = readAsItComes(request.body);
  try {
    return await take(request);
  } finally {
    isDone();
  }
}

/** Resolves with the whole body. Throws BodyFault as soon as it is longer than LIMITS.bodyBytes. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > LIMITS.bodyBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LIMITS.bodyBytes) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on("error", () => reject(new BodyFault(400, "the body ended early")));
  });
}

const tooLarge = () => new BodyFault(413, `the body is larger than ${LIMITS.bodyBytes} bytes`);

const headersOf = ({ headers, listed }: Door, request: IncomingMessage): readonly string[] =>
  headers ?? corsHeaders(listed.endpoint, request.headers.origin);

/** Returns the CORS headers that let a page of another origin read a reply, alternating name and value. */
function corsHeaders({ cors = DEFAULT_CORS }: Endpoint, origin: string | undefined): string[] {
  const { credentials, exposeHeaders } = cors;
  const headers: string[] = [...NOSNIFF, "access-control-allow-origin"];
  if (credentials === true)
    headers.push(origin ?? "*", "access-control-allow-credentials", "true", "vary", "origin");
  else headers.push("*");
  if (exposeHeaders !== undefined) headers.push("access-control-expose-headers", exposeHeaders);
  return headers;
}

function send(door: Door, request: IncomingMessage, response: ServerResponse, reply: DoorReply): void {
  const { status, body, content, results, retryAfter } = reply;
  const headers = [...headersOf(door, request)];
  const reasons = results === undefined ? "" : dropReasons(results);
  if (reasons !== "") headers.push("x-millrace-dropped", reasons);
  if (retryAfter !== undefined) headers.push("retry-after", String(retryAfter));
  if (reply.headers !== undefined)
    for (const [name, value] of Object.entries(reply.headers)) headers.push(name, value);
  // The rest of a refused body is discarded; a server that closes takes no further request.
  if (!request.complete || !isListening(request)) headers.push("connection", "close");
  if (content !== undefined) {
    headers.push("content-type", content.type, "content-length", String(content.bytes.length));
    response.writeHead(status, headers).end(content.bytes);
  } else if (body === undefined) response.writeHead(status, headers).end();
  else {
    const text = JSON.stringify(body);
    const bytes = Buffer.byteLength(text);
    headers.push("content-type", "application/json; charset=utf-8", "content-length", String(bytes));
    // For ASCII both are the same bytes, and Node makes them of latin1 without looking at each.
    response.writeHead(status, headers).end(text, bytes === text.length ? "latin1" : "utf8");
  }
}

function dropReasons(results: readonly IntakeResult[]): string {
  const reasons = new Set<string>();
  for (const { dropped } of results) if (dropped !== null) reasons.add(dropped);
  return [...reasons].join(", ");
}

function isListening({ socket }: IncomingMessage): boolean {
  return (socket as unknown as { server?: { listening: boolean } }).server?.listening !== false;
}
