import type { KeyHolder, KeyScope } from "../domain/access/actor.ts";

/** A key as lists show it: never the key itself. Instants are epoch ms. */
export interface KeyRecord {
  readonly id: number;
  readonly teamId: number;
  readonly name: string;
  /** First characters of the key, by which its owner recognizes it. */
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  /** Ids of the sites that the key opens; null: every site of the team. */
  readonly sites: readonly number[] | null;
  /** Requests that each api process accepts in a minute. */
  readonly perMinute: number;
  readonly createdAt: number;
  /** Null: never. */
  readonly expiresAt: number | null;
  /** Within a minute; null: not used yet. */
  readonly lastUsedAt: number | null;
}

export interface NewKey extends Omit<KeyRecord, "id" | "createdAt" | "lastUsedAt"> {
  readonly hash: string;
  readonly createdBy: string | null;
  readonly createdAt: number;
}

/** API keys of teams. Only their hashes are kept. */
export interface Keys {
  createKey(key: NewKey): Promise<KeyRecord>;
  /** Returns keys that were not revoked, expired ones included, the newest first. */
  listKeys(teamId: number): Promise<readonly KeyRecord[]>;
  /** Returns false when the team has no such key, or it was revoked. */
  revokeKey(teamId: number, id: number, at: number): Promise<boolean>;
  /** Returns the holder of the key with a hash, or null when it does not exist, was revoked or has expired. */
  findKey(hash: string, now: number): Promise<(KeyHolder & { readonly lastUsedAt: number | null }) | null>;
  noteKeyUsed(id: number, at: number): Promise<void>;
}
