import { hostOf } from "../../domain/host.ts";
import { isSpamReferrer } from "../../domain/spam-referrers.ts";
import { drop, OK, type StepResult } from "../../domain/step.ts";
import type { Intake } from "../subject.ts";

/** Drops visits that never were: their referrer is an advertisement for those who read statistics. */
export function dropSpamReferrers({ payload }: Intake): StepResult {
  return payload.referrer !== null && isSpamReferrer(hostOf(payload.referrer)) ? drop("spam_referrer") : OK;
}
