import type { ShareCard } from "@millrace/protocol";

/** A link to a site's figures. Instants are epoch ms. */
export interface ShareRecord {
  readonly id: number;
  readonly siteId: number;
  /** Unguessable part of its address. */
  readonly slug: string;
  readonly name: string;
  /** Null: everybody who has the link may look. PASSWORD_TO_COME: nobody may. */
  readonly passwordHash: string | null;
  /** Null: never. */
  readonly expiresAt: number | null;
  /** Cards that it shows; null: all. */
  readonly cards: readonly ShareCard[] | null;
  /** Origins of pages that may embed it. */
  readonly embedOrigins: readonly string[];
  readonly createdAt: number;
}

export interface NewShareRecord extends Omit<ShareRecord, "id"> {
  readonly createdBy: string | null;
}

export type ShareRecordChanges = Partial<
  Pick<ShareRecord, "name" | "passwordHash" | "expiresAt" | "cards" | "embedOrigins">
>;

/** A share link with the site that it shows. */
export interface FoundShare extends ShareRecord {
  readonly site: { readonly name: string; readonly timezone: string; readonly shareThreshold: number };
}

/** In place of a hash: the link asks for a password that nobody has chosen yet. */
export const PASSWORD_TO_COME = "to come";

export const MAX_SHARES_PER_SITE = 100;

/** Share links of sites. They go with their site. */
export interface Shares {
  /** Throws BadRequest for a name that the site has already, and when the site has MAX_SHARES_PER_SITE links (concurrent calls may each exceed it by one). */
  createShare(share: NewShareRecord): Promise<ShareRecord>;
  /** Returns a site's links, expired ones included, the newest first. */
  listShares(siteId: number): Promise<readonly ShareRecord[]>;
  /** Null when the site has no such link. Throws BadRequest for a name that another of its links has. */
  updateShare(siteId: number, id: number, changes: ShareRecordChanges): Promise<ShareRecord | null>;
  /** False when the site has no such link. */
  deleteShare(siteId: number, id: number): Promise<boolean>;
  /** Returns null for a link that does not exist or has expired. */
  findShare(slug: string, now: number): Promise<FoundShare | null>;
}
