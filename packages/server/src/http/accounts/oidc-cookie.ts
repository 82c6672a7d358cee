import type { FastifyRequest } from "fastify";
import { createSealed } from "../../accounts/sealed.ts";
import { MINUTE, SECOND } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { OidcAttempt } from "../../ports/identity-provider.ts";
import { readCookie } from "../serve/guard/credentials.ts";

/** What a browser keeps while its user is at the provider. */
interface Kept extends OidcAttempt {
  /** The person who links their account; null: somebody signs in. */
  readonly userId: string | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}

const VALID_MS = 10 * MINUTE;

/** Writes and reads the cookie that binds a way to the provider to the browser that went it. */
export function createOidcCookie(secret: string, clock: Clock) {
  const sealed = createSealed<Kept>(secret);
  const nameOf = (isHttps: boolean) => `${isHttps ? "__Host-" : ""}millrace.oidc`;

  function setCookie({ facts: { isHttps } }: FastifyRequest, value: string, maxAgeMs: number): string {
    const attributes = `Max-Age=${maxAgeMs / SECOND}; Path=/; HttpOnly; SameSite=Lax`;
    return `${nameOf(isHttps)}=${value}; ${attributes}${isHttps ? "; Secure" : ""}`;
  }

  return {
    write: (request: FastifyRequest, attempt: OidcAttempt, userId: string | null): string =>
      setCookie(request, sealed.seal({ ...attempt, userId, expiresAt: clock.now() + VALID_MS }), VALID_MS),
    remove: (request: FastifyRequest): string => setCookie(request, "", 0),
    /** Returns what the browser that comes back kept, or null when it did not go from here with this state. */
    read({ headers, facts }: FastifyRequest, state: string): Kept | null {
      const text = readCookie(headers.cookie ?? "", nameOf(facts.isHttps));
      const kept = text === null ? null : sealed.open(text);
      return kept === null || kept.state !== state || kept.expiresAt <= clock.now() ? null : kept;
    },
  };
}
