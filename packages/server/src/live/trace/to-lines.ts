import { LIMITS, type TracedEvent, type TraceLine, type TraceStage } from "@millrace/protocol";
import type { EventTrace } from "../../domain/trace/trace-facts.ts";
import type { SiteLine } from "../../domain/trace/trace-news.ts";
import type { NotedBatch, TraceNote } from "../../domain/trace/trace-note.ts";

/** Which record a line is made from. */
export interface RecordOf {
  /** The process that wrote it. */
  readonly process: string;
  readonly number: number;
}

const EMPTY: Omit<TraceLine, "key" | "at" | "stage" | "process"> = {
  outcome: "ok",
  ms: null,
  site: null,
  event: null,
  batch: null,
  receipt: null,
  reason: null,
  error: null,
};

/**
 * Returns the lines of an event at the edge: the door, intake, and the queue unless it was dropped. None of a record that
 * only tells where an event is, which a worker makes for queues that number events at delivery.
 */
export function linesOfEvent(trace: EventTrace, { process, number }: RecordOf): SiteLine[] {
  const { id, name, page, door, site, siteId, receivedAt, intakeMs, queueMs, outcome, reason } = trace;
  if (door === "") return [];
  const event: TracedEvent = { id, name, page, door };
  const receipt = trace.position === 0 ? null : `${trace.partition}:${trace.position}`;
  const sites = siteId === 0 ? [] : ([[siteId, 1]] as const);
  const line = (stage: TraceStage, at: number, facts: Partial<TraceLine>): SiteLine => ({
    line: {
      ...EMPTY,
      key: `${process} ${receivedAt} ${stage} e${number}`,
      at,
      stage,
      process,
      site,
      event,
      ...facts,
    },
    sites,
  });
  const isDropped = outcome === "dropped";
  const lines = [
    line("door", receivedAt, {}),
    line("intake", receivedAt + intakeMs, { ms: intakeMs, reason, outcome: isDropped ? outcome : "ok" }),
  ];
  if (!isDropped)
    lines.push(line("queue", receivedAt + intakeMs + queueMs, { ms: queueMs, outcome, receipt }));
  return lines;
}

/** Returns the lines of what happened to a batch, a day or a request. */
export function linesOfNote(note: TraceNote, { process, number }: RecordOf): SiteLine[] {
  // A batch has the same key while it is under way and afterwards.
  const own = note.kind === "batch" ? `b${note.partition}:${note.first}` : `n${number}`;
  const line = (stage: TraceStage, at: number, facts: Partial<TraceLine>): TraceLine => ({
    ...EMPTY,
    key: `${process} ${note.at} ${stage} ${own}`,
    at,
    stage,
    process,
    ...facts,
  });
  switch (note.kind) {
    case "batch": {
      const { partition, first, last, rows, at: cutAt, cutMs, insertMs, settleMs, sites } = note;
      const facts = factsOf({ partition, first, last, rows, sites });
      const cut = { line: line("cut", cutAt, { ...facts, ms: cutMs }), sites };
      if (insertMs === null || settleMs === null) return [cut];
      const insertedAt = cutAt + insertMs;
      const settledAt = insertedAt + settleMs;
      const rest = [
        line("insert", insertedAt, { ...facts, ms: insertMs }),
        line("settle", settledAt, { ...facts, ms: settleMs }),
        line("live", settledAt, facts),
      ];
      return [cut, ...rest.map((one) => ({ line: one, sites }))];
    }
    case "dead": {
      const receipt = `${note.partition}:${note.position}`;
      return [{ line: line("settle", note.at, { outcome: "dead", receipt, error: note.reason }), sites: [] }];
    }
    case "refused": {
      const event = { id: "", name: "", page: "", door: note.door.slice(0, LIMITS.eventName) };
      const error = `${note.status} ${note.error}`;
      return [{ line: line("door", note.at, { outcome: "refused", event, error }), sites: [] }];
    }
    case "failed": {
      const { stage, at, error, batch } = note;
      const facts = batch === null ? {} : factsOf(batch);
      return [{ line: line(stage, at, { ...facts, outcome: "failed", error }), sites: batch?.sites ?? [] }];
    }
    case "seal": {
      const { siteIds, firstDay, lastDay, at, ms } = note;
      const day = firstDay === lastDay ? firstDay : `${firstDay} – ${lastDay}`;
      return [
        {
          line: line("seal", at, { batch: { rows: 0, day }, ms }),
          sites: siteIds.map((siteId) => [siteId, 0]),
        },
      ];
    }
  }
}

const factsOf = ({ partition, first, last, rows }: NotedBatch): Pick<TraceLine, "batch" | "receipt"> => ({
  batch: { rows, day: null },
  receipt: `${partition}:${first === last ? first : `${first}-${last}`}`,
});

/** Errors name machines, and other sites of a batch. */
const FOR_OPERATORS = "an attempt failed and is repeated: operators see why";

/** Returns a line as those see it who may see one site: without the events of others. Null: it is about others only. */
export function lineForSite({ line, sites }: SiteLine, siteId: number, name: string): TraceLine | null {
  const own = sites.find(([id]) => id === siteId);
  if (own === undefined) return null;
  return line.batch === null ? line : narrowToSite(line, name, own[1]);
}

/** Returns the line of a batch with that many events of a site. */
export function narrowToSite(line: TraceLine, site: string, rows: number): TraceLine {
  const { day = null } = line.batch ?? {};
  // Positions count the events of all sites.
  return {
    ...line,
    site,
    batch: { rows, day },
    receipt: null,
    error: line.error === null ? null : FOR_OPERATORS,
  };
}
