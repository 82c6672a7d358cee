import { cleanPage, scrubEmail } from "../../domain/page-url.ts";
import { OK, type StepResult } from "../../domain/step.ts";
import type { Intake } from "../subject.ts";

/** Host, path, campaign and click parameter of the page. Its query string ends here, but for the site's safe parameters. */
export function cleanPageUrl(intake: Intake): StepResult {
  const { url, path, actor } = intake.payload;
  if (url === null) {
    // Counted pages are names chosen by their sender and reported by exactly that name.
    intake.path = actor === "nobody" ? path : scrubEmail(path.split(/[?#]/, 1)[0] ?? "");
    return OK;
  }
  const page = cleanPage(url, intake.site.safeQueryParams);
  intake.hostname = page.hostname;
  intake.path = path === "" ? page.path : scrubEmail(path.split(/[?#]/, 1)[0] ?? "");
  intake.utm = page.utm;
  intake.clickId = page.clickId;
  return OK;
}
