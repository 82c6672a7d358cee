/** Somebody as a provider knows them: `provider` is IdentityProvider.id. */
export interface KnownIdentity {
  readonly provider: string;
  readonly subject: string;
}

export interface NewIdentity extends KnownIdentity {
  readonly name: string;
  /** In lower case, verified by the provider. */
  readonly email: string;
}

/** Persons who sign in with a provider. */
export interface Identities {
  /** Returns the id of the person that an identity belongs to, or null. */
  findIdentity(identity: KnownIdentity): Promise<string | null>;
  hasIdentity(userId: string, provider: string): Promise<boolean>;
  /** Returns false when the identity belongs to another person. */
  linkIdentity(userId: string, identity: KnownIdentity): Promise<boolean>;
  /** Returns false when the person has none of the provider. */
  unlinkIdentity(userId: string, provider: string): Promise<boolean>;
  /** Creates a person without a password, with a team of their own. Null: a person has the address by now. */
  createByIdentity(identity: NewIdentity): Promise<string | null>;
  /**
   * Creates a person without a password, and accepts the invitations of their address. Null: none is open, or a person
   * has the address by now.
   */
  joinByIdentity(identity: NewIdentity, now: number): Promise<string | null>;
}
