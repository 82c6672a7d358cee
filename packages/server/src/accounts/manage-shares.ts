import { randomBytes } from "node:crypto";
import { SHARE_CARD_NAMES, type ShareCard } from "@millrace/protocol";
import { BadRequest, NotFound } from "../domain/errors.ts";
import { canonicalOrigin } from "../domain/network/canonical-origin.ts";
import type { Authentication } from "../ports/authentication.ts";
import type { Clock } from "../ports/clock.ts";
import type { ShareRecord, ShareRecordChanges, Shares } from "../ports/shares.ts";
import { checkPassword } from "./check-password.ts";

/** 128 bits: who has not been given the name does not find it. */
const SLUG_BYTES = 16;
const MAX_ORIGINS = 50;

export const newSlug = (): string => randomBytes(SLUG_BYTES).toString("base64url");

/** What a link is to be. `undefined` leaves it as it is. */
export interface ShareAsked {
  readonly name?: string | undefined;
  /** Null: none. */
  readonly password?: string | null | undefined;
  /** Epoch ms; null: never. */
  readonly expiresAt?: number | null | undefined;
  /** Null: all. */
  readonly cards?: readonly ShareCard[] | null | undefined;
  readonly embedOrigins?: readonly string[] | undefined;
}

export interface ManageSharesDeps {
  readonly shares: Pick<Shares, "createShare" | "updateShare">;
  readonly authentication: () => Promise<Pick<Authentication, "hashPassword">>;
  readonly clock: Clock;
}

/** Creates and changes share links. Both throw BadRequest. */
export function createManageShares({ shares, authentication, clock }: ManageSharesDeps) {
  async function check(asked: ShareAsked): Promise<ShareRecordChanges> {
    const { name, password, expiresAt, cards, embedOrigins } = asked;
    if (expiresAt != null && expiresAt <= clock.now())
      throw new BadRequest("expires_at must be in the future");
    return {
      ...(name !== undefined && { name }),
      ...(password !== undefined && { passwordHash: await hashOf(password) }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(cards !== undefined && { cards: checkCards(cards) }),
      ...(embedOrigins !== undefined && { embedOrigins: checkOrigins(embedOrigins) }),
    };
  }

  async function hashOf(password: string | null): Promise<string | null> {
    if (password === null) return null;
    await checkPassword(password);
    return (await authentication()).hashPassword(password);
  }

  return {
    async create(siteId: number, createdBy: string | null, asked: ShareAsked): Promise<ShareRecord> {
      const { name = "", passwordHash = null, expiresAt = null, ...rest } = await check(asked);
      const { cards = null, embedOrigins = [] } = rest;
      const slug = newSlug();
      const createdAt = clock.now();
      const share = { siteId, slug, name, passwordHash, expiresAt, cards, embedOrigins };
      return shares.createShare({ ...share, createdBy, createdAt });
    },

    /** Throws NotFound when the site has no such link. */
    async change(siteId: number, id: number, asked: ShareAsked): Promise<ShareRecord> {
      const share = await shares.updateShare(siteId, id, await check(asked));
      if (share === null) throw new NotFound("the site has no such share link");
      return share;
    },
  };
}

/** In their usual order; null for all of them. Throws BadRequest. */
export function checkCards(cards: readonly ShareCard[] | null): readonly ShareCard[] | null {
  if (cards === null) return null;
  if (cards.length === 0) throw new BadRequest("cards must name at least one card, or be null for all");
  const chosen = SHARE_CARD_NAMES.filter((card) => cards.includes(card));
  return chosen.length === SHARE_CARD_NAMES.length ? null : chosen;
}

/** As browsers write them. Throws BadRequest. */
export function checkOrigins(origins: readonly string[]): string[] {
  if (origins.length > MAX_ORIGINS)
    throw new BadRequest(`embed_origins must have at most ${MAX_ORIGINS} entries`);
  return [...new Set(origins.map(checkOrigin))];
}

function checkOrigin(text: string): string {
  const origin = canonicalOrigin(text);
  if (origin !== null) return origin;
  throw new BadRequest(
    `embed_origins: ${JSON.stringify(text.slice(0, 100))} is not an origin; origins look like https://example.com`,
  );
}
