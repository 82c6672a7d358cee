/** Body of `POST /api/v1/recovery`. */
export interface RecoveryRequest {
  readonly email: string;
}

/** Body of `POST /api/v1/recovery/reset`. */
export interface PasswordReset {
  /** What follows `#` in the link. */
  readonly token: string;
  readonly password: string;
}

/** Body of `POST /api/v1/me/email`. */
export interface EmailChange {
  readonly email: string;
  /** Needed by those who have one. */
  readonly current_password?: string;
}

/** Body of `POST /api/v1/email/confirm`. */
export interface EmailConfirmation {
  /** What follows `#` in the link. */
  readonly token: string;
}

/** Reply of `POST /api/v1/email/confirm`. */
export interface EmailConfirmed {
  readonly email: string;
}

/** Body of `POST /api/v1/sign-up`. */
export interface SignUp {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** Name of the person's own team. Default: their name. */
  readonly team?: string;
  /** Language of the mail and the pages: `de`. */
  readonly language?: string;
}

/** Body of `POST /api/v1/sign-up/confirm`. */
export interface SignUpConfirmation {
  /** What follows `#` in the link. */
  readonly token: string;
  /** The password that was chosen at sign-up. */
  readonly password: string;
}

/** Reply of `GET /api/v1/me/deletion`: what goes with one's account. */
export interface AccountDeletionPreview {
  /** Teams that nobody else is in, with the names of their sites. */
  readonly teams: readonly {
    readonly id: number;
    readonly name: string;
    readonly sites: readonly string[];
  }[];
  /** Teams that others are in: these have to be transferred first. */
  readonly to_transfer: readonly { readonly id: number; readonly name: string }[];
  /** Whether nobody else operates the instance, so that the account can't be deleted. */
  readonly is_only_operator: boolean;
}

/** Body of `DELETE /api/v1/me`. */
export interface AccountDeletion {
  /** One's e-mail address. */
  readonly confirm: string;
  /** Needed by those who have one. */
  readonly current_password?: string;
}

/** Body of `POST /api/v1/sign-in/code`: one of the two. */
export interface SecondFactor {
  /** Six digits of the authenticator app. */
  readonly code?: string;
  readonly backup_code?: string;
}

/** Body of what changes one's second factor. */
export interface OwnPassword {
  readonly current_password: string;
}

/** Reply of `POST /api/v1/me/two-factor`. It is in force once a code was given. */
export interface TwoFactorOffer {
  /** `otpauth://totp/…`, for a QR code. */
  readonly uri: string;
  readonly backup_codes: readonly string[];
}

/** Reply of `POST /api/v1/me/two-factor/backup-codes`. Earlier codes stop working. */
export interface BackupCodes {
  readonly backup_codes: readonly string[];
}

/** What `navigator.credentials.create` or `.get` takes as `publicKey`, in the JSON form of WebAuthn level 3. */
export type PasskeyOptions = Readonly<Record<string, unknown>>;

/** Body of `POST /api/v1/me/passkeys`. */
export interface NewPasskey {
  readonly name: string;
  /** The credential that the browser made, as its `toJSON()` returns it. */
  readonly response: Readonly<Record<string, unknown>>;
}

export interface PasskeyInfo {
  readonly id: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly created_at: string;
}

export interface PasskeyList {
  readonly passkeys: readonly PasskeyInfo[];
}

/** Reply of `POST /api/v1/sign-in/oidc/start`: where to send the browser. */
export interface OidcStart {
  readonly url: string;
}

/** Body of `POST /api/v1/sign-in/oidc`: what the provider sent to the page `/sign-in/oidc`. */
export interface OidcCallback {
  readonly code: string;
  readonly state: string;
}

/** Reply of `POST /api/v1/sign-in/oidc`. */
export interface OidcDone {
  /** `linked`: the person who is signed in may sign in with the provider from now on. */
  readonly state: "signed in" | "linked";
}

/** Reply of `GET /api/v1/me/sign-in-methods`: how one may sign in. */
export interface SignInMethods {
  readonly password: boolean;
  readonly two_factor: boolean;
  readonly passkeys: number;
  /** Whether one is linked to the OpenID Connect provider. */
  readonly oidc: boolean;
}
