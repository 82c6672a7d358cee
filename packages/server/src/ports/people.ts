import type { Theme } from "@millrace/protocol";
import type { Membership } from "../domain/access/actor.ts";

/** A person as lists show them. Instants are epoch ms. */
export interface PersonRecord {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly isOperator: boolean;
  readonly isDisabled: boolean;
  /** Null: as the browser has it. */
  readonly language: string | null;
  readonly timezone: string | null;
  readonly theme: Theme | null;
  readonly hasTwoFactor: boolean;
  readonly createdAt: number;
}

/** How the deletion of a person ended. */
export type PersonEnd = "deleted" | "owns a team" | "only operator" | "unknown";

/** What people change about themselves. */
export type Profile = Pick<PersonRecord, "name" | "language" | "timezone" | "theme">;

export interface NewPerson {
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** An argon2id hash; null for who signs in in another way. */
  readonly passwordHash: string | null;
  readonly isOperator: boolean;
}

/** A sign-in that has not expired, with what its person may do. */
export interface LiveSignIn {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly isOperator: boolean;
  readonly memberships: readonly Membership[];
  /** Epoch ms. */
  readonly usedAt: number;
}

/** A sign-in in the list of its person. */
export interface SignInRecord {
  readonly id: string;
  /** `Firefox on Linux`; "" when it is not known. Never a whole User-Agent. */
  readonly device: string;
  readonly createdAt: number;
  readonly usedAt: number;
}

/** Persons and their sign-ins. Credentials are checked by the port Authentication, on the same tables. */
export interface People {
  hasPeople(): Promise<boolean>;
  /** Keeps the hash of a set-up link. At most the latest ten links are valid. Does nothing once there is an account. */
  addSetupLink(hash: string, at: number): Promise<void>;
  hasSetupLink(hash: string): Promise<boolean>;
  /**
   * Creates the first person with their team, and gives that team every site without one, in one transaction. The person
   * also owns the teams that nobody is in. Returns null when the link is not valid or there is a person by now: of
   * several concurrent callers one succeeds.
   */
  createFirstOwner(owner: {
    readonly linkHash: string;
    readonly person: NewPerson;
    readonly teamName: string;
  }): Promise<{ readonly userId: string; readonly teamId: number } | null>;
  findPerson(userId: string): Promise<PersonRecord | null>;
  findPersonByEmail(email: string): Promise<PersonRecord | null>;
  /** Returns all persons, by e-mail address. For operators. */
  listPeople(): Promise<readonly PersonRecord[]>;
  /** Ends all sign-ins of a person who is disabled. Returns false when there is no such person. */
  changePerson(
    userId: string,
    changes: { readonly isOperator?: boolean; readonly isDisabled?: boolean },
  ): Promise<boolean>;
  /** Turns the second factor of a person off, and ends all their sign-ins. Returns false when it is off already. */
  endSecondFactor(userId: string): Promise<boolean>;
  /** Returns null for a person who has no password, or does not exist. */
  passwordHash(userId: string): Promise<string | null>;
  /**
   * Deletes a person, the teams that nobody else is in, and their sites, in one transaction. Deletes nothing when they
   * own a team with other members, or when nobody else operates the instance.
   */
  deletePerson(userId: string): Promise<PersonEnd>;
  /** Returns null when there is no such person. */
  changeProfile(userId: string, changes: Partial<Profile>): Promise<PersonRecord | null>;
  /**
   * Returns the sign-in with a token, or null when there is none, when it expired or was idle for too long, or when its
   * person is disabled. Called for every request whose answer is not cached.
   */
  findSignIn(token: string, now: number): Promise<LiveSignIn | null>;
  noteSignInUsed(signInId: string, at: number): Promise<void>;
  /** Returns a person's sign-ins, the last used first. */
  listSignIns(userId: string, now: number): Promise<readonly SignInRecord[]>;
  /** Returns false when the person has no such sign-in. */
  endSignIn(userId: string, signInId: string): Promise<boolean>;
  endOtherSignIns(userId: string, signInId: string | null): Promise<number>;
  /** Reads and writes facts of the instance. The first value that is written stays. */
  instanceFact(name: string, value: string): Promise<string>;
}

/** How failed attempts slow down the next ones. */
export interface AttemptLimits {
  /** Attempts that need not wait. Each further one doubles the wait, from a second. */
  readonly free: number;
  readonly maxWaitMs: number;
  /** Attempts are forgotten this long after the last one. */
  readonly forgetMs: number;
}

/** Counts failed attempts by key, over all processes. Keys are hashes: no address is kept. */
export interface Attempts {
  /**
   * Counts an attempt as failed before its outcome is known, so that concurrent ones can't pass together. Returns false,
   * and counts nothing, while the key has to wait.
   */
  takeAttempt(key: string, now: number, limits: AttemptLimits): Promise<boolean>;
  /** Takes back the count of an attempt that succeeded. */
  forgiveAttempt(key: string): Promise<void>;
  /** Forgets all attempts of a key. */
  clearAttempts(key: string): Promise<void>;
}
