import type { TraceFilter, TraceLine } from "@millrace/protocol";
import { canonicalEventId } from "../../domain/event/event-id.ts";
import { decodeReceipt, type PositionRange } from "../../domain/event/receipt.ts";

/** Lines of batches that are kept until it is known whether the event is among theirs. */
const MOST_HELD = 500;

/**
 * What one terminal shows. It learns where an event is from the first line that says so: batches name no events. The
 * line of a batch may come first, from another process, and is shown once that is known.
 */
export class LineFilter {
  readonly #filter: TraceFilter;
  readonly #text: string;
  readonly #id: string | null;
  readonly #ranges: PositionRange[];
  #held: TraceLine[] = [];

  constructor(filter: TraceFilter) {
    this.#filter = filter;
    this.#text = (filter.text ?? "").toLowerCase();
    const { id, ranges } = readEvent(filter.event ?? "");
    this.#id = id;
    this.#ranges = [...ranges];
  }

  /** Returns the lines to show, when these have come. */
  select(lines: readonly TraceLine[]): TraceLine[] {
    if (this.#id === null) return lines.filter((line) => this.#isOfEvent(line) && this.#passes(line));
    const events = lines.filter((line) => line.event !== null && this.#isOfEvent(line));
    // Only now: the events say where they are.
    const others = [...this.#held, ...lines].filter((line) => line.event === null);
    const batches = others.filter((line) => this.#isOfEvent(line));
    this.#held = others.filter((line) => !batches.includes(line)).slice(-MOST_HELD);
    return [...events, ...batches].filter((line) => this.#passes(line));
  }

  #passes(line: TraceLine): boolean {
    const { stages, site, name, reason } = this.#filter;
    if (stages !== undefined && !stages.includes(line.stage)) return false;
    if (site !== undefined && line.site !== null && line.site !== site) return false;
    if (name !== undefined && line.event !== null && line.event.name !== name) return false;
    if (reason !== undefined && line.reason !== reason) return false;
    return this.#hasText(line);
  }

  #isOfEvent({ event, receipt }: TraceLine): boolean {
    if (this.#id === null && this.#ranges.length === 0) return true;
    const range = rangeOf(receipt);
    if (event !== null && event.id === this.#id) {
      if (range !== null) this.#ranges.push(range);
      return true;
    }
    return range !== null && this.#ranges.some((one) => overlaps(one, range));
  }

  #hasText({ event, receipt, error, reason }: TraceLine): boolean {
    if (this.#text === "") return true;
    const texts = [event?.name, event?.page, event?.id, event?.door, receipt, error, reason];
    return texts.some((text) => text?.toLowerCase().includes(this.#text));
  }
}

/** Reads what somebody looks for: a receipt, or else an event's id as its sender spelled it. */
export function readEvent(text: string): { id: string | null; ranges: readonly PositionRange[] } {
  if (text === "") return { id: null, ranges: [] };
  const receipt = decodeReceipt(text);
  if (receipt !== null && "ranges" in receipt) return { id: null, ranges: receipt.ranges };
  return { id: canonicalEventId(text), ranges: [] };
}

export function rangeOf(receipt: string | null): PositionRange | null {
  const decoded = receipt === null ? null : decodeReceipt(receipt);
  return decoded !== null && "ranges" in decoded ? (decoded.ranges[0] ?? null) : null;
}

export const overlaps = (a: PositionRange, b: PositionRange): boolean =>
  a.partition === b.partition && a.first <= b.last && a.last >= b.first;
