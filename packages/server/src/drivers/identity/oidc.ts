import { createHash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { ProviderUnavailable, WrongCredentials } from "../../domain/errors.ts";
import { isMailAddress } from "../../domain/mail/mailbox.ts";
import { SECOND } from "../../domain/time.ts";
import type { Identity, IdentityProvider, OidcAttempt, OidcSettings } from "../../ports/identity-provider.ts";

/** Only signatures by keys that the provider publishes: one by the client's secret would be worth what that is. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const WAIT_MS = 10 * SECOND;
const CLOCK_SECONDS = 60;

/** What is used of a provider's own description (OpenID Connect Discovery 1.0, 3). */
interface Metadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly userinfo_endpoint?: string;
  readonly token_endpoint_auth_methods_supported?: readonly string[];
}

interface Provider extends Metadata {
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

type Tokens = Readonly<Partial<Record<"id_token" | "access_token", string>>>;
type Claims = Readonly<Record<string, unknown>>;

/** Signs people in with an OpenID Connect provider. Nothing is requested from it before somebody does. */
export function openOidc(settings: OidcSettings): IdentityProvider {
  const { issuer, clientId, name } = settings;
  let found: Promise<Provider> | null = null;

  function discover(): Promise<Provider> {
    found ??= readProvider(issuer).catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  }

  return {
    name,
    id: `oidc ${issuer.replace(/\/+$/, "")}`,

    async begin(redirectUri) {
      const { authorization_endpoint } = await discover();
      const attempt = { state: random(), nonce: random(), verifier: random() };
      const url = new URL(authorization_endpoint);
      const asked = {
        response_type: "code",
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: "openid email profile",
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: createHash("sha256").update(attempt.verifier).digest("base64url"),
        code_challenge_method: "S256",
      };
      for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, value);
      return { url: url.href, attempt };
    },

    async finish(code, redirectUri, attempt) {
      const provider = await discover();
      const tokens = await requestTokens(provider, settings, { code, redirectUri, attempt });
      const claims = await verify(provider, clientId, tokens, attempt.nonce);
      return toIdentity(String(claims.sub), {
        ...(typeof claims.email !== "string" && (await readUserInfo(provider, tokens, claims.sub))),
        ...claims,
      });
    },
  };
}

const random = (): string => randomBytes(32).toString("base64url");

async function readProvider(issuer: string): Promise<Provider> {
  const base = issuer.replace(/\/+$/, "");
  const { reply, body } = await request(`${base}/.well-known/openid-configuration`);
  const metadata = body as Partial<Metadata>;
  const { authorization_endpoint, token_endpoint, jwks_uri } = metadata;
  if (!reply.ok || !authorization_endpoint || !token_endpoint || !jwks_uri)
    throw new ProviderUnavailable(`[oidc] ${base} is no OpenID Connect provider: check OIDC_ISSUER`);
  if (metadata.issuer?.replace(/\/+$/, "") !== base)
    throw new ProviderUnavailable(
      `[oidc] the provider calls itself ${metadata.issuer}: set OIDC_ISSUER to that if it is right`,
    );
  const keys = createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: WAIT_MS });
  return { ...(metadata as Metadata), keys };
}

async function requestTokens(
  { token_endpoint, token_endpoint_auth_methods_supported: methods }: Provider,
  { clientId, clientSecret }: OidcSettings,
  { code, redirectUri, attempt }: { code: string; redirectUri: string; attempt: OidcAttempt },
): Promise<Tokens> {
  // Basic is the default of the standard.
  const inBody = methods !== undefined && !methods.includes("client_secret_basic");
  const { reply, body } = await request(token_endpoint, {
    method: "POST",
    headers: inBody ? {} : { authorization: `Basic ${basic(clientId, clientSecret)}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      code_verifier: attempt.verifier,
      ...(inBody && { client_id: clientId, client_secret: clientSecret }),
    }),
  });
  const { error } = body as { readonly error?: unknown };
  if (error === "invalid_client")
    throw new ProviderUnavailable(
      "[oidc] the provider does not know this instance: check OIDC_CLIENT_SECRET",
    );
  if (!reply.ok) throw new WrongCredentials(REFUSED);
  return body as Tokens;
}

/** Both are encoded before they are joined (RFC 6749, 2.3.1). */
const basic = (id: string, secret: string): string =>
  Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64");

async function verify(
  { issuer, keys }: Provider,
  clientId: string,
  { id_token }: Tokens,
  nonce: string,
): Promise<JWTPayload> {
  if (typeof id_token !== "string") throw new WrongCredentials(REFUSED);
  const options = { issuer, audience: clientId, algorithms: ALGORITHMS, clockTolerance: CLOCK_SECONDS };
  try {
    const { payload } = await jwtVerify(id_token, keys, {
      ...options,
      requiredClaims: ["sub", "exp", "iat"],
    });
    const isForUs = !Array.isArray(payload.aud) || payload.aud.length === 1 || payload.azp === clientId;
    if (payload.nonce === nonce && isForUs) return payload;
  } catch (error) {
    if (error instanceof errors.JWKSTimeout || error instanceof TypeError)
      throw new ProviderUnavailable("[oidc] the provider's keys can't be read", { cause: error });
  }
  throw new WrongCredentials(REFUSED);
}

/** Many providers tell the address only here. */
async function readUserInfo(
  { userinfo_endpoint }: Provider,
  { access_token }: Tokens,
  subject: string | undefined,
): Promise<Claims> {
  if (userinfo_endpoint === undefined || access_token === undefined) return {};
  const headers = { authorization: `Bearer ${access_token}` };
  const { reply, body } = await request(userinfo_endpoint, { headers });
  const claims = body as Claims;
  // It may be about somebody else (OpenID Connect Core 1.0, 5.3.2).
  return reply.ok && claims.sub === subject ? claims : {};
}

function toIdentity(subject: string, { email, email_verified, name }: Claims): Identity {
  const address = typeof email === "string" ? email.toLowerCase() : "";
  return {
    subject,
    email: isMailAddress(address) ? address : null,
    // Some providers spell it as a text.
    emailVerified: email_verified === true || email_verified === "true",
    name: typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, 100) : null,
  };
}

/** Throws ProviderUnavailable when nothing answers, or a server fails. */
async function request(
  url: string,
  init: RequestInit = {},
): Promise<{ readonly reply: Response; readonly body: unknown }> {
  let reply: Response;
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    reply = await fetch(url, { ...init, headers: { accept: "application/json", ...init.headers }, signal });
    if (reply.status < 500) return { reply, body: (await reply.json().catch(() => ({}))) ?? {} };
  } catch (error) {
    throw new ProviderUnavailable(`[oidc] ${new URL(url).origin} does not answer`, { cause: error });
  }
  throw new ProviderUnavailable(`[oidc] ${new URL(url).origin} answers ${reply.status}`);
}

const REFUSED = "the provider did not confirm who you are: try again from the sign-in page";
