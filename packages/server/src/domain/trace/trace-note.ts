import type { TraceStage } from "@millrace/protocol";

/** A batch with its sites and their number of events, the largest ones of many. */
export interface NotedBatch {
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly rows: number;
  readonly sites: readonly (readonly [siteId: number, rows: number])[];
}

/** What happens to batches, days and requests: rarer than events, each a text of its own in a record. */
export type TraceNote =
  | ({
      readonly kind: "batch";
      readonly at: number;
      readonly cutMs: number | null;
      /** Null: it is under way. */
      readonly insertMs: number | null;
      readonly settleMs: number | null;
    } & NotedBatch)
  | {
      readonly kind: "dead";
      readonly at: number;
      readonly partition: number;
      readonly position: number;
      readonly reason: string;
    }
  | {
      readonly kind: "refused";
      readonly at: number;
      readonly door: string;
      readonly status: number;
      readonly error: string;
    }
  | {
      readonly kind: "failed";
      readonly at: number;
      readonly stage: TraceStage;
      readonly error: string;
      /** Null: it was about no batch. */
      readonly batch: NotedBatch | null;
    }
  | {
      readonly kind: "seal";
      readonly at: number;
      readonly siteIds: readonly number[];
      readonly zone: string;
      readonly firstDay: string;
      readonly lastDay: string;
      readonly ms: number;
    };

export const NOTE_RECORD_BYTES = 512;
/** Sites of a batch or seal that are named, at most, so that a note fits into its record. */
export const SITES_NAMED = 20;
/** Characters of a sentence that are kept. */
const SENTENCE = 120;

/** Cuts a sentence to what a record has room for. */
export const cutSentence = (text: string): string => text.slice(0, SENTENCE).toWellFormed();

/** Returns a record; null when a note is too long, which none is whose sentences are cut. */
export function encodeNote(note: TraceNote): Buffer | null {
  const record = Buffer.alloc(NOTE_RECORD_BYTES, " ");
  const text = JSON.stringify(note);
  if (Buffer.byteLength(text) > NOTE_RECORD_BYTES) return null;
  record.write(text);
  return record;
}

/** Returns the notes in records, each with the index of its record; records that hold none are left out. */
export function decodeNotes(records: Buffer): { note: TraceNote; index: number }[] {
  const notes: { note: TraceNote; index: number }[] = [];
  for (let at = 0; at + NOTE_RECORD_BYTES <= records.length; at += NOTE_RECORD_BYTES) {
    try {
      const note = JSON.parse(records.toString("utf8", at, at + NOTE_RECORD_BYTES)) as TraceNote;
      if (typeof note.kind === "string" && typeof note.at === "number")
        notes.push({ note, index: at / NOTE_RECORD_BYTES });
    } catch {
      // Torn by a crash, or of another version.
    }
  }
  return notes;
}
