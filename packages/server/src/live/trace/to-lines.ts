import { LIMITS, type TracedEvent, type TraceLine, type TraceStage } from "@millrace/protocol";
import type { EventTrace } from "../../domain/trace/trace-facts.ts";
import type { SiteLine } from "../../domain/trace/trace-news.ts";
import type { TraceNote } from "../../domain/trace/trace-note.ts";

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
export function linesOfEvent(trace: EventTrace, process: string): SiteLine[] {
  const { id, name, page, door, site, siteId, receivedAt, intakeMs, queueMs, outcome, reason } = trace;
  if (door === "") return [];
  const event: TracedEvent = { id, name, page, door };
  const receipt = trace.position === 0 ? null : `${trace.partition}:${trace.position}`;
  const sites = siteId === 0 ? [] : ([[siteId, 1]] as const);
  const line = (stage: TraceStage, at: number, facts: Partial<TraceLine>): SiteLine => ({
    line: { ...EMPTY, key: `${id} ${receivedAt} ${stage}`, at, stage, process, site, event, ...facts },
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
export function linesOfNote(note: TraceNote, process: string): SiteLine[] {
  const line = (stage: TraceStage, at: number, facts: Partial<TraceLine>): TraceLine => ({
    ...EMPTY,
    key: `${process} ${note.kind} ${note.at} ${stage} ${facts.receipt ?? ""}`,
    at,
    stage,
    process,
    ...facts,
  });
  switch (note.kind) {
    case "batch": {
      const { partition, first, last, rows, at: cutAt, cutMs, insertMs, settleMs, sites } = note;
      const insertedAt = cutAt + insertMs;
      const settledAt = insertedAt + settleMs;
      const facts = {
        batch: { rows, day: null },
        receipt: `${partition}:${first === last ? first : `${first}-${last}`}`,
      };
      return [
        line("cut", cutAt, { ...facts, ms: cutMs }),
        line("insert", insertedAt, { ...facts, ms: insertMs }),
        line("settle", settledAt, { ...facts, ms: settleMs }),
        line("live", settledAt, facts),
      ].map((one) => ({ line: one, sites }));
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
    case "failed":
      return [{ line: line(note.stage, note.at, { outcome: "failed", error: note.error }), sites: [] }];
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

/** Returns a line as those see it who may see one site: without the events of others. Null: it is about others only. */
export function lineForSite({ line, sites }: SiteLine, siteId: number, name: string): TraceLine | null {
  const own = sites.find(([id]) => id === siteId);
  if (own === undefined) return null;
  if (line.batch === null) return line;
  // Positions count the events of all sites.
  return { ...line, site: name, batch: { ...line.batch, rows: own[1] }, receipt: null };
}
