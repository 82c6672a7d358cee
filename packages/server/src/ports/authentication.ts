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
  "sign out": Record<string, never>;
  "change password": { readonly currentPassword: string; readonly newPassword: string };
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
  hashPassword(password: string): Promise<string>;
}

export interface AuthenticationOptions {
  /** Signs cookies. */
  readonly secret: string;
}
