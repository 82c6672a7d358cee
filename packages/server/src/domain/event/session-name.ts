import { createHash } from "node:crypto";

/**
 * Returns an opaque name for what a visitor does on a site and day, for live viewers. Nobody who sees it can find the
 * visitor's id, which reports are computed with.
 */
export function sessionName(siteId: number, visitorId: string): string {
  return createHash("sha256").update(`${siteId} ${visitorId}`).digest("base64url").slice(0, 16);
}
