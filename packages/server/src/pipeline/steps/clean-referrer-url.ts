import { cleanReferrer, withoutWww } from "../../domain/page-url.ts";
import { OK, type StepResult } from "../../domain/step.ts";
import type { Intake } from "../subject.ts";

/** The page that led here from outside; a page of the same host is no source. */
export function cleanReferrerUrl(intake: Intake): StepResult {
  const { referrer } = intake.payload;
  if (referrer === null || withoutWww(referrer.hostname) === withoutWww(intake.hostname)) return OK;
  intake.referrer = cleanReferrer(referrer, intake.site.safeQueryParams);
  return OK;
}
