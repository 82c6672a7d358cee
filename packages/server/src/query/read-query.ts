import { type Query, querySchema } from "@millrace/protocol";
import type { z } from "zod";
import { BadRequest } from "../domain/errors.ts";

/** Checks a query and fills in its defaults. Throws BadRequest that names the first fault and its place. */
export function readQuery(input: unknown): Query {
  const parsed = querySchema.safeParse(input);
  if (!parsed.success) throw new BadRequest(sentenceOf(parsed.error));
  return parsed.data;
}

/** Returns the first fault, with its place in the query. */
export function sentenceOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "the query is not valid";
  const place = issue.path.map(String).join(".");
  return place === "" ? issue.message : `${place}: ${issue.message}`;
}
