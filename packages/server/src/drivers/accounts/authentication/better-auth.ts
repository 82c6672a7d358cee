import { betterAuth } from "better-auth";
import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import { DAY, HOUR, SECOND } from "../../../domain/time.ts";
import type {
  Authentication,
  AuthenticationOptions,
  AuthenticationReply,
  AuthenticationRequest,
  AuthenticationStep,
} from "../../../ports/authentication.ts";
import type { AccountsSchema } from "../schema.ts";
import type { Run } from "../site-tables.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { TABLES } from "./tables.data.ts";

/** A session ends after this time, however much it is used. */
const SESSION_MS = 30 * DAY;
/** Of one person, on few addresses: more come from programs that try hosts. */
const MOST_ORIGINS = 8;

type Call = (input: {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
  readonly asResponse: true;
}) => Promise<Response>;
type Calls = Readonly<Record<(typeof ENDPOINTS)[AuthenticationStep], Call>>;

/** Checks credentials by better-auth, which is loaded with this file. */
export function openBetterAuth(
  db: Kysely<AccountsSchema>,
  type: "sqlite" | "postgres",
  options: AuthenticationOptions,
  run: Run,
): Authentication {
  const byOrigin = new LRUCache<string, Calls>({ max: MOST_ORIGINS });

  function callsAt(origin: string): Calls {
    const known = byOrigin.get(origin);
    if (known !== undefined) return known;
    const calls = createAuth(db, type, { ...options, origin }).api as unknown as Calls;
    byOrigin.set(origin, calls);
    return calls;
  }

  return {
    hashPassword,
    run: (step, body, request) =>
      run(async () => {
        const call = callsAt(request.origin)[ENDPOINTS[step]];
        const reply = await call({ body, headers: headersOf(request), asResponse: true });
        if (reply.status >= 500) throw new Error(`better-auth failed at ${step}: ${await reply.text()}`);
        return toReply(reply);
      }),
  };
}

function createAuth(
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
    session: { ...TABLES.session, expiresIn: SESSION_MS / SECOND, disableSessionRefresh: true },
    user: TABLES.user,
    account: TABLES.account,
    verification: { ...TABLES.verification, storeIdentifier: "hashed" },
    advanced: {
      ipAddress: { disableIpTracking: true },
      cookiePrefix: isHttps ? "__Host-millrace" : "millrace",
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isHttps, httpOnly: true, sameSite: "lax", path: "/" },
    },
  });
}

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 256;

/** better-auth's name of each step. */
const ENDPOINTS = {
  "sign in": "signInEmail",
  "sign out": "signOut",
  "change password": "changePassword",
} as const satisfies Readonly<Record<AuthenticationStep, string>>;

function headersOf({ cookie, device }: AuthenticationRequest): Headers {
  return new Headers({ ...(cookie !== "" && { cookie }), "user-agent": device });
}

async function toReply(reply: Response): Promise<AuthenticationReply> {
  const body: unknown = await reply.json().catch(() => ({}));
  return {
    status: reply.status,
    body: (body ?? {}) as AuthenticationReply["body"],
    cookies: reply.headers.getSetCookie(),
  };
}
