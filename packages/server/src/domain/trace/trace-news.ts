import type { TraceLine, TraceStage } from "@millrace/protocol";
import type { PositionRange } from "../event/receipt.ts";

/** Topic by which processes with terminals say that somebody watches. The message is a JSON list of site ids, or null: all. */
export const TRACE_WATCHED_TOPIC = "trace-watched";
/** Topic of the lines that processes publish while somebody watches. */
export const TRACE_LINES_TOPIC = "trace-lines";
/** Topic by which the lines of one event are requested, and that of the replies. */
export const TRACE_WANTED_TOPIC = "trace-wanted";
export const TRACE_FOUND_TOPIC = "trace-found";

/** A line with the sites that it is about, and how many of its events are theirs. */
export interface SiteLine {
  readonly line: TraceLine;
  /** Empty: of no site. */
  readonly sites: readonly (readonly [siteId: number, rows: number])[];
}

/** What a process did at a stage since its last message. */
export interface StageCount {
  readonly stage: TraceStage;
  readonly events: number;
  readonly runs: number;
  readonly errors: number;
  /** Runs by duration: the nth bucket ends at 2^(n/2) / 100 ms. */
  readonly buckets: readonly number[];
}

export interface TraceNews {
  readonly process: string;
  readonly lines: readonly SiteLine[];
  /** Lines that were left out, by site; 0: of none. */
  readonly leftOut: readonly (readonly [siteId: number, lines: number])[];
  readonly stages: readonly StageCount[];
}

export interface TraceWanted {
  readonly request: string;
  readonly id: string | null;
  readonly ranges: readonly PositionRange[];
  /** The sites and times of events whose seals are wanted. */
  readonly days: readonly { readonly siteId: number; readonly at: number }[];
}

/** Where an event is, by which its batches and seals are found. */
export interface TracedPlace {
  readonly siteId: number;
  readonly partition: number;
  readonly position: number;
  readonly at: number;
}

export interface TraceFound {
  readonly request: string;
  readonly process: string;
  /** Epoch ms, as the report of the process says. */
  readonly startedAt: number;
  readonly lines: readonly SiteLine[];
  readonly places: readonly TracedPlace[];
  /** Whether nothing more of this process follows. */
  readonly isLast: boolean;
}

/** Returns null for a message of another format, which an older or newer process may send. */
export function decodeTrace<News extends object>(message: string, list: keyof News): News | null {
  try {
    const news = JSON.parse(message) as News | null;
    return Array.isArray(news?.[list]) ? news : null;
  } catch {
    return null;
  }
}
