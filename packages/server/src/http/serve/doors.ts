import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { LIMITS } from "@millrace/protocol";
import type { Sender } from "../../domain/event/payload.ts";
import type { IntakeResult } from "../../pipeline/intake.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { EdgeMeter } from "../../ports/meter.ts";
import { BodyFault } from "./body.ts";
import { type Failure, failureOf } from "./failure.ts";
import { NOSNIFF } from "./front.ts";
import { readAsItComes } from "./node-refusals.ts";

/** A protocol's way in: one path that takes events by POST, open to any page (CORS). */
export interface Door {
  readonly path: string;
  /** Who may call it, as for every other route. */
  readonly access: "tracker";
  /** Takes a request in. What it throws is told in the protocol's own words by `toBody`. */
  readonly handle: (request: DoorRequest) => Promise<DoorReply>;
  readonly toBody: (failure: Failure) => unknown;
  /** Takes bodies of this content type as they come, however long they are. */
  readonly stream?: {
    readonly type: string;
    readonly handle: (request: StreamRequest) => Promise<DoorReply>;
  };
}

interface DoorHead {
  /** Address and User-Agent, read from the request and nowhere kept. */
  readonly sender: Sender;
  readonly headers: IncomingHttpHeaders;
}
export interface DoorRequest extends DoorHead {
  /** As it came: it may be gzip. At most LIMITS.bodyBytes. */
  readonly body: Buffer;
}
export interface StreamRequest extends DoorHead {
  readonly body: IncomingMessage;
  /** What an error means to the sender; what is our own fault is logged. */
  readonly failureOf: (error: unknown) => Failure;
}

export interface DoorReply {
  readonly status: number;
  /** Sent as JSON. */
  readonly body: unknown;
  /** What became of the events: the reasons of those dropped are named in a header. */
  readonly results?: readonly IntakeResult[];
  /** Seconds. */
  readonly retryAfter?: number;
}

export interface DoorsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: EdgeMeter;
  readonly clientAddress: (request: IncomingMessage) => string;
}

const CORS = [
  ...NOSNIFF,
  "access-control-allow-origin",
  "*",
  "access-control-expose-headers",
  "x-millrace-dropped",
];
const PREFLIGHT = [
  ...CORS,
  "access-control-allow-methods",
  "POST, OPTIONS",
  "access-control-allow-headers",
  "content-type, content-encoding, idempotency-key, authorization",
  "access-control-max-age",
  "86400",
];

/**
 * Listens for the requests of all doors and leaves the others to `next`. Doors stand on node:http itself: a
 * framework's request costs as much as everything else that an event needs at the edge together.
 */
export function createDoors(doors: readonly Door[], deps: DoorsDeps, next: RequestListener): RequestListener {
  const { clock, log, meter, clientAddress } = deps;
  const failed = (error: unknown) => failureOf(error, log);
  const byPath = new Map(doors.flatMap((door) => [door.path, `${door.path}/`].map((path) => [path, door])));

  return function listen(request, response) {
    const door = request.method === "POST" || request.method === "OPTIONS" ? doorOf(request.url) : undefined;
    if (door === undefined) next(request, response);
    else if (request.method === "OPTIONS") response.writeHead(204, PREFLIGHT).end();
    else void answer(door, request, response);
  };

  function doorOf(url = "/"): Door | undefined {
    const query = url.indexOf("?");
    return byPath.get(query < 0 ? url : url.slice(0, query));
  }

  async function answer(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const reply = await take(door, request);
      if (request.destroyed && !request.complete) return;
      if (reply.status >= 400) meter.refused(reply.status);
      send(request, response, reply);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const failure = failureOf(error, log);
      meter.refused(failure.status);
      const { status, retryAfter } = failure;
      send(request, response, {
        status,
        body: door.toBody(failure),
        ...(retryAfter !== undefined && { retryAfter }),
      });
    }
  }

  async function take(door: Door, request: IncomingMessage): Promise<DoorReply> {
    const { headers } = request;
    const sender = {
      ip: clientAddress(request),
      userAgent: headers["user-agent"] ?? "",
      receivedAt: clock.now(),
    };
    if (
      door.stream !== undefined &&
      headers["content-type"]?.toLowerCase().startsWith(door.stream.type) === true
    )
      return takeStream(door.stream, { sender, headers, body: request, failureOf: failed });
    return door.handle({ sender, headers, body: await readBody(request) });
  }
}

async function takeStream(
  { handle }: NonNullable<Door["stream"]>,
  request: StreamRequest,
): Promise<DoorReply> {
  const isDone = readAsItComes(request.body);
  try {
    return await handle(request);
  } finally {
    isDone();
  }
}

/** Resolves with a whole body. Throws BodyFault as soon as it is longer than LIMITS.bodyBytes. */
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

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, results, retryAfter }: DoorReply,
): void {
  const text = JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  const headers = [
    ...CORS,
    "content-type",
    "application/json; charset=utf-8",
    "content-length",
    String(bytes),
  ];
  const reasons = results === undefined ? "" : dropReasons(results);
  if (reasons !== "") headers.push("x-millrace-dropped", reasons);
  if (retryAfter !== undefined) headers.push("retry-after", String(retryAfter));
  // What is left of a refused body is not read; a server that closes takes no further request.
  if (!request.complete || !isListening(request)) headers.push("connection", "close");
  // For ASCII both are the same bytes, and Node makes them of latin1 without looking at each.
  response.writeHead(status, headers).end(text, bytes === text.length ? "latin1" : "utf8");
}

function dropReasons(results: readonly IntakeResult[]): string {
  const reasons = new Set<string>();
  for (const { dropped } of results) if (dropped !== null) reasons.add(dropped);
  return [...reasons].join(", ");
}

function isListening({ socket }: IncomingMessage): boolean {
  return (socket as unknown as { server?: { listening: boolean } }).server?.listening !== false;
}
