/**
 * What a single-use link is for, with what is kept beside it.
 *   recover      sets a new password; `provesAddress` is false for a link that was not mailed
 *   verify       confirms the address that the person had when it was sent
 *   change       gives the person another address
 *   sign up      creates a person, who does not exist before
 */
export interface LinkData {
  readonly recover: { readonly provesAddress: boolean };
  readonly verify: { readonly email: string };
  readonly change: { readonly email: string };
  readonly "sign up": SignUpData;
}
export type LinkKind = keyof LinkData;

/** Somebody who has to confirm their address before they exist. */
export interface SignUpData {
  readonly name: string;
  readonly email: string;
  /** An argon2id hash. */
  readonly passwordHash: string;
  readonly team: string;
  readonly language: string | null;
}

/** A link as it is kept: the hash of its token, never the token. Instants are epoch ms. */
export interface NewLink<Kind extends LinkKind> {
  readonly hash: string;
  readonly kind: Kind;
  /** Null for a sign-up. */
  readonly userId: string | null;
  readonly data: LinkData[Kind];
  readonly expiresAt: number;
}

export interface FoundLink<Kind extends LinkKind> {
  readonly userId: string | null;
  readonly data: LinkData[Kind];
}

/**
 * Single-use links of persons. Whatever uses one removes it in the transaction that does what it is for, and returns
 * null when it is not valid: of several concurrent callers one succeeds.
 */
export interface AccountLinks {
  /** Also forgets links that have expired. */
  addLink<Kind extends LinkKind>(link: NewLink<Kind>, now: number): Promise<void>;
  /** Returns null when there is no such link, or it has expired. Does not use it up. */
  findLink<Kind extends LinkKind>(kind: Kind, hash: string, now: number): Promise<FoundLink<Kind> | null>;
  /** Removes all links of a person. */
  forgetLinks(userId: string): Promise<void>;
  /** Returns false when the hash was used before and has not expired since: of several concurrent callers one succeeds. */
  useOnce(hash: string, now: number, expiresAt: number): Promise<boolean>;
  /** Sets a new password, ends all sign-ins and removes all links of the person. Resolves with their id. */
  resetPassword(hash: string, now: number, passwordHash: string): Promise<string | null>;
  /** Confirms an address, or changes it. "taken": another person has it by now. */
  confirmEmail(
    hash: string,
    now: number,
  ): Promise<{ readonly userId: string; readonly email: string } | "taken" | null>;
  /** Creates the person with a team of their own. "taken": a person has the address by now. */
  finishSignUp(hash: string, now: number): Promise<{ readonly userId: string } | "taken" | null>;
}
