/** What checks credentials is told of a request. */
export interface AuthenticationRequest {
  /** The Cookie header. */
  readonly cookie: string;
  /** The address of the page, `https://stats.example.com`. */
  readonly origin: string;
  /** Name for the list of sessions, `Firefox on Linux`; never a whole User-Agent. */
  readonly device: string;
}

/** The outcome of a step. */
export interface AuthenticationReply {
  /** 200, or the status of a refusal. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Values of Set-Cookie headers. */
  readonly cookies: readonly string[];
}

/** Steps by which people sign in and manage their credentials, with the fields of their bodies. */
export interface AuthenticationSteps {
  "sign in": { readonly email: string; readonly password: string };
  /** For whoever showed who they are elsewhere. */
  "sign in as": { readonly userId: string };
  "sign out": Record<string, never>;
  "change password": { readonly currentPassword: string; readonly newPassword: string };
  /** After "sign in" has replied with `twoFactorRedirect`. The reply has the `token` of the sign-in and its `user`. */
  "second factor": { readonly code: string };
  "backup code": { readonly code: string };
  /** Replies with `totpURI` and `backupCodes`. In force once a code was given. */
  "begin two-factor": { readonly password: string };
  "finish two-factor": { readonly code: string };
  "end two-factor": { readonly password: string };
  /** Replies with `backupCodes`. */
  "new backup codes": { readonly password: string };
  /** Replies with what a browser's `navigator.credentials.create` takes. */
  "offer passkey": Record<string, never>;
  "add passkey": { readonly response: object; readonly name: string };
  /** Replies with what a browser's `navigator.credentials.get` takes. */
  "ask for passkey": Record<string, never>;
  "sign in by passkey": { readonly response: object };
}
export type AuthenticationStep = keyof AuthenticationSteps;

/**
 * Checks credentials, on the tables of the accounts store. Called by routes, after access and the limits of attempts
 * were checked. Replies take the same time whether or not there is an account.
 */
export interface Authentication {
  /** Refusals are replies, with `body.message`. Throws AccountsUnavailable. */
  run<Step extends AuthenticationStep>(
    step: Step,
    body: AuthenticationSteps[Step],
    request: AuthenticationRequest,
  ): Promise<AuthenticationReply>;
  /**
   * Returns the id of the person whose password was right in a sign-in that waits for a second factor, or null.
   * `waiting`: the value of the cookie that "sign in" set.
   */
  whoWaits(waiting: string, request: AuthenticationRequest): Promise<string | null>;
  hashPassword(password: string): Promise<string>;
  verifyPassword(hash: string, password: string): Promise<boolean>;
}

export interface AuthenticationOptions {
  /** Signs cookies. */
  readonly secret: string;
}
