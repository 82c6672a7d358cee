import { OK, type StepResult } from "../../domain/event/step.ts";
import { foreignReferrer } from "../../domain/source/referrer.ts";
import type { Intake } from "../subject.ts";

/** Fills in the page or app that led here from outside; a page of the site itself is no source. */
export function cleanReferrerUrl(intake: Intake): StepResult {
  const { referrer } = intake.payload;
  if (referrer !== null) intake.referrer = foreignReferrer(referrer, intake.site, intake.hostname);
  return OK;
}
