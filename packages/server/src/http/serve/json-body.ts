import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { sentenceOf } from "../../query/read-query.ts";
import { BodyFault, readJson } from "./body.ts";

/** Returns a request's JSON body, checked by the schema. Throws BodyFault. */
export function readBody<Body>({ headers, body }: FastifyRequest, schema: z.ZodType<Body>): Body {
  // A page of any other site may send text, but has to ask first (and is refused) before it sends JSON.
  if (!/^application\/json\b/i.test(headers["content-type"] ?? ""))
    throw new BodyFault(415, "the content-type must be application/json");
  const parsed = schema.safeParse(readJson(body as Buffer | undefined));
  if (!parsed.success) throw new BodyFault(400, sentenceOf(parsed.error));
  return parsed.data;
}
