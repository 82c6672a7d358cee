import { drop, OK, type StepResult } from "../../domain/event/step.ts";
import { isExcludedHost, isExcludedPage } from "../../domain/site/site-exclusions.ts";
import type { Intake } from "../subject.ts";

/** Drops every event of hosts and pages that the site excludes. Called when both are as they would be stored. */
export function dropExcludedPages({ site, hostname, path }: Intake): StepResult {
  if (isExcludedHost(hostname, site)) return drop("excluded_host");
  return isExcludedPage(path, site) ? drop("excluded_page") : OK;
}
