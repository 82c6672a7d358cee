import type { DropReason, Fault, NativeRefusal, NativeReply } from "@millrace/protocol";
import type { Payload } from "../../domain/event/payload.ts";
import { encodeReceipt } from "../../domain/event/receipt.ts";
import type { IntakeResult, TakeIn } from "../../pipeline/intake.ts";
import { createYield } from "../../pipeline/yield.ts";
import type { Accepted } from "../../ports/queue.ts";
import { BodyFault, parseJson } from "../serve/body.ts";
import type { DoorReply, StreamRequest } from "../serve/doors.ts";
import { type Lines, type ReadLinesOptions, readLines } from "../serve/read-lines.ts";
import { validateEvent } from "./validate-event.ts";

const LISTED_FAULTS = 100;
const BOT_HINT =
  "the User-Agent names a program or a crawler: send a user_id, or the visitor's own User-Agent as user_agent";

/**
 * Takes events in line by line. Everything before the first fault is accepted, nothing after it: a faulty line, a body
 * that ends early, or a full queue. The reply says which lines were accepted and from which to continue.
 */
export function createTakeLines(takeIn: TakeIn, options: ReadLinesOptions = {}) {
  return async function takeLines({ body, sender, failureOf }: StreamRequest): Promise<DoorReply> {
    const taken = new Taken();
    try {
      for await (const group of readLines(body, options)) {
        const { payloads, faults } = await validateLines(group, taken.events);
        if (payloads.length > 0) {
          const results = await takeIn(payloads, sender);
          taken.add(results, group.numbers[payloads.length - 1] ?? 0);
        }
        if (faults.length > 0) return faultyLine(faults, taken);
      }
    } catch (cause) {
      const { status, message, retryAfter } = failureOf(cause);
      const error = `${message}; ${taken.inWords()}; ${taken.goOn()}`;
      return { status, body: taken.refusal(error), ...(retryAfter !== undefined && { retryAfter }) };
    }
    return { status: 202, body: taken.reply() };
  };
}

/** The outcome of the lines so far. */
class Taken {
  /** Number of the last line that was taken. */
  #line = 0;
  readonly #reply: NativeReply = { accepted: 0, dropped: [], ids: [], receipt: "" };
  readonly #positions: Accepted[] = [];

  get events(): number {
    return this.#reply.ids.length;
  }

  add(results: readonly IntakeResult[], line: number): void {
    addResults(this.#reply, results, this.events, this.#positions);
    this.#line = line;
  }

  reply(): NativeReply {
    return { ...this.#reply, receipt: encodeReceipt(this.#positions) };
  }
  refusal(error: string): NativeRefusal {
    return { error, ...this.reply(), last_line: this.#line };
  }

  inWords(): string {
    if (this.#line === 0) return "no line was accepted";
    return this.#line === 1 ? "line 1 was accepted" : `lines 1 to ${this.#line} were accepted`;
  }
  goOn(): string {
    return this.#line === 0 ? "send all lines again" : `send the rest from line ${this.#line + 1}`;
  }
}

/** Adds the results of events to a reply, of which `from` are in it already. */
export function addResults(
  totals: NativeReply,
  results: readonly IntakeResult[],
  from: number,
  positions: Accepted[],
): void {
  for (const [offset, result] of results.entries()) {
    totals.ids.push(result.id);
    if (result.dropped !== null)
      totals.dropped.push(droppedEntry(from + offset, result.dropped, result.hint));
    else {
      totals.accepted += 1;
      positions.push(result.accepted);
    }
  }
}

function droppedEntry(index: number, reason: DropReason, known?: string): NativeReply["dropped"][number] {
  const hint = reason === "bot" ? BOT_HINT : known;
  return hint === undefined ? { index, reason } : { index, reason, hint };
}

/** Returns faults as a refusal lists them. */
export function listedFaults(faults: readonly Fault[]) {
  return {
    faults: faults.slice(0, LISTED_FAULTS),
    ...(faults.length > LISTED_FAULTS && { faults_not_listed: faults.length - LISTED_FAULTS }),
  };
}

function faultyLine(faults: readonly Fault[], taken: Taken): DoorReply {
  const line = faults[0]?.line;
  const error = `${taken.inWords()}; line ${line} is invalid; correct it and send the rest from line ${line}`;
  return { status: 400, body: { ...taken.refusal(error), ...listedFaults(faults) } };
}

/** Returns the events before the first faulty line, and the faults of all lines. */
async function validateLines({ lines, numbers }: Lines, from: number) {
  const yieldIfDue = createYield();
  const faults: Fault[] = [];
  const payloads: Payload[] = [];
  for (const [offset, line] of lines.entries()) {
    const payload = validateLine(line, from + offset, numbers[offset] ?? 0, faults);
    if (payload !== null && faults.length === 0) payloads.push(payload);
    const turn = yieldIfDue();
    if (turn !== null) await turn;
  }
  return { payloads, faults };
}

const BRACKETS: ReadonlySet<number | undefined> = new Set([0x5b, 0x5d]);
const IS_ARRAY =
  "the line belongs to a JSON array: send the array as application/json, or its events one per line without the brackets";

function validateLine(bytes: Buffer, index: number, line: number, faults: Fault[]): Payload | null {
  const before = faults.length;
  try {
    if (BRACKETS.has(bytes[0])) throw new BodyFault(400, IS_ARRAY);
    return validateEvent(parseJson(bytes), index, faults);
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    faults.push({ index, message: error.message.replace("the body", "the line") });
    return null;
  } finally {
    for (let at = before; at < faults.length; at++) faults[at] = { line, ...(faults[at] as Fault) };
  }
}
