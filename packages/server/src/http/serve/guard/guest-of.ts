import type { FastifyRequest } from "fastify";
import type { ShareGuest } from "../../../domain/access/actor.ts";
import { NotFound } from "../../../domain/errors.ts";

/** Returns the guest of the share link that the route is about: the law lets nobody else to it. */
export function guestOf({ actor }: FastifyRequest): ShareGuest {
  if (actor.kind === "share") return actor;
  throw new NotFound("this share link does not exist or has expired");
}
