import { drop, OK, type StepResult } from "../../domain/event/step.ts";
import { hostOf } from "../../domain/site/host.ts";
import { isSpamReferrer } from "../../domain/source/spam-referrers.ts";
import type { Intake } from "../subject.ts";

/** Drops referrer spam: visits that never happened, whose referrer advertises to those who read statistics. */
export function dropSpamReferrers({ payload }: Intake): StepResult {
  return payload.referrer !== null && isSpamReferrer(hostOf(payload.referrer)) ? drop("spam_referrer") : OK;
}
