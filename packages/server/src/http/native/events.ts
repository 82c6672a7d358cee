import { type Fault, LIMITS, type NativeReply, type ReceiptReply } from "@millrace/protocol";
import type { Payload } from "../../domain/event/payload.ts";
import {
  decodeReceipt,
  encodeDroppedReceipt,
  encodeReceipt,
  type PositionRange,
} from "../../domain/event/receipt.ts";
import type { IntakeResult, TakeIn } from "../../pipeline/intake.ts";
import { createYield } from "../../pipeline/yield.ts";
import type { Accepted, Queue } from "../../ports/queue.ts";
import { ok, pathParam } from "../serve/answer.ts";
import { BodyFault, readJson } from "../serve/body.ts";
import type { DoorReply, DoorRequest } from "../serve/doors.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { ReadLinesOptions } from "../serve/read-lines.ts";
import type { EVENTS } from "./endpoints/events.ts";
import { addResults, createTakeLines, listedFaults } from "./event-lines.ts";
import { validateEvent } from "./validate-event.ts";

/** Creates the door of Millrace's own API. */
export function createEventHandlers(
  takeIn: TakeIn,
  options: ReadLinesOptions = {},
): Pick<Handlers<typeof EVENTS>, "takeEvents"> {
  async function takeBody({ body, headers, sender }: DoorRequest): Promise<DoorReply> {
    const value = readJson(body);
    const events = Array.isArray(value) ? value : [value];
    if (events.length > LIMITS.eventsPerRequest) {
      throw new BodyFault(400, `a request may contain at most ${LIMITS.eventsPerRequest} events`);
    }
    const faults: Fault[] = [];
    const read = (event: unknown, index: number) => validateEvent(event, index, faults);
    // A promise less for the request that nearly all are: one event.
    const payloads = events.length === 1 ? [read(events[0], 0)] : await atPace(events, read);
    if (faults.length > 0) return refusal(faults);
    applyIdempotencyKey(payloads as Payload[], headers["idempotency-key"]);
    const results = await takeIn(payloads as Payload[], sender);
    return { status: 202, body: toReply(results), results };
  }

  const stream = { type: "application/x-ndjson", take: createTakeLines(takeIn, options) };
  return { takeEvents: { take: takeBody, stream } };
}

/** Creates the handler of receipts, which returns the outcome of accepted events. */
export const createReceiptHandlers = (queue: Queue): Pick<Handlers<typeof EVENTS>, "readReceipt"> => ({
  async readReceipt(request) {
    const receipt = decodeReceipt(pathParam(request, "receipt"));
    if (receipt === null) throw new BodyFault(400, "not a valid receipt; receipts look like 0:17-19");
    return ok(
      "dropped" in receipt ? droppedReply(receipt.dropped) : await receiptReply(queue, receipt.ranges),
    );
  },
});

/** Maps like Array.map, but yields to other requests. */
async function atPace<Item, Result>(
  items: readonly Item[],
  read: (item: Item, index: number) => Result,
): Promise<Result[]> {
  const yieldIfDue = createYield();
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    results.push(read(item, index));
    const turn = yieldIfDue();
    if (turn !== null) await turn;
  }
  return results;
}

function refusal(faults: readonly Fault[]): DoorReply {
  const error = `${faults.length} fault${faults.length === 1 ? "" : "s"} in the events, none was accepted`;
  return { status: 400, body: { error, ...listedFaults(faults) } };
}

/** Assigns ids for deduplication: the header identifies the request, an event's index identifies it in the request. */
function applyIdempotencyKey(payloads: Payload[], key: unknown): void {
  if (typeof key !== "string" || key === "" || key.length > LIMITS.eventId) return;
  payloads.forEach((payload, index) => {
    if (payload.id !== null) return;
    payloads[index] = { ...payload, id: payloads.length === 1 ? key : `${key}#${index}` };
  });
}

function toReply(results: readonly IntakeResult[]): NativeReply {
  const totals: NativeReply = { accepted: 0, dropped: [], ids: [], receipt: "" };
  const positions: Accepted[] = [];
  addResults(totals, results, 0, positions);
  const [first] = totals.dropped;
  const allDropped = positions.length === 0 && first !== undefined;
  totals.receipt = allDropped ? encodeDroppedReceipt(first.reason as never) : encodeReceipt(positions);
  return totals;
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
