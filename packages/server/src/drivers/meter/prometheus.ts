import { DROP_REASONS, type DropReason, type PipelineCounters } from "@millrace/protocol";
import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  Registry,
} from "prom-client";
import type { MailOutbox } from "../../ports/mail-outbox.ts";
import type { EdgeMeter, MetricsFormat, SealMeter, WorkerMeter } from "../../ports/meter.ts";
import type { Queue } from "../../ports/queue.ts";

/** Some of a process's metrics. */
export interface Metrics {
  /** In Prometheus' text format or as OpenMetrics, which has exemplars. */
  text(format: MetricsFormat): Promise<string>;
  /** Events counted since start, for the last line of a process. */
  totals(): Promise<Readonly<Record<string, number>>>;
  /** The same by the names of the pipeline's state, as far as this process counts. */
  counters(): Promise<Partial<PipelineCounters>>;
}

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
const ROWS = [1, 10, 100, 500, 1000, 2500, 5000, 10_000, 20_000];

export function createEdgeMeter(): { meter: EdgeMeter; metrics: Metrics } {
  const registry = newRegistry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "millrace_edge_" });
  const received = new Counter({
    name: "millrace_received_events_total",
    help: "Events in valid requests.",
    registers,
  });
  const accepted = new Counter({
    name: "millrace_queued_events_total",
    help: "Events appended to the queue.",
    registers,
  });
  const duplicates = new Counter({
    name: "millrace_duplicate_events_total",
    help: "Events whose id was accepted before.",
    registers,
  });
  const dropped = new Counter({
    name: "millrace_dropped_events_total",
    help: "Events left out on purpose, by reason.",
    labelNames: ["reason"],
    registers,
  });
  for (const reason of DROP_REASONS) dropped.inc({ reason }, 0);
  const refused = new Counter({
    name: "millrace_refused_requests_total",
    help: "Ingestion requests answered with an error, by status.",
    labelNames: ["status"],
    registers,
  });
  const door = new Histogram({
    name: "millrace_door_seconds",
    help: "Time from the headers of an ingestion request until its reply.",
    buckets: SECONDS,
    registers,
  });
  const intake = new Histogram<"trace_id" | "span_id">({
    name: "millrace_intake_seconds",
    help: "Time that the steps of intake take for the events of a request.",
    buckets: SECONDS,
    enableExemplars: true,
    registers,
  });
  const append = new Histogram<"trace_id" | "span_id">({
    name: "millrace_append_seconds",
    help: "Time from publishing events to the queue until they are durable.",
    buckets: SECONDS,
    enableExemplars: true,
    registers,
  });
  const sockets = new Gauge({
    name: "millrace_open_sockets",
    help: "Open WebSockets of clients that send events.",
    registers,
  });
  return {
    meter: {
      received: (count) => received.inc(count),
      accepted: (count) => accepted.inc(count),
      duplicates: (count) => duplicates.inc(count),
      dropped: (reason) => dropped.inc({ reason }),
      refused: (status) => refused.inc({ status: String(status) }),
      doorSeconds: (seconds) => door.observe(seconds),
      intakeSeconds: (seconds, example) => intake.observe(observationOf(seconds, example)),
      appendSeconds: (seconds, example) => append.observe(observationOf(seconds, example)),
      sockets: (change) => sockets.inc(change),
    },
    metrics: {
      ...toMetrics(registry, { received, queued: accepted, duplicates, dropped }),
      counters: async () => ({
        received: await sumOf(received),
        accepted: await sumOf(accepted),
        duplicates: await sumOf(duplicates),
        dropped: (await byLabel(dropped)) as Record<DropReason, number>,
        refused: await byLabel(refused),
      }),
    },
  };
}

export function createWorkerMeter(): { meter: WorkerMeter; metrics: Metrics } {
  const registry = newRegistry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "millrace_store_" });
  const batch = new Histogram({
    name: "millrace_batch_rows",
    help: "Rows in a written batch.",
    buckets: ROWS,
    registers,
  });
  const stored = new Counter({
    name: "millrace_stored_events_total",
    help: "Events written to the store.",
    registers,
  });
  const dead = new Counter({
    name: "millrace_dead_events_total",
    help: "Events that became dead letters.",
    registers,
  });
  const gone = new Counter({
    name: "millrace_deleted_site_events_total",
    help: "Events left out because their site was deleted or reset while they waited.",
    registers,
  });
  const erased = new Counter({
    name: "millrace_erased_events_total",
    help: "Events left out because their period or person was erased while they waited.",
    registers,
  });
  const retries = new Counter({
    name: "millrace_write_retries_total",
    help: "Retries after a failed attempt.",
    registers,
  });
  // The types take an exemplar's labels for some of the metric's own.
  const stage = new Histogram<"stage" | "trace_id" | "span_id">({
    name: "millrace_stage_seconds",
    help: "Time that a batch spends in a stage.",
    labelNames: ["stage"],
    buckets: SECONDS,
    enableExemplars: true,
    registers,
  });
  const freshness = new Histogram({
    name: "millrace_freshness_seconds",
    help: "Time from receipt of a batch's oldest event until it can be queried.",
    buckets: SECONDS,
    registers,
  });
  return {
    meter: {
      batch: (rows) => batch.observe(rows),
      stored: (count) => stored.inc(count),
      dead: (count) => dead.inc(count),
      dropped: (reason, count) => (reason === "erased" ? erased : gone).inc(count),
      retries: () => retries.inc(),
      stageSeconds: (name, seconds, example) =>
        stage.observe({ labels: { stage: name }, ...observationOf(seconds, example ?? null) }),
      freshnessSeconds: (seconds) => freshness.observe(seconds),
    },
    metrics: {
      ...toMetrics(registry, { stored, dead }),
      counters: async () => ({
        stored: await sumOf(stored),
        dead: await sumOf(dead),
        dropped: { deleted_site: await sumOf(gone), erased: await sumOf(erased) } as Record<
          DropReason,
          number
        >,
        retries: await sumOf(retries),
      }),
    },
  };
}

export function createSealMeter(): { meter: SealMeter; metrics: Metrics } {
  const registry = newRegistry();
  const seal = new Histogram({
    name: "millrace_seal_seconds",
    help: "Time that a store takes to seal some days.",
    buckets: SECONDS,
    registers: [registry],
  });
  return { meter: { sealSeconds: (seconds) => seal.observe(seconds) }, metrics: toMetrics(registry, {}) };
}

/** What waits in the queue, read when Prometheus asks. */
export function createQueueMetrics(queue: Queue): Metrics {
  const registry = newRegistry();
  const registers = [registry];
  const waitingBytes = new Gauge({
    name: "millrace_queue_bytes",
    help: "Bytes waiting in the queue.",
    registers,
  });
  const dead = new Gauge({ name: "millrace_dead_letters", help: "Dead letters kept.", registers });
  const oldest = new Gauge({
    name: "millrace_queue_oldest_seconds",
    help: "Age of the oldest waiting event.",
    registers,
  });
  new Gauge({
    name: "millrace_queue_depth",
    help: "Events accepted and not settled yet.",
    registers,
    async collect() {
      const depth = await queue.depth();
      this.set(depth.waiting);
      waitingBytes.set(depth.waitingBytes);
      dead.set(depth.dead);
      oldest.set(depth.oldestAt === null ? 0 : Math.max(0, (Date.now() - depth.oldestAt) / 1000));
    },
  });
  return toMetrics(registry, {});
}

/** The mails of the outbox, read when Prometheus asks. */
export function createMailMetrics(outbox: Pick<MailOutbox, "countMails">): Metrics {
  const registry = newRegistry();
  new Gauge({
    name: "millrace_mails",
    help: "Mails that wait to be sent, and those of the last 30 days that failed for good.",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      const { waiting, failed } = await outbox.countMails();
      this.set({ state: "waiting" }, waiting);
      this.set({ state: "failed" }, failed);
    },
  });
  return toMetrics(registry, {});
}

/** A duration; the trace of an event that took it is its exemplar. */
function observationOf(value: number, example: { readonly traceparent: string } | null) {
  if (example === null) return { value };
  const [, trace_id = "", span_id = ""] = example.traceparent.split("-");
  return { value, exemplarLabels: { trace_id, span_id } };
}

function toMetrics(
  registry: Registry<OpenMetricsContentType>,
  counters: Readonly<Record<string, Counter>>,
): Metrics {
  return {
    text: (format) => write(registry, format),
    async totals() {
      const totals: Record<string, number> = {};
      for (const [name, counter] of Object.entries(counters)) {
        totals[name] = await sumOf(counter);
      }
      return totals;
    },
    counters: async () => ({}),
  };
}

/** Only such a registry takes metrics with exemplars. */
function newRegistry(): Registry<OpenMetricsContentType> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}

/**
 * TRICKY: prom-client takes `_total` off the name of a counter when it writes it as OpenMetrics, for good. So each time it
 * gets stand-ins, which have what they don't change from the metrics.
 */
function write(registry: Registry<OpenMetricsContentType>, format: MetricsFormat): Promise<string> {
  const standIns = format === "openmetrics" ? newRegistry() : new Registry();
  for (const metric of registry.getMetricsAsArray())
    standIns.registerMetric(Object.create(metric as unknown as object));
  return standIns.metrics();
}

async function sumOf(counter: Counter): Promise<number> {
  return (await counter.get()).values.reduce((sum, { value }) => sum + value, 0);
}

/** Of a counter with one label. */
async function byLabel(counter: Counter): Promise<Record<string, number>> {
  const { values } = await counter.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(Object.values(labels)[0]), value]));
}
