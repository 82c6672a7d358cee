import { join } from "node:path";
import type { Role } from "../domain/role.ts";
import { EVENT_RECORD_BYTES } from "../domain/trace/event-record.ts";
import { NOTE_RECORD_BYTES } from "../domain/trace/trace-note.ts";
import { RingFile } from "../drivers/trace/ring-file.ts";
import { processName } from "../live/read-process.ts";
import { TraceRecorder } from "../live/trace/trace-recorder.ts";
import type { Log } from "../ports/log.ts";
import type { State } from "../ports/state.ts";
import { NO_TRACE, type TraceSink } from "../ports/trace.ts";
import type { RunningRole } from "../roles/running-role.ts";
import type { Config } from "./config.ts";
import { clock } from "./open-drivers.ts";
import { lockName } from "./role-locks.ts";

/** What takes notes of the stages that events pass in this process. */
export interface OpenTrace {
  readonly trace: TraceSink;
  /** Null: nothing is recorded. */
  readonly recorder: RunningRole | null;
}

export interface TraceParts {
  readonly state: State;
  /** When this process started, epoch ms. */
  readonly startedAt: number;
  readonly log: Log;
}

/** A folder that can't be written to costs traces and no event. */
export async function openTrace(
  config: Config,
  roles: readonly Role[],
  { state, startedAt, log }: TraceParts,
): Promise<OpenTrace> {
  const { traceEvents, dataDir, port } = config;
  if (traceEvents === 0) return { trace: NO_TRACE, recorder: null };
  try {
    // Processes that share nothing but services may stand side by side on one folder, with any port.
    const lock = await lockName(dataDir, `trace-${roles.join("-")}-${port}`);
    const path = (what: string) => join(dataDir, "trace", `${lock.name.slice("trace-".length)}.${what}`);
    const common = { process: processName(), log };
    const [events, notes] = await Promise.all([
      RingFile.open(path("events"), { ...common, recordBytes: EVENT_RECORD_BYTES, capacity: traceEvents }),
      RingFile.open(path("notes"), { ...common, recordBytes: NOTE_RECORD_BYTES, capacity: traceEvents }),
    ]);
    const recorder = new TraceRecorder({
      process: common.process,
      startedAt,
      events,
      notes,
      bus: state,
      clock,
      log,
    });
    const stop = async () => {
      await recorder.stop();
      lock.unlock();
    };
    return { trace: recorder, recorder: { stop } };
  } catch (error) {
    log.warn({ error: (error as Error).message }, "could not open the trace files, recording nothing");
    return { trace: NO_TRACE, recorder: null };
  }
}
