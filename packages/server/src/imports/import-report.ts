import type { Envelope } from "../domain/event/envelope.ts";
import type { ColumnSummary, SkipReason } from "./rows/read-row.ts";

const EXAMPLES = 10;
const PLACES = 5;

/** How many rows met the same fate, and where the first of them stand. */
interface Counted {
  readonly count: number;
  readonly places: readonly string[];
}

/** What an import read. Some of it may have been in the store before. */
export interface ImportReport {
  readonly events: number;
  readonly pageviews: number;
  readonly days: number;
  /** `2026-03-10`, in the site's zone; null when there are no events. */
  readonly firstDate: string | null;
  readonly lastDate: string | null;
  /** Epoch ms of the first and the last event. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** What the columns of the files held. */
  readonly columns: readonly ColumnSummary[];
  readonly skipped: ReadonlyMap<SkipReason, Counted>;
  readonly notes: ReadonlyMap<string, Counted>;
  readonly examples: readonly Envelope[];
}

export function createImportReport() {
  const dates = new Set<string>();
  const skipped = new Map<SkipReason, { count: number; places: string[] }>();
  const notes = new Map<string, { count: number; places: string[] }>();
  const examples: Envelope[] = [];
  const columns: ColumnSummary[] = [];
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  let events = 0;
  let pageviews = 0;
  return {
    event(envelope: Envelope, date: string): void {
      events += 1;
      if (envelope.name === "pageview") pageviews += 1;
      dates.add(date);
      firstAt = Math.min(firstAt ?? envelope.timestamp, envelope.timestamp);
      lastAt = Math.max(lastAt ?? envelope.timestamp, envelope.timestamp);
      if (examples.length < EXAMPLES) examples.push(envelope);
    },
    skipped: (reason: SkipReason, place: string) => count(skipped, reason, place),
    note: (text: string, place: string) => count(notes, text, place),
    column: (summary: ColumnSummary) => void columns.push(summary),
    result(): ImportReport {
      const sorted = [...dates].sort();
      const [firstDate = null] = sorted;
      return {
        events,
        pageviews,
        days: dates.size,
        firstDate,
        lastDate: sorted.at(-1) ?? null,
        firstAt,
        lastAt,
        columns,
        skipped,
        notes,
        examples,
      };
    },
  };
}

function count<Key>(counts: Map<Key, { count: number; places: string[] }>, key: Key, place: string): void {
  const counted = counts.get(key) ?? { count: 0, places: [] };
  counted.count += 1;
  if (counted.places.length < PLACES) counted.places.push(place);
  counts.set(key, counted);
}
