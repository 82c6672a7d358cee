import { drop, OK, type StepResult } from "../../domain/step.ts";
import type { Intake } from "../subject.ts";

/** A site that names its domains takes events of no other. Events without a URL name no domain and pass. */
export function dropWrongDomains({ site, hostname }: Intake): StepResult {
  if (site.domains.length === 0 || hostname === "") return OK;
  return site.domains.some((domain) => matches(domain, hostname)) ? OK : drop("wrong_domain");
}

function matches(domain: string, hostname: string): boolean {
  return domain.startsWith(".")
    ? hostname.endsWith(domain) || hostname === domain.slice(1)
    : hostname === domain;
}
