import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import type {
  Authentication,
  AuthenticationOptions,
  AuthenticationReply,
  AuthenticationRequest,
  AuthenticationStep,
} from "../../../ports/authentication.ts";
import type { AccountsSchema } from "../schema.ts";
import type { Run } from "../site-tables.ts";
import { createAuth } from "./create-auth.ts";
import { hashPassword, verifyPassword } from "./password.ts";

/** Of one person, on few addresses: more come from programs that try hosts. */
const MOST_ORIGINS = 8;

type Call = (input: {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, never>>;
  readonly headers: Headers;
  readonly asResponse: true;
}) => Promise<Response>;
type Calls = Readonly<Record<(typeof STEPS)[AuthenticationStep]["endpoint"], Call>>;

/** Checks credentials by better-auth, which is loaded with this file. */
export function openBetterAuth(
  db: Kysely<AccountsSchema>,
  type: "sqlite" | "postgres",
  options: AuthenticationOptions,
  run: Run,
): Authentication {
  const byOrigin = new LRUCache<string, ReturnType<typeof createAuth>>({ max: MOST_ORIGINS });

  function authAt(origin: string): ReturnType<typeof createAuth> {
    const known = byOrigin.get(origin);
    if (known !== undefined) return known;
    const auth = createAuth(db, type, { ...options, origin });
    byOrigin.set(origin, auth);
    return auth;
  }

  return {
    hashPassword,
    verifyPassword: (hash, password) => verifyPassword({ hash, password }),
    whoWaits: (waiting, { origin }) =>
      run(async () => {
        const { internalAdapter } = await authAt(origin).$context;
        // What follows is the cookie's signature. Nobody guesses the name of a sign-in.
        const found = await internalAdapter.findVerificationValue(waiting.split(".")[0] ?? "");
        return found === null ? null : found.value;
      }),
    run: (step, body, request) =>
      run(async () => {
        const { endpoint, reads = false, anonymous = false }: Step = STEPS[step];
        const call = (authAt(request.origin).api as unknown as Calls)[endpoint];
        const headers = headersOf(request, anonymous);
        const reply = await call({ ...(reads ? { query: {} } : { body }), headers, asResponse: true });
        const read = await toReply(reply);
        if (reply.status < 500) return read;
        // What it answers to a credential that is none.
        if (read.body.code === "FAILED_TO_VERIFY_REGISTRATION") return { ...read, status: 400 };
        throw new Error(`better-auth failed at ${step}: ${JSON.stringify(read.body)}`);
      }),
  };
}

interface Step {
  /** better-auth's name of it. */
  readonly endpoint: (typeof STEPS)[AuthenticationStep]["endpoint"];
  /** Whether it is a GET of better-auth's. */
  readonly reads?: boolean;
  /** Whether a sign-in that the browser has already must not count: with one, codes are checked without limits. */
  readonly anonymous?: boolean;
}

const STEPS = {
  "sign in": { endpoint: "signInEmail" },
  "sign in as": { endpoint: "signInAs" },
  "sign out": { endpoint: "signOut" },
  "change password": { endpoint: "changePassword" },
  "second factor": { endpoint: "verifyTOTP", anonymous: true },
  "backup code": { endpoint: "verifyBackupCode", anonymous: true },
  "begin two-factor": { endpoint: "enableTwoFactor" },
  "finish two-factor": { endpoint: "verifyTOTP" },
  "end two-factor": { endpoint: "disableTwoFactor" },
  "new backup codes": { endpoint: "generateBackupCodes" },
  "offer passkey": { endpoint: "generatePasskeyRegistrationOptions", reads: true },
  "add passkey": { endpoint: "verifyPasskeyRegistration" },
  "ask for passkey": { endpoint: "generatePasskeyAuthenticationOptions", reads: true, anonymous: true },
  "sign in by passkey": { endpoint: "verifyPasskeyAuthentication", anonymous: true },
} as const satisfies Readonly<Record<AuthenticationStep, object>>;

function headersOf({ cookie, device }: AuthenticationRequest, anonymous: boolean): Headers {
  const sent = anonymous ? withoutSignIn(cookie) : cookie;
  return new Headers({ ...(sent !== "" && { cookie: sent }), "user-agent": device });
}

const withoutSignIn = (cookie: string): string =>
  cookie
    .split(";")
    .filter((pair) => !/^\s*(__Host-)?millrace\.session_token=/.test(pair))
    .join(";");

async function toReply(reply: Response): Promise<AuthenticationReply> {
  const body: unknown = await reply.json().catch(() => ({}));
  return {
    status: reply.status,
    body: (body ?? {}) as AuthenticationReply["body"],
    cookies: reply.headers.getSetCookie(),
  };
}
