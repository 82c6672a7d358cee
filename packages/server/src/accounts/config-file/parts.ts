import { querySchema } from "@millrace/protocol";
import { z } from "zod";
import { completeGoal, type Goal, MAX_GOALS_PER_SITE, type NewGoal } from "../../domain/site/goal.ts";
import {
  checkSegment,
  MAX_SEGMENTS_PER_SITE,
  type NewSegment,
  type Segment,
} from "../../domain/site/segment.ts";
import type { Accounts } from "../../ports/accounts.ts";

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

/** Lists of a site, by their names in the file, in the order in which they are written. Another one is one entry here. */
export const PARTS = { goals, segments } as unknown as Readonly<Record<PartName, Part>>;
export const PART_NAMES = ["goals", "segments"] as const;
export type PartName = (typeof PART_NAMES)[number];
