import { drop, OK, type StepResult } from "../../domain/event/step.ts";
import { isExcludedAddress } from "../../domain/site/site-exclusions.ts";
import type { Intake } from "../subject.ts";

/**
 * Drops events from addresses that the site excludes, such as its owner's. Called at the edge, where the address still
 * exists; nothing of it is kept.
 */
export function dropExcludedAddresses({ sender, site }: Intake): StepResult {
  return isExcludedAddress(sender.ip, site) ? drop("excluded_address") : OK;
}
