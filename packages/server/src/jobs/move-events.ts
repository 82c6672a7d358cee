import { MINUTE } from "../domain/time.ts";
import type { Log } from "../ports/log.ts";
import type { Job } from "./index.ts";

export interface MoveEventsDeps {
  /** Copies what the new store lacks. Returns the rows looked after, and the days that lack some still. */
  readonly move: (
    signal: AbortSignal,
  ) => Promise<{ readonly rows: number; readonly missing: readonly unknown[] }>;
  readonly log: Log;
}

/** While events are written to two stores: brings the history to the new one, and says when everything is there. */
export function createMoveEvents({ move, log }: MoveEventsDeps): Job {
  let isDone = false;
  return {
    name: "move-events",
    every: MINUTE,
    async run(signal) {
      if (isDone) return;
      const { rows, missing } = await move(signal);
      if (signal.aborted) return;
      if (missing.length > 0)
        return log.warn(
          { rows, days: missing.length },
          "the new store still lacks events of some days, copying goes on",
        );
      isDone = true;
      log.info(
        { rows },
        "every event is in both stores: set EVENTS_URL to what EVENTS_COPY_URL says, unset that, and restart",
      );
    },
  };
}
