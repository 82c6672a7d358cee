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

/** Batches, seals and faults that are remembered for each so many events. */
const EVENTS_OF_A_NOTE = 5;

/** What takes notes of the stages that events pass in this process. */
export interface OpenTrace {
  readonly trace: TraceSink;
  /** Null: nothing is recorded. */
  readonly recorder: RunningRole | null;
}

/** A folder that can't be written to costs traces and no event. */
export async function openTrace(
  config: Config,
  roles: readonly Role[],
  state: State,
  log: Log,
): Promise<OpenTrace> {
  const { traceEvents, dataDir, port } = config;
  if (traceEvents === 0) return { trace: NO_TRACE, recorder: null };
  try {
    // Processes that share nothing but services may stand side by side on one folder, with any port.
    const lock = await lockName(dataDir, `trace-${roles.join("-")}-${port}`);
    const path = (what: string) => join(dataDir, "trace", `${lock.name.slice("trace-".length)}.${what}`);
    const notesKept = Math.ceil(traceEvents / EVENTS_OF_A_NOTE);
    const [events, notes] = await Promise.all([
      RingFile.open(path("events"), { recordBytes: EVENT_RECORD_BYTES, capacity: traceEvents, log }),
      RingFile.open(path("notes"), { recordBytes: NOTE_RECORD_BYTES, capacity: notesKept, log }),
    ]);
    const recorder = new TraceRecorder({ process: processName(), events, notes, bus: state, clock, log });
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
