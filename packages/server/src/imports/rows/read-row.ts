import type { Envelope } from "../../domain/event/envelope.ts";
import type { Event } from "../../domain/event/event.ts";
import type { Site } from "../../domain/site/site.ts";

/** Why something of a file becomes no event. */
export type SkipReason =
  | "asset"
  | "bad date"
  | "bad number"
  | "bot"
  | "column missing in the row"
  | "day without totals"
  | "host of another site"
  | "unknown log format"
  | "in the future"
  | "no name"
  | "no User-Agent in the log line: bots can't be distinguished from people"
  | "visit without an event"
  | "neither a page view nor an event"
  | "not a GET"
  | "refused by the store"
  | "duplicate event"
  | "erased"
  | "spam referrer"
  | "status is not a success"
  | "too old";

/** What the cells of one column hold, over all rows of an import. */
export interface ColumnSummary {
  readonly column: string;
  readonly rows: number;
  /** How many cells say nothing, by how they say it. */
  readonly nothing: ReadonlyMap<string, number>;
  /** What is odd about the column, as a sentence without its end; null when nothing is. */
  readonly warning: string | null;
}

/** What a reader makes of a row: an event, or the reason why there is none. Place names file and line, `a.csv:17`. */
export type ReadRow =
  | { readonly kind: "event"; readonly envelope: Envelope; readonly place: string }
  /** An event as a store of ours had it, which is kept as it is. */
  | { readonly kind: "stored"; readonly event: Event; readonly place: string }
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly place: string }
  /** Something that could not be kept exactly; no row is left out for it. */
  | { readonly kind: "note"; readonly note: string; readonly place: string }
  /** What a column of the files held, told once behind all rows. */
  | { readonly kind: "column"; readonly summary: ColumnSummary };

export interface ReadOptions {
  readonly site: Site;
  /** IANA zone of dates that name none. */
  readonly zone: string;
  readonly files: readonly string[];
  /** Bytes of the files, as they are read. */
  readonly onBytes: (bytes: number) => void;
}

/** Reads another system's files, row by row. Throws ImportFault for what is no such file. */
export type ReadRows = (options: ReadOptions) => AsyncIterable<ReadRow>;

export function skipped(reason: SkipReason, place: string): ReadRow {
  return { kind: "skipped", reason, place };
}

export function note(text: string, place: string): ReadRow {
  return { kind: "note", note: text, place };
}
