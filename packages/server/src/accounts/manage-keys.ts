import { randomBytes } from "node:crypto";
import type { KeyScope, Person } from "../domain/access/actor.ts";
import { BadRequest, NotAllowed } from "../domain/errors.ts";
import type { Site } from "../domain/site/site.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeyRecord, Keys } from "../ports/keys.ts";
import { siteIds } from "./site-ids.ts";
import { hashOf } from "./tokens.ts";

/** Keys begin like this, so that secret scanners and people recognize them. */
const KEY_START = "mr_";
const KEY_BYTES = 24;
const PREFIX_LENGTH = KEY_START.length + 8;

/** Matches a key anywhere in a text. */
export const KEY_PATTERN = /mr_[0-9a-f]{48}/;
export const DEFAULT_PER_MINUTE = 600;

export interface KeyAsked {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Names of the team's sites; null: all of them. */
  readonly sites: readonly string[] | null;
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null;
  readonly perMinute?: number | undefined;
}

export interface MadeKey {
  readonly record: KeyRecord;
  /** Shown once: only its hash is kept. */
  readonly key: string;
}

export interface ManageKeysDeps {
  readonly keys: Pick<Keys, "createKey">;
  readonly listSites: () => Promise<readonly Site[]>;
  readonly clock: Clock;
}

/** Creates a key of a team. Throws BadRequest, and NotAllowed for the scope operate if the maker is not an operator. */
export function createMakeKey({ keys, listSites, clock }: ManageKeysDeps) {
  return async function makeKey(
    maker: Pick<Person, "isOperator"> & { readonly userId: string | null },
    teamId: number,
    asked: KeyAsked,
  ): Promise<MadeKey> {
    const now = clock.now();
    if (asked.scopes.length === 0) throw new BadRequest("scopes must have at least one entry");
    if (asked.scopes.includes("operate") && !maker.isOperator)
      throw new NotAllowed("keys with the scope operate are made by the instance's operators");
    if (asked.expiresAt !== null && asked.expiresAt <= now)
      throw new BadRequest("expires_at must be in the future");
    const key = KEY_START + randomBytes(KEY_BYTES).toString("hex");
    const record = await keys.createKey({
      teamId,
      name: asked.name,
      prefix: key.slice(0, PREFIX_LENGTH),
      hash: hashOf(key),
      scopes: [...new Set(asked.scopes)],
      sites: asked.sites === null ? null : siteIds(await listSites(), teamId, asked.sites),
      perMinute: asked.perMinute ?? DEFAULT_PER_MINUTE,
      createdBy: maker.userId,
      createdAt: now,
      expiresAt: asked.expiresAt,
    });
    return { record, key };
  };
}
