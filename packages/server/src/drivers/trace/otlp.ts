import { randomBytes } from "node:crypto";
import { ROOT_CONTEXT, type SpanContext, SpanKind, trace as spanContexts } from "@opentelemetry/api";
import { type ExportResult, ExportResultCode, parseTraceParent } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import { SECOND } from "../../domain/time.ts";
import type {
  BatchTrace,
  EventTrace,
  FollowedEvent,
  SealTrace,
  TracedRange,
} from "../../domain/trace/trace-facts.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { OtlpSettings, RootSampler, TraceSink } from "../../ports/trace.ts";
import {
  type Failure,
  type Ids,
  type Stage,
  spanOfFailure,
  spanOfSeal,
  spansOfBatch,
  spansOfEvent,
  toSpan,
} from "./spans.ts";

export interface OtlpOptions extends OtlpSettings {
  /** As the process reports name it. */
  readonly process: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Events of a second whose stages go out: whoever sends more must not slow the pipeline by it. */
const FOLLOWED_A_SECOND = 200;
/** Spans that wait for the collector; of more, the newest are left out. */
const MOST_WAITING = 8192;
const EXPORT_EVERY_MS = SECOND;
const EXPORT_TIMEOUT_MS = 10 * SECOND;
/** How long a stop waits for a collector. */
const STOP_MS = 2 * SECOND;
/** Failed attempts that the spans of a batch tell of. */
const MOST_FAILURES = 10;

/** What went wrong with a partition's batch that is under way. */
interface UnderWay {
  readonly failures: Map<string, Failure[]>;
  readonly dead: Map<number, string>;
}

/**
 * Sends the stages of events as spans to a collector, by OpenTelemetry's protocol over HTTP. An event without a client's
 * trace has one of its own, whose id is the event's id without dashes. Source of the protocol and the settings:
 * opentelemetry.io/docs/specs/otel.
 */
export class OtlpTrace implements TraceSink {
  readonly #clock: Clock;
  readonly #sampler: Sampler;
  readonly #processor: BatchSpanProcessor;
  readonly #resource: ReadableSpan["resource"];
  readonly #ids: Ids = { newTraceId: () => randomHex(16), newSpanId: () => randomHex(8) };
  readonly #underWay = new Map<number, UnderWay>();
  #second = 0;
  #followed = 0;

  constructor(options: OtlpOptions) {
    const { endpoint, headers, serviceName, process, version } = options;
    this.#clock = options.clock;
    this.#sampler = samplerOf(options);
    const own = { "service.name": serviceName, "service.version": version, "service.instance.id": process };
    this.#resource = defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes(own));
    const exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
      headers,
      timeoutMillis: EXPORT_TIMEOUT_MS,
    });
    this.#processor = new BatchSpanProcessor({
      exporter: new ToldExporter(exporter, options.log),
      maxQueueSize: MOST_WAITING,
      scheduledDelayMillis: EXPORT_EVERY_MS,
      exportTimeoutMillis: EXPORT_TIMEOUT_MS,
    });
  }

  follow(id: string, traceparent: string | undefined): FollowedEvent | null {
    const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
    const traceId = parent?.traceId ?? traceIdOf(id) ?? this.#ids.newTraceId();
    if (!this.#isSampled(traceId, parent) || !this.#isWithinLimit()) return null;
    return {
      traceparent: `00-${traceId}-${this.#ids.newSpanId()}-01`,
      parentSpanId: parent?.spanId ?? "",
    };
  }

  event(trace: EventTrace): void {
    if (trace.followed !== null) this.#send(spansOfEvent(trace, this.#ids.newSpanId));
  }

  cut(): void {}

  batch(batch: BatchTrace): void {
    const faults = this.#underWay.get(batch.partition) ?? NO_FAULTS;
    this.#underWay.delete(batch.partition);
    if (batch.followed.length > 0) this.#send(spansOfBatch(batch, faults, this.#ids.newSpanId));
  }

  dead({ partition, position, reason }: { partition: number; position: number; reason: string }): void {
    this.#faultsOf(partition).dead.set(position, reason);
  }

  refused(): void {}

  failed(stage: string, error: string, batch?: TracedRange): void {
    const failure = { at: this.#clock.now(), error };
    if (batch === undefined) {
      if (this.#isWithinLimit()) this.#send([spanOfFailure(stage, failure, this.#ids)]);
      return;
    }
    const { failures } = this.#faultsOf(batch.partition);
    const known = failures.get(stage) ?? [];
    failures.set(stage, [...known, failure].slice(-MOST_FAILURES));
  }

  sealed(trace: SealTrace): void {
    this.#send([spanOfSeal(trace, this.#clock.now(), this.#ids)]);
  }

  /** Resolves when the spans have been sent, or when a collector takes too long. */
  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_MS);
    });
    await Promise.race([this.#processor.shutdown().catch(() => {}), tooLong]);
    clearTimeout(timer);
  }

  #send(stages: readonly Stage[]): void {
    for (const stage of stages) this.#processor.onEnd(toSpan(stage, this.#resource));
  }

  #faultsOf(partition: number): UnderWay {
    const known = this.#underWay.get(partition) ?? { failures: new Map(), dead: new Map() };
    this.#underWay.set(partition, known);
    return known;
  }

  #isSampled(traceId: string, parent: SpanContext | null): boolean {
    const context = parent === null ? ROOT_CONTEXT : spanContexts.setSpanContext(ROOT_CONTEXT, parent);
    const { decision } = this.#sampler.shouldSample(context, traceId, "door", SpanKind.SERVER, {}, []);
    return decision === SamplingDecision.RECORD_AND_SAMPLED;
  }

  #isWithinLimit(): boolean {
    const second = Math.floor(this.#clock.now() / SECOND);
    if (second !== this.#second) {
      this.#second = second;
      this.#followed = 0;
    }
    this.#followed += 1;
    return this.#followed <= FOLLOWED_A_SECOND;
  }
}

const NO_FAULTS: UnderWay = { failures: new Map(), dead: new Map() };

const randomHex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** Null: W3C's trace context has no trace of zeros. */
function traceIdOf(eventId: string): string | null {
  const digits = eventId.replaceAll("-", "");
  return /^[\da-f]{32}$/.test(digits) && !/^0+$/.test(digits) ? digits : null;
}

function samplerOf({ sampler, ratio }: Pick<OtlpOptions, "sampler" | "ratio">): Sampler {
  const root = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  }[sampler.replace("parentbased_", "") as RootSampler]();
  return sampler.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}

/** Says once when a collector takes no spans, and once when it does again: the library says nothing. */
class ToldExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Log;
  #isFailing = false;

  constructor(exporter: SpanExporter, log: Log) {
    this.#exporter = exporter;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      this.#tell(result);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #tell({ code, error }: ExportResult): void {
    const isFailing = code !== ExportResultCode.SUCCESS;
    if (isFailing && !this.#isFailing)
      this.#log.warn(
        { error: error?.message },
        "the collector at OTEL_EXPORTER_OTLP_ENDPOINT takes no spans: events are not affected",
      );
    if (!isFailing && this.#isFailing) this.#log.info({}, "the collector takes spans again");
    this.#isFailing = isFailing;
  }
}
