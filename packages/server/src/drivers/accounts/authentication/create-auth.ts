import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { twoFactor } from "better-auth/plugins/two-factor";
import type { Kysely } from "kysely";
import { z } from "zod";
import { DAY, HOUR, MINUTE, SECOND } from "../../../domain/time.ts";
import type { AuthenticationOptions } from "../../../ports/authentication.ts";
import { fromFlag } from "../people-columns.ts";
import type { AccountsSchema } from "../schema.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { TABLES } from "./tables.data.ts";

/** A session ends after this time, however much it is used. */
const SESSION_MS = 30 * DAY;
/** How long after the password the second factor may come. */
const SECOND_FACTOR_MS = 10 * MINUTE;
const MIN_PASSWORD = 8;
const MAX_PASSWORD = 256;

/** Opens better-auth for requests that are sent to an origin. */
export function createAuth(
  db: Kysely<AccountsSchema>,
  type: "sqlite" | "postgres",
  { secret, origin }: AuthenticationOptions & { readonly origin: string },
) {
  const isHttps = origin.startsWith("https:");
  return betterAuth({
    secret,
    baseURL: origin,
    database: { db, type },
    // Its lines name e-mail addresses.
    logger: { disabled: true },
    telemetry: { enabled: false },
    // Attempts are limited before it is called, over all processes.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      // Also makes replies to a known and an unknown address the same.
      autoSignIn: false,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
      resetPasswordTokenExpiresIn: HOUR / SECOND,
      revokeSessionsOnPasswordReset: true,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    session: {
      ...TABLES.session,
      expiresIn: SESSION_MS / SECOND,
      disableSessionRefresh: true,
      // What needs a fresh one asks for the password.
      freshAge: 0,
    },
    user: TABLES.user,
    account: TABLES.account,
    verification: { ...TABLES.verification, storeIdentifier: "hashed" },
    databaseHooks: { session: { create: { before: ({ userId }) => refuseDisabled(db, userId) } } },
    plugins: [
      twoFactor({
        issuer: "Millrace",
        schema: TABLES.twoFactor,
        twoFactorCookieMaxAge: SECOND_FACTOR_MS / SECOND,
      }),
      passkey({
        rpID: new URL(origin).hostname,
        rpName: "Millrace",
        origin,
        schema: TABLES.passkey,
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        registration: {
          afterVerification: ({ verification }) => wantVerified(verification.registrationInfo),
        },
        authentication: {
          afterVerification: ({ verification }) => wantVerified(verification.authenticationInfo),
        },
        advanced: { webAuthnChallengeCookie: "passkey" },
      }),
      signInAs,
    ],
    advanced: {
      ipAddress: { disableIpTracking: true },
      cookiePrefix: isHttps ? "__Host-millrace" : "millrace",
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isHttps, httpOnly: true, sameSite: "lax", path: "/" },
    },
  });
}

/** Whatever way they sign in by. */
async function refuseDisabled(db: Kysely<AccountsSchema>, userId: string): Promise<void> {
  const query = db.selectFrom("users").select("is_disabled").where("id", "=", userId);
  if (fromFlag((await query.executeTakeFirst())?.is_disabled ?? null))
    throw new APIError("UNAUTHORIZED", { message: "this account is disabled" });
}

/** A passkey is two factors only if its owner was asked for a PIN, a finger or a face. */
function wantVerified(info: { readonly userVerified: boolean } | undefined): void {
  if (info?.userVerified !== true)
    throw new APIError("UNAUTHORIZED", { message: "the passkey did not verify its user" });
}

/** Signs in somebody who showed who they are elsewhere. Not reachable but by the step. */
const signInAs = {
  id: "millrace",
  endpoints: {
    signInAs: createAuthEndpoint.serverOnly(
      { method: "POST", body: z.object({ userId: z.string() }) },
      async (context) => {
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(context.body.userId);
        if (user === null) throw new APIError("UNAUTHORIZED", { message: "this account is gone" });
        const session = await internalAdapter.createSession(user.id);
        await setSessionCookie(context, { session, user });
        return context.json({});
      },
    ),
  },
} as const;
