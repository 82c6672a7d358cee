import type { Envelope } from "../../domain/envelope.ts";
import type { Site } from "../../domain/site.ts";

/** Why something of a file becomes no event. */
export type SkipReason =
  | "asset"
  | "bad date"
  | "bad number"
  | "bot"
  | "column missing in the row"
  | "day without totals"
  | "in the future"
  | "no name"
  | "no event of a visitor"
  | "no page view and no event"
  | "not a GET"
  | "not in the combined log format"
  | "refused by the store"
  | "same event again"
  | "status is no success"
  | "too old";

/** What a reader makes of a row: an event, or the reason why there is none. Place names file and line, `a.csv:17`. */
export type ReadRow =
  | { readonly kind: "event"; readonly envelope: Envelope; readonly place: string }
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly place: string }
  /** Something that could not be kept exactly; no row is left out for it. */
  | { readonly kind: "note"; readonly note: string; readonly place: string };

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
