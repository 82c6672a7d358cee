import { drop, OK, type StepResult } from "../../domain/event/step.ts";
import { DAY, MINUTE } from "../../domain/time.ts";
import type { Intake } from "../subject.ts";

/** How far a client's clock may be ahead. */
const CLOCK_SKEW_MS = 5 * MINUTE;

/** Fills in when it happened: as the client says, but not in the future, and not before what the site keeps. */
export function settleTimestamp(intake: Intake): StepResult {
  const { payload, sender, site } = intake;
  if (payload.timestamp === null) return OK;
  const ahead = payload.timestamp - sender.receivedAt;
  intake.clamped = ahead > CLOCK_SKEW_MS;
  intake.timestamp = ahead > CLOCK_SKEW_MS ? sender.receivedAt : payload.timestamp;
  const tooOld = site.retentionDays > 0 && -ahead > site.retentionDays * DAY;
  return tooOld ? drop("too_old") : OK;
}
