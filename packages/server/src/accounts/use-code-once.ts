import { createHash } from "node:crypto";
import { MINUTE } from "../domain/time.ts";
import type { AccountLinks } from "../ports/account-links.ts";
import type { Clock } from "../ports/clock.ts";

/** Longer than a code is accepted: 30 s, and as long before and after. */
const KEPT_MS = 5 * MINUTE;

/**
 * Returns false for a code of a person's second factor that was used before: somebody may have read it over their
 * shoulder (RFC 6238, 5.2).
 */
export function useCodeOnce(
  userId: string,
  code: string,
  { links, clock }: { readonly links: Pick<AccountLinks, "useOnce">; readonly clock: Clock },
): Promise<boolean> {
  const now = clock.now();
  const hash = createHash("sha256")
    .update(JSON.stringify(["code", userId, code]))
    .digest("base64url");
  return links.useOnce(hash, now, now + KEPT_MS);
}
