import { querySchema, SHARE_CARD_NAMES } from "@millrace/protocol";
import { z } from "zod";
import { completeGoal, type Goal, MAX_GOALS_PER_SITE, type NewGoal } from "../../domain/site/goal.ts";
import {
  checkSegment,
  MAX_SEGMENTS_PER_SITE,
  type NewSegment,
  type Segment,
} from "../../domain/site/segment.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { MAX_SHARES_PER_SITE, PASSWORD_TO_COME, type ShareRecord } from "../../ports/shares.ts";
import { checkCards, checkOrigins, newSlug } from "../manage-shares.ts";

/** Something that a site has a list of, by names that are unique there. */
export interface Named {
  readonly name: string;
}

/** One list of what belongs to a site. */
export interface Part<
  Item extends Named = Named,
  Kept extends Item & { readonly id: number } = Item & { readonly id: number },
> {
  /** One of the list, in sentences. */
  readonly what: string;
  readonly most: number;
  readonly schema: z.ZodType;
  /** Returns what the schema accepted as it is kept. Throws BadRequest. */
  check(given: unknown): Item;
  /** Returns what is compared and written to a file: without ids, dates and secrets. */
  show(kept: Item): Item;
  read(accounts: Accounts, siteId: number): Promise<readonly Kept[]>;
  create(accounts: Accounts, siteId: number, item: Item): Promise<unknown>;
  /** Changes one in its place. Default: it is removed and created anew. */
  change?(accounts: Accounts, siteId: number, before: Kept, item: Item): Promise<unknown>;
  remove(accounts: Accounts, siteId: number, id: number): Promise<unknown>;
}

/** A text that every accounts store keeps unchanged. */
export const storable = z.string().refine((text) => text.isWellFormed() && !text.includes("\0"), {
  message: "has characters that can't be stored",
});

const goals: Part<NewGoal, Goal> = {
  what: "goal",
  most: MAX_GOALS_PER_SITE,
  schema: z.strictObject({ name: storable.optional(), event: storable.nullish(), page: storable.nullish() }),
  check: (given) => completeGoal(given as Partial<NewGoal>),
  show: ({ name, event, page }) => ({ name, event, page }),
  read: (accounts, siteId) => accounts.listGoals(siteId),
  create: (accounts, siteId, goal) => accounts.createGoal(siteId, goal),
  remove: (accounts, siteId, id) => accounts.deleteGoal(siteId, id),
};

const segments: Part<NewSegment, Segment> = {
  what: "segment",
  most: MAX_SEGMENTS_PER_SITE,
  schema: z.strictObject({ name: storable, filters: querySchema.shape.filters }),
  check(given) {
    const segment = given as { readonly name: string; readonly filters: readonly unknown[] };
    checkSegment(segment);
    return segment;
  },
  show: ({ name, filters }) => ({ name, filters }),
  read: (accounts, siteId) => accounts.listSegments(siteId),
  create: (accounts, siteId, segment) => accounts.createSegment(siteId, segment),
  remove: (accounts, siteId, id) => accounts.deleteSegment(siteId, id),
};

/** A share link in a file: its address is made by the instance, and a password is only said to be asked for. */
interface FileShare extends Named {
  readonly cards: ShareRecord["cards"];
  readonly embed_origins: readonly string[];
  readonly expires_at: string | null;
  readonly password: boolean;
}

const shares: Part<FileShare, FileShare & ShareRecord> = {
  what: "share link",
  most: MAX_SHARES_PER_SITE,
  schema: z.strictObject({
    name: storable.min(1).max(100),
    cards: z.array(z.enum(SHARE_CARD_NAMES)).nullish(),
    embed_origins: z.array(storable).optional(),
    expires_at: z.iso.datetime({ offset: true }).nullish(),
    password: z.boolean().optional(),
  }),
  check(given) {
    const { name, cards, embed_origins, expires_at, password } = given as Partial<FileShare> & Named;
    return {
      name,
      cards: checkCards(cards ?? null),
      embed_origins: checkOrigins(embed_origins ?? []),
      expires_at: expires_at == null ? null : new Date(expires_at).toISOString(),
      password: password ?? false,
    };
  },
  show: ({ name, cards, embed_origins, expires_at, password }) => ({
    name,
    cards,
    embed_origins,
    expires_at,
    password,
  }),
  read: async (accounts, siteId) =>
    (await accounts.listShares(siteId))
      .map((share) => ({ ...share, ...toFileShare(share) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  create: (accounts, siteId, item) =>
    accounts.createShare({ siteId, ...newShare(), ...toRecord(item, null) }),
  change: (accounts, siteId, before, item) =>
    accounts.updateShare(siteId, before.id, toRecord(item, before.passwordHash)),
  remove: (accounts, siteId, id) => accounts.deleteShare(siteId, id),
};

const newShare = () => ({ slug: newSlug(), createdBy: null, createdAt: Date.now() });

const toFileShare = ({ name, cards, embedOrigins, expiresAt, passwordHash }: ShareRecord): FileShare => ({
  name,
  cards,
  embed_origins: embedOrigins,
  expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  password: passwordHash !== null,
});

/** A password that a file can't know is to be chosen on the site's page before anybody gets in. */
const toRecord = ({ name, cards, embed_origins, expires_at, password }: FileShare, hash: string | null) => ({
  name,
  cards,
  embedOrigins: embed_origins,
  expiresAt: expires_at === null ? null : Date.parse(expires_at),
  passwordHash: password ? (hash ?? PASSWORD_TO_COME) : null,
});

/** Lists of a site, by their names in the file, in the order in which they are written. Another one is one entry here. */
export const PARTS = { goals, segments, shares } as unknown as Readonly<Record<PartName, Part>>;
export const PART_NAMES = ["goals", "segments", "shares"] as const;
export type PartName = (typeof PART_NAMES)[number];
