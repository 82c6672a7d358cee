import { drop, OK, type StepResult } from "../../domain/event/step.ts";
import type { Intake } from "../subject.ts";

/**
 * Drops events of a site that demands an ingest key or lists its origins. A valid key is enough: servers send no Origin.
 * An image can't be kept from being sent by CORS, so the page is told by Origin or Referer, for every transport.
 */
export function dropUnauthorized({ site, sender }: Intake): StepResult {
  if (!site.needsIngestKey && site.allowedOrigins.length === 0) return OK;
  const { holder, origin } = sender;
  const hasKey =
    holder !== null &&
    holder.scopes.includes("ingest") &&
    holder.teamId === site.teamId &&
    (holder.sites === null || holder.sites.includes(site.id));
  if (hasKey) return OK;
  if (site.needsIngestKey) return drop("key_required");
  return site.allowedOrigins.includes(origin) ? OK : drop("wrong_origin");
}
