import type { IncomingMessage } from "node:http";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type DropReason, type Fault, LIMITS, type NativeReply, type ReceiptReply } from "@millrace/protocol";
import type { FastifyInstance } from "fastify";
import type { Payload } from "../domain/payload.ts";
import { decodeReceipt, encodeDroppedReceipt, encodeReceipt, type PositionRange } from "../domain/receipt.ts";
import type { IntakeResult, TakeIn } from "../pipeline/intake.ts";
import { createPace } from "../pipeline/pace.ts";
import type { Accepted, Queue } from "../ports/queue.ts";
import { BodyFault, isGzip, parseJson, readJson } from "./body.ts";
import type { Door, DoorReply, DoorRequest, StreamRequest } from "./doors.ts";
import { validateNative } from "./validate-native.ts";

/** Events that are taken in together from a stream of lines, unless they are as large as a body may be before that. */
const LINES_AT_ONCE = 1000;
const LINE_BYTES = 64 * 1024;
const LISTED_FAULTS = 100;
const BOT_HINT =
  "the User-Agent names a program or a crawler: send a user_id, or the visitor's own User-Agent as user_agent";

/** `POST /api/v1/events`: our own protocol. */
export function nativeEventDoors(takeIn: TakeIn): readonly Door[] {
  async function takeBody({ body, headers, sender }: DoorRequest): Promise<DoorReply> {
    const value = readJson(body);
    const events = Array.isArray(value) ? value : [value];
    if (events.length > LIMITS.eventsPerRequest) {
      throw new BodyFault(400, `a request holds at most ${LIMITS.eventsPerRequest} events`);
    }
    const faults: Fault[] = [];
    const payloads = await atPace(events, (event, index) => validateNative(event, index, faults));
    if (faults.length > 0) return refusal(faults);
    applyIdempotencyKey(payloads as Payload[], headers["idempotency-key"]);
    const results = await takeIn(payloads as Payload[], sender);
    return { status: 202, body: toReply(results), results };
  }

  /** Lines are taken in as they come: what was accepted before a faulty line stays accepted, and the reply counts it. */
  async function takeLines({ body, sender }: StreamRequest): Promise<DoorReply> {
    const totals: NativeReply = { accepted: 0, dropped: [], ids: [], receipt: "" };
    const places: Accepted[] = [];
    let index = 0;
    for await (const lines of linesOf(body)) {
      const faults: Fault[] = [];
      const payloads = await atPace(lines, (line, offset) => validateLine(line, index + offset, faults));
      if (faults.length > 0) return refusal(faults, totals.accepted);
      const results = await takeIn(payloads as Payload[], sender);
      addTotals(totals, results, index, places);
      index += lines.length;
    }
    totals.receipt = encodeReceipt(places);
    return { status: 202, body: totals };
  }

  return [
    {
      path: "/api/v1/events",
      access: "tracker",
      toBody: ({ message }) => ({ error: message }),
      handle: takeBody,
      stream: { type: "application/x-ndjson", handle: takeLines },
    },
  ];
}

/** `GET /api/v1/receipts/{receipt}`. */
export function receiptRoutes(server: FastifyInstance, queue: Queue): void {
  server.get("/api/v1/receipts/:receipt", { config: { access: "tracker" } }, async (request, reply) => {
    const receipt = decodeReceipt((request.params as { receipt: string }).receipt);
    if (receipt === null) throw new BodyFault(400, "this is no receipt: it looks like 0:17-19");
    return reply.send(
      "dropped" in receipt ? droppedReply(receipt.dropped) : await receiptReply(queue, receipt.ranges),
    );
  });
}

/** Array.map that lets other requests have their turn. */
async function atPace<Item, Result>(
  items: readonly Item[],
  read: (item: Item, index: number) => Result,
): Promise<Result[]> {
  const pace = createPace();
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    results.push(read(item, index));
    const turn = pace();
    if (turn !== null) await turn;
  }
  return results;
}

function refusal(faults: readonly Fault[], accepted?: number): DoorReply {
  const message = `${faults.length} fault${faults.length === 1 ? "" : "s"} in the events, ${accepted === undefined ? "none was taken" : "the rest was not taken"}`;
  const body = {
    error: message,
    ...(accepted !== undefined && { accepted }),
    faults: faults.slice(0, LISTED_FAULTS),
    ...(faults.length > LISTED_FAULTS && { faults_not_listed: faults.length - LISTED_FAULTS }),
  };
  return { status: 400, body };
}

/** The header names the request; its events are told apart by their place in it. */
function applyIdempotencyKey(payloads: Payload[], key: unknown): void {
  if (typeof key !== "string" || key === "" || key.length > LIMITS.eventId) return;
  payloads.forEach((payload, index) => {
    if (payload.id !== null) return;
    payloads[index] = { ...payload, id: payloads.length === 1 ? key : `${key}#${index}` };
  });
}

function toReply(results: readonly IntakeResult[]): NativeReply {
  const totals: NativeReply = { accepted: 0, dropped: [], ids: [], receipt: "" };
  const places: Accepted[] = [];
  addTotals(totals, results, 0, places);
  const [first] = totals.dropped;
  const allDropped = places.length === 0 && first !== undefined;
  totals.receipt = allDropped ? encodeDroppedReceipt(first.reason as never) : encodeReceipt(places);
  return totals;
}

function addTotals(
  totals: NativeReply,
  results: readonly IntakeResult[],
  from: number,
  places: Accepted[],
): void {
  for (const [offset, result] of results.entries()) {
    totals.ids.push(result.id);
    if (result.dropped !== null) totals.dropped.push(droppedEntry(from + offset, result.dropped));
    else {
      totals.accepted += 1;
      places.push(result.accepted);
    }
  }
}

function droppedEntry(index: number, reason: DropReason): NativeReply["dropped"][number] {
  return reason === "bot" ? { index, reason, hint: BOT_HINT } : { index, reason };
}

function validateLine(line: Buffer, index: number, faults: Fault[]): Payload | null {
  try {
    return validateNative(parseJson(line), index, faults);
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    faults.push({ index, message: error.message.replace("the body", "the line") });
    return null;
  }
}

async function* linesOf(body: IncomingMessage): AsyncIterable<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  let lines: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of plainChunks(body)) {
    let from = 0;
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = data.indexOf(10, from); end >= 0; end = data.indexOf(10, from)) {
      if (end > from) lines.push(data.subarray(from, end));
      bytes += end - from;
      from = end + 1;
      if (lines.length < LINES_AT_ONCE && bytes < LIMITS.bodyBytes) continue;
      yield lines;
      lines = [];
      bytes = 0;
    }
    rest = data.subarray(from);
    if (rest.length > LINE_BYTES) throw new BodyFault(413, `a line is longer than ${LINE_BYTES} bytes`);
  }
  if (rest.toString().trim() !== "") lines.push(rest);
  if (lines.length > 0) yield lines;
}

/** The sender hung up, which is no fault of ours. */
async function* untilHungUp(body: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // The reply to a faulty line goes out on the connection that the rest of the lines comes in by.
    yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch {
    throw new BodyFault(400, "the body ended early");
  }
}

async function* plainChunks(body: IncomingMessage): AsyncIterable<Buffer> {
  const source = untilHungUp(body);
  const first = await source.next();
  if (first.done === true) return;
  const whole = (async function* () {
    yield first.value;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  })();
  if (!isGzip(first.value)) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip();
  // Not pipe(): when the sender hangs up it would leave the error to nobody, which ends the process.
  pipeline(Readable.from(whole), gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof BodyFault) throw error;
    throw new BodyFault(400, "the body is not valid gzip");
  }
}

function droppedReply(reason: string): ReceiptReply {
  return { status: "dropped", reason, queued: 0, stored: 0, dead: [] };
}

async function receiptReply(queue: Queue, ranges: readonly PositionRange[]): Promise<ReceiptReply> {
  // Its messages have no place before they are delivered: nothing to look up.
  if (!queue.numbersAtPublish) return { status: "unknown", queued: 0, stored: 0, dead: [] };
  const reply: ReceiptReply = { status: "stored", queued: 0, stored: 0, dead: [] };
  for (const { partition, first, last } of ranges.slice(0, LIMITS.eventsPerRequest)) {
    const settled = await queue.settledPosition(partition);
    const done = Math.max(0, Math.min(last, settled) - first + 1);
    reply.queued += last - first + 1 - done;
    const dead = await queue.findDead(partition, first, Math.min(last, settled));
    reply.dead.push(...dead.map(({ position, reason }) => ({ position, reason })));
    reply.stored += done - dead.length;
  }
  const [firstDead] = reply.dead;
  if (reply.queued > 0) return { ...reply, status: "queued" };
  return firstDead === undefined ? reply : { ...reply, status: "dead", reason: firstDead.reason };
}
