import { HOUR } from "../domain/time.ts";
import { endOfDateEverywhere } from "../domain/time-zone/zoned-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { State } from "../ports/state.ts";
import type { Run } from "./job.ts";

/** Events received just before their date ends in the last zone still get their hash. */
const GRACE_MS = HOUR;

/** Destroys salts whose date has ended in every zone. From then on nobody can identify that date's visitors. */
export function createDestroyOldSalts(deps: { state: State; clock: Clock; log: Log }): Run {
  const { state, clock, log } = deps;
  return async function destroyOldSalts() {
    for (const date of await state.saltDates()) {
      if (endOfDateEverywhere(date) + GRACE_MS > clock.now()) continue;
      await state.destroySalt(date);
      log.info({ date }, "a day's salt was destroyed");
    }
  };
}
