import type { SignedIn } from "./account.ts";
import type {
  AccountDeletion,
  AccountDeletionPreview,
  BackupCodes,
  EmailChange,
  EmailConfirmed,
  NewPasskey,
  OidcCallback,
  OidcDone,
  OidcStart,
  OwnPassword,
  PasskeyList,
  PasskeyOptions,
  PasswordReset,
  SecondFactor,
  SignInMethods,
  SignUp,
  SignUpConfirmation,
  TwoFactorOffer,
} from "./credentials.ts";

type Json = <Reply>(
  path: string,
  asking?: { readonly method?: "POST" | "PATCH" | "DELETE"; readonly body?: unknown },
) => Promise<Reply>;

const TWO_FACTOR = "/api/v1/me/two-factor";
const PASSKEYS = "/api/v1/me/passkeys";

/** Calls by which people get, keep and give up their credentials. */
export function credentialCalls(json: Json) {
  return {
    /** Sends a mail with a link, if the address has an account. */
    requestRecovery: async (email: string) => void (await json("/api/v1/recovery", { body: { email } })),
    resetPassword: async (body: PasswordReset) => void (await json("/api/v1/recovery/reset", { body })),

    /** Sends a mail with a link that confirms one's address. */
    requestVerification: async () => void (await json("/api/v1/me/email/verify", { body: {} })),
    /** Sends a mail with a link to the new address. */
    requestEmailChange: async (body: EmailChange) => void (await json("/api/v1/me/email", { body })),
    confirmEmail: (token: string) => json<EmailConfirmed>("/api/v1/email/confirm", { body: { token } }),

    /** Sends a mail with a link that finishes it. */
    signUp: async (body: SignUp) => void (await json("/api/v1/sign-up", { body })),
    confirmSignUp: (body: SignUpConfirmation) => json<SignedIn>("/api/v1/sign-up/confirm", { body }),

    /** Completes a sign-in whose state is `second factor`. */
    giveSecondFactor: (body: SecondFactor) => json<SignedIn>("/api/v1/sign-in/code", { body }),
    beginTwoFactor: (body: OwnPassword) => json<TwoFactorOffer>(TWO_FACTOR, { body }),
    finishTwoFactor: async (code: string) => void (await json(`${TWO_FACTOR}/confirm`, { body: { code } })),
    endTwoFactor: async (body: OwnPassword) => void (await json(TWO_FACTOR, { method: "DELETE", body })),
    newBackupCodes: (body: OwnPassword) => json<BackupCodes>(`${TWO_FACTOR}/backup-codes`, { body }),

    passkeys: async () => (await json<PasskeyList>(PASSKEYS)).passkeys,
    /** Returns what the browser makes a passkey from. */
    passkeyOffer: (body: Partial<OwnPassword> = {}) => json<PasskeyOptions>(`${PASSKEYS}/options`, { body }),
    addPasskey: async (body: NewPasskey) => void (await json(PASSKEYS, { body })),
    renamePasskey: async (id: string, name: string) =>
      void (await json(`${PASSKEYS}/${encodeURIComponent(id)}`, { method: "PATCH", body: { name } })),
    removePasskey: async (id: string) =>
      void (await json(`${PASSKEYS}/${encodeURIComponent(id)}`, { method: "DELETE" })),
    /** Returns what the browser signs in from. */
    passkeySignInOptions: () => json<PasskeyOptions>("/api/v1/sign-in/passkey/options", { body: {} }),
    signInByPasskey: (response: NewPasskey["response"]) =>
      json<SignedIn>("/api/v1/sign-in/passkey", { body: { response } }),

    signInMethods: () => json<SignInMethods>("/api/v1/me/sign-in-methods"),
    /** Returns where to send the browser, which comes back to the page `/sign-in/oidc`. */
    startOidc: () => json<OidcStart>("/api/v1/sign-in/oidc/start", { body: {} }),
    /** Starts linking one's account to the provider. */
    startOidcLink: (body: Partial<OwnPassword> = {}) => json<OidcStart>("/api/v1/me/oidc/start", { body }),
    finishOidc: (body: OidcCallback) => json<OidcDone>("/api/v1/sign-in/oidc", { body }),
    unlinkOidc: async (body: Partial<OwnPassword> = {}) =>
      void (await json("/api/v1/me/oidc", { method: "DELETE", body })),

    accountDeletion: () => json<AccountDeletionPreview>("/api/v1/me/deletion"),
    deleteAccount: async (body: AccountDeletion) =>
      void (await json("/api/v1/me", { method: "DELETE", body })),
  };
}
