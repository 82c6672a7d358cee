import type { KeyScope, ShareCard } from "@millrace/protocol";
import type { TeamRole } from "./team-role.ts";

/** A person's place in a team. */
export interface Membership {
  readonly teamId: number;
  readonly role: TeamRole;
  /** Ids of the sites that the member sees; null: every site of the team. */
  readonly sites: readonly number[] | null;
}

/** Somebody who is signed in. */
export interface Person {
  readonly kind: "person";
  readonly userId: string;
  readonly signInId: string;
  readonly name: string;
  readonly email: string;
  /** Operates the instance: its health, its dead letters, its sites without a team. */
  readonly isOperator: boolean;
  readonly memberships: readonly Membership[];
}

export type { KeyScope };

/** A program with an API key. */
export interface KeyHolder {
  readonly kind: "key";
  readonly keyId: number;
  readonly name: string;
  readonly teamId: number;
  readonly scopes: readonly KeyScope[];
  /** Ids of the sites that the key opens; null: every site of the team. */
  readonly sites: readonly number[] | null;
  /** Requests that a process accepts in a minute. */
  readonly perMinute: number;
}

/** Somebody who follows a share link. */
export interface ShareGuest {
  readonly kind: "share";
  readonly shareId: number;
  readonly siteId: number;
  readonly site: { readonly name: string; readonly timezone: string };
  /** Cards that the link shows. */
  readonly cards: readonly ShareCard[];
  /** Rows with fewer visitors are summed up in one; 0 = off. */
  readonly threshold: number;
}

/**
 * Who sends a request.
 *   instance  another process of the instance, for itself
 *   open     anyone on this machine, while the instance has no account
 *   no-account   anyone else, while the instance has no account
 *   nobody   nobody that the instance knows
 *   unknown-key  a program whose key does not exist, was revoked or has expired
 *   unknown-share  somebody with a share link that does not exist or has expired
 *   locked-share   somebody with a share link, without its password
 */
export type Actor =
  | Person
  | KeyHolder
  | ShareGuest
  | {
      readonly kind:
        | "instance"
        | "open"
        | "no-account"
        | "nobody"
        | "unknown-key"
        | "unknown-share"
        | "locked-share";
    };
