import { type Attributes, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { millisToHrTime, parseTraceParent } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { BatchTrace, EventTrace, FollowedMessage, SealTrace } from "../../domain/trace/trace-facts.ts";

/** A span before it has its resource. Times are epoch ms. */
export interface Stage {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parent?: SpanContext | undefined;
  readonly from: number;
  readonly to: number;
  readonly attributes: Attributes;
  /** Null: it went well. */
  readonly error: string | null;
  /** Attempts that failed and were repeated. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  /** Epoch ms. */
  readonly at: number;
  readonly error: string;
}

/** Makes ids of spans: 16 hex digits. */
export type NewSpanId = () => string;

const WENT_WELL = { error: null, failures: [] } as const;

const contextOf = (traceId: string, spanId: string): SpanContext => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: false,
});

/** Returns the spans of an event at the edge: its door and, in it, intake and the queue. */
export function spansOfEvent(trace: EventTrace, newSpanId: NewSpanId): Stage[] {
  const door = trace.followed === null ? null : parseTraceParent(trace.followed.traceparent);
  if (trace.followed === null || door === null) return [];
  const { receivedAt, intakeMs, queueMs, outcome } = trace;
  const { parentSpanId } = trace.followed;
  const parent = parentSpanId === "" ? undefined : contextOf(door.traceId, parentSpanId);
  const takenAt = receivedAt + intakeMs;
  const queuedAt = outcome === "dropped" ? takenAt : takenAt + queueMs;
  const within = (name: string, kind: SpanKind, from: number, to: number, attributes: Attributes): Stage => {
    const context = contextOf(door.traceId, newSpanId());
    return { ...WENT_WELL, name, kind, context, parent: door, from, to, attributes };
  };
  const spans: Stage[] = [
    {
      ...WENT_WELL,
      name: "door",
      kind: SpanKind.SERVER,
      context: door,
      parent,
      from: receivedAt,
      to: queuedAt,
      attributes: attributesOf(trace),
    },
    within("intake", SpanKind.INTERNAL, receivedAt, takenAt, {}),
  ];
  if (outcome !== "dropped")
    spans.push(within("queue", SpanKind.PRODUCER, takenAt, queuedAt, receiptOf(trace)));
  return spans;
}

function attributesOf({ id, name, site, page, door, outcome, reason }: EventTrace): Attributes {
  return {
    "millrace.door": door,
    "millrace.site": site,
    "millrace.event.id": id,
    "millrace.event.name": name,
    "millrace.page": page,
    "millrace.outcome": outcome,
    ...(reason !== null && { "millrace.drop_reason": reason }),
  };
}

/** Queues that number events at delivery have no receipt at the door. */
const receiptOf = ({ partition, position }: { partition: number; position: number }): Attributes =>
  position === 0 ? {} : { "millrace.receipt": `${partition}:${position}` };

/** What went wrong with a batch before it was settled. */
export interface BatchFaults {
  /** Failed attempts by stage. */
  readonly failures: ReadonlyMap<string, readonly Failure[]>;
  /** Positions of events that can't be stored. */
  readonly dead: ReadonlyMap<number, string>;
}

/** Returns the spans of the followed events of a batch, each in the trace of its event. */
export function spansOfBatch(batch: BatchTrace, faults: BatchFaults, newSpanId: NewSpanId): Stage[] {
  return batch.followed.flatMap((message) => spansOfMessage(message, batch, faults, newSpanId));
}

function spansOfMessage(
  { traceparent, id, position }: FollowedMessage,
  { cutAt, cutMs, insertMs, settleMs, partition, rows }: BatchTrace,
  { failures, dead }: BatchFaults,
  newSpanId: NewSpanId,
): Stage[] {
  const door = parseTraceParent(traceparent);
  if (door === null) return [];
  const attributes = {
    "millrace.event.id": id,
    ...receiptOf({ partition, position }),
    "millrace.batch.rows": rows,
  };
  const stage = (name: string, kind: SpanKind, from: number, to: number, error: string | null): Stage => ({
    name,
    kind,
    context: contextOf(door.traceId, newSpanId()),
    parent: door,
    from,
    to,
    attributes,
    error,
    failures: failures.get(name) ?? [],
  });
  const insertedAt = cutAt + insertMs;
  const settledAt = insertedAt + settleMs;
  const refused = dead.get(position) ?? null;
  return [
    // Of a batch that was cut before a restart, nobody knows how long that took.
    ...(cutMs === null ? [] : [stage("cut", SpanKind.CONSUMER, cutAt - cutMs, cutAt, null)]),
    stage("insert", SpanKind.CLIENT, cutAt, insertedAt, refused),
    stage("settle", SpanKind.INTERNAL, insertedAt, settledAt, null),
    ...(refused === null ? [stage("live", SpanKind.PRODUCER, settledAt, settledAt, null)] : []),
  ];
}

/** Returns the span of days that were sealed, in a trace of its own. */
export function spanOfSeal({ siteIds, zone, firstDay, lastDay, ms }: SealTrace, at: number, ids: Ids): Stage {
  return {
    ...WENT_WELL,
    name: "seal",
    kind: SpanKind.INTERNAL,
    context: contextOf(ids.newTraceId(), ids.newSpanId()),
    from: at - ms,
    to: at,
    attributes: {
      "millrace.seal.first_day": firstDay,
      "millrace.seal.last_day": lastDay,
      "millrace.seal.time_zone": zone,
      "millrace.seal.sites": siteIds.length,
    },
  };
}

export interface Ids {
  readonly newTraceId: () => string;
  readonly newSpanId: NewSpanId;
}

/** Returns the span of an attempt that failed and was about no batch, in a trace of its own. */
export function spanOfFailure(name: string, { at, error }: Failure, ids: Ids): Stage {
  return {
    ...WENT_WELL,
    name,
    kind: SpanKind.INTERNAL,
    context: contextOf(ids.newTraceId(), ids.newSpanId()),
    from: at,
    to: at,
    attributes: {},
    error,
  };
}

const SCOPE = { name: "millrace" };

/** Returns a stage as the exporter takes it. */
export function toSpan(stage: Stage, resource: Resource): ReadableSpan {
  const { name, kind, context, parent, from, to, attributes, error, failures } = stage;
  return {
    name,
    kind,
    spanContext: () => context,
    ...(parent !== undefined && { parentSpanContext: parent }),
    startTime: millisToHrTime(from),
    endTime: millisToHrTime(to),
    duration: millisToHrTime(to - from),
    status: error === null ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    attributes,
    links: [],
    events: failures.map(({ at, error }) => ({
      name: "attempt failed",
      time: millisToHrTime(at),
      attributes: { "exception.message": error },
    })),
    ended: true,
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
