import { drop, OK, type StepResult } from "../../domain/event/step.ts";
import { keptPage } from "../../domain/page/page-path.ts";
import { cleanPage, cleanPath, type Page } from "../../domain/page/page-url.ts";
import type { Site } from "../../domain/site/site.ts";
import type { Intake } from "../subject.ts";

/**
 * Fills in host, path, campaign and click parameter of the page. Its query string ends here, except for the site's safe
 * parameters. Drops a page view caused by a script's change of the address when the page stays the same.
 */
export function cleanPageUrl(intake: Intake): StepResult {
  const { site } = intake;
  const { url, path, actor, previousUrl, name } = intake.payload;
  if (url === null) {
    // Counted pages are names chosen by their sender and reported by exactly that name.
    intake.path = actor === "nobody" ? path : givenPage(path, site);
    return OK;
  }
  const page = cleanPage(url, site.safeQueryParams);
  intake.hostname = page.hostname;
  intake.path = path === "" ? keptPage(page.path, site.trailingSlash) : givenPage(path, site);
  intake.utm = page.utm;
  intake.clickId = page.clickId;
  if (previousUrl === null || name !== "pageview" || path !== "") return OK;
  return isShown(intake, cleanPage(previousUrl, site.safeQueryParams)) ? drop("same_page") : OK;
}

function givenPage(path: string, { trailingSlash }: Site): string {
  return keptPage(cleanPath(path.split(/[?#]/, 1)[0] ?? ""), trailingSlash);
}

function isShown({ hostname, path, site }: Intake, previous: Page): boolean {
  return hostname === previous.hostname && path === keptPage(previous.path, site.trailingSlash);
}
