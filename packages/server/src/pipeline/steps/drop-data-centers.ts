import { drop, OK, type Step } from "../../domain/event/step.ts";
import type { Intake } from "../subject.ts";

/**
 * Drops events that claim to come from a browser but come from a data centre's address. Called at the edge, where the
 * address still exists.
 */
export function createDropDataCenters({ isDataCenter }: { isDataCenter(ip: string): boolean }): Step<Intake> {
  return function dropDataCenters({ payload, sender, known }) {
    if (payload.actor !== "browser" || known === null) return OK;
    known.isInDataCenter ??= isDataCenter(sender.ip);
    return known.isInDataCenter ? drop("data_center") : OK;
  };
}
