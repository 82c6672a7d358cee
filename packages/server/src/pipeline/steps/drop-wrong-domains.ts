import { drop, OK, type StepResult } from "../../domain/event/step.ts";
import { isInDomains } from "../../domain/site/site-hosts.ts";
import type { Intake } from "../subject.ts";

/** Drops events of other domains, if the site lists its own. Events without a URL have no domain and pass. */
export function dropWrongDomains({ site, hostname }: Intake): StepResult {
  if (site.domains.length === 0 || hostname === "") return OK;
  return isInDomains(hostname, site) ? OK : drop("wrong_domain");
}
