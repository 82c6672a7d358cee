import { join } from "node:path";
import type { Role } from "../domain/role.ts";
import { EVENT_RECORD_BYTES } from "../domain/trace/event-record.ts";
import { NOTE_RECORD_BYTES } from "../domain/trace/trace-note.ts";
import { RingFile } from "../drivers/trace/ring-file.ts";
import { processName } from "../live/read-process.ts";
import { TraceRecorder } from "../live/trace/trace-recorder.ts";
import type { Log } from "../ports/log.ts";
import type { State } from "../ports/state.ts";
import { NO_TRACE, type TraceSink, traceToBoth } from "../ports/trace.ts";
import type { RunningRole } from "../roles/running-role.ts";
import type { Config } from "./config.ts";
import { clock } from "./open-drivers.ts";
import { lockName } from "./role-locks.ts";
import { VERSION } from "./version.ts";

/** What takes notes of the stages that events pass in this process. */
export interface OpenTrace {
  readonly trace: TraceSink;
  /** What records them, or sends them out, until it is stopped. */
  readonly tracers: readonly RunningRole[];
}

export interface TraceParts {
  readonly state: State;
  /** When this process started, epoch ms. */
  readonly startedAt: number;
  readonly log: Log;
}

interface Tracer {
  readonly sink: TraceSink;
  readonly running: RunningRole;
}

/** A folder that can't be written to costs traces and no event, and so does a collector. */
export async function openTrace(
  config: Config,
  roles: readonly Role[],
  parts: TraceParts,
): Promise<OpenTrace> {
  const opened = await Promise.all([openRecorder(config, roles, parts), openOtlp(config, parts)]);
  const tracers = opened.filter((tracer) => tracer !== null);
  const trace = tracers.reduce(
    (all, { sink }) => (all === NO_TRACE ? sink : traceToBoth(all, sink)),
    NO_TRACE,
  );
  return { trace, tracers: tracers.map(({ running }) => running) };
}

async function openRecorder(
  { traceEvents, dataDir, port }: Config,
  roles: readonly Role[],
  { state, startedAt, log }: TraceParts,
): Promise<Tracer | null> {
  if (traceEvents === 0) return null;
  try {
    // Processes that share nothing but services may stand side by side on one folder, with any port.
    const lock = await lockName(dataDir, `trace-${roles.join("-")}-${port}`);
    const path = (what: string) => join(dataDir, "trace", `${lock.name.slice("trace-".length)}.${what}`);
    const common = { process: processName(), log };
    const [events, notes] = await Promise.all([
      RingFile.open(path("events"), { ...common, recordBytes: EVENT_RECORD_BYTES, capacity: traceEvents }),
      RingFile.open(path("notes"), { ...common, recordBytes: NOTE_RECORD_BYTES, capacity: traceEvents }),
    ]);
    const recorder = new TraceRecorder({ ...common, startedAt, events, notes, bus: state, clock });
    const stop = async () => {
      await recorder.stop();
      lock.unlock();
    };
    return { sink: recorder, running: { stop } };
  } catch (error) {
    log.warn({ error: (error as Error).message }, "could not open the trace files, recording nothing");
    return null;
  }
}

async function openOtlp({ otlp }: Config, { log }: TraceParts): Promise<Tracer | null> {
  if (otlp === null) return null;
  const { OtlpTrace } = await import("../drivers/trace/otlp.ts");
  log.info({ endpoint: otlp.endpoint, sampler: otlp.sampler }, "sending the stages of events as spans");
  const otlpTrace = new OtlpTrace({ ...otlp, process: processName(), version: VERSION, clock, log });
  return { sink: otlpTrace, running: otlpTrace };
}
