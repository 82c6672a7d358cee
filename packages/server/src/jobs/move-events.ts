import type { Log } from "../ports/log.ts";
import type { Run } from "./job.ts";

export interface MoveEventsDeps {
  /**
   * Copies what the new store lacks. Returns the number of rows checked and the days that still lack some. Null: there
   * is no second store.
   */
  readonly move:
    | ((signal: AbortSignal) => Promise<{ readonly rows: number; readonly missing: readonly unknown[] }>)
    | null;
  readonly log: Log;
}

/** Backfills the new store with history while events are written to both, and logs when everything is there. */
export function createMoveEvents({ move, log }: MoveEventsDeps): Run {
  let isDone = false;
  return async function moveEvents(signal) {
    if (isDone || move === null) return;
    const { rows, missing } = await move(signal);
    if (signal.aborted) return;
    if (missing.length > 0)
      return log.warn(
        { rows, days: missing.length },
        "the new store still lacks events of some days, continuing to copy",
      );
    isDone = true;
    log.info(
      { rows },
      "every event is in both stores: set EVENTS_URL to the value of EVENTS_COPY_URL, unset EVENTS_COPY_URL, and restart",
    );
  };
}
