import type { FastifyRequest } from "fastify";
import type { Person } from "../../domain/access/actor.ts";
import { NotFound } from "../../domain/errors.ts";
import type { AuthenticationRequest } from "../../ports/authentication.ts";

/** Returns who asks. Throws NotFound on an open instance, where nobody has an account. */
export function personOf({ actor }: FastifyRequest): Person {
  if (actor.kind === "person") return actor;
  throw new NotFound("this instance has no accounts yet: create the first with the set-up link");
}

/** Returns what credentials are checked with. */
export function authenticationRequest(
  { facts, headers }: FastifyRequest,
  deviceOf: (userAgent: string) => string,
): AuthenticationRequest {
  const origin = `${facts.isHttps ? "https" : "http"}://${facts.host}`;
  return {
    cookie: headers.cookie ?? "",
    origin: URL.canParse(origin) ? new URL(origin).origin : "http://localhost",
    device: deviceOf(headers["user-agent"] ?? ""),
  };
}
