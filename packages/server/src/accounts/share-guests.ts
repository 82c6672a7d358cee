import { SHARE_CARD_NAMES } from "@millrace/protocol";
import type { Actor } from "../domain/access/actor.ts";
import { SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { FoundShare, Shares } from "../ports/shares.ts";
import { createLookups } from "./lookups.ts";
import { isPass, makePass } from "./share-pass.ts";

/** Finds out who follows which share link. Cached as actors are. */
export interface ShareGuests {
  /** Returns who sends `<slug>`, or `<slug> <pass>`. Throws AccountsUnavailable. */
  read(text: string): Promise<Actor>;
  /** Returns a share link, whoever asks for it; null when it does not exist or has expired. Throws AccountsUnavailable. */
  find(slug: string): Promise<FoundShare | null>;
  /** Returns what a guest of a share link shows after its password was right. */
  passFor(share: FoundShare): { readonly pass: string; readonly expiresAt: number };
  /** Forgets what is known of links, since something changed. */
  forget(): void;
}

export interface ShareGuestsDeps {
  readonly shares: Pick<Shares, "findShare">;
  /** Signs passes. */
  readonly secret: string;
  readonly clock: Clock;
}

const FRESH_MS = 2 * SECOND;
/** Kept as well, unlike null: guesses are not to reach the accounts store. */
const NONE = "none";

export function createShareGuests({ shares, secret, clock }: ShareGuestsDeps): ShareGuests {
  const known = createLookups<FoundShare | typeof NONE>(FRESH_MS);

  async function find(slug: string): Promise<FoundShare | null> {
    const found = await known.get(slug, async () => (await shares.findShare(slug, clock.now())) ?? NONE);
    if (found === NONE) return null;
    return found.expiresAt !== null && found.expiresAt <= clock.now() ? null : found;
  }

  return {
    find,
    async read(text) {
      const [slug = "", pass = ""] = text.split(" ");
      const share = await find(slug);
      if (share === null) return { kind: "unknown-share" };
      const isOpen = share.passwordHash === null || isPass(pass, share, { secret, now: clock.now() });
      return isOpen ? toGuest(share) : { kind: "locked-share" };
    },
    passFor: (share) => makePass(share, secret, clock.now()),
    forget: () => known.clear(),
  };
}

const toGuest = ({ id, siteId, site, cards }: FoundShare): Actor => ({
  kind: "share",
  shareId: id,
  siteId,
  site: { name: site.name, timezone: site.timezone },
  cards: cards ?? SHARE_CARD_NAMES,
  threshold: site.shareThreshold,
});
