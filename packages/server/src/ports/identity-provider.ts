export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Shown on the button. */
  readonly name: string;
}

/** What a browser keeps while its user is at the provider. Each is a random text. */
export interface OidcAttempt {
  readonly state: string;
  readonly nonce: string;
  /** Proves to the provider that who brings the code also asked for it (PKCE). */
  readonly verifier: string;
}

/** Who somebody is, as the provider says. */
export interface Identity {
  /** Never changes, never belongs to another. */
  readonly subject: string;
  /** In lower case; null: the provider tells none. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
}

/** A provider that people may sign in with (OpenID Connect, authorization code flow). */
export interface IdentityProvider {
  /** Shown on the button. */
  readonly name: string;
  /** Names it in the table of credentials. */
  readonly id: string;
  /** Returns the address to send the browser to, with what it keeps. Throws ProviderUnavailable. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly attempt: OidcAttempt }>;
  /** Throws WrongCredentials for a code that the provider does not confirm, and ProviderUnavailable. */
  finish(code: string, redirectUri: string, attempt: OidcAttempt): Promise<Identity>;
}
