import type { Kysely } from "kysely";
import { BadRequest } from "../../domain/errors.ts";
import type { AccountsSchema } from "./schema.ts";

/** Passes on what `what` gives; an outage of the database as AccountsUnavailable. */
export type Run = <Result>(what: () => Promise<Result>) => Promise<Result>;

/** What is asked does not go with what is here. For a person: it names the remedy. */
export class AccountsRefusal extends Error {
  override readonly name = "AccountsRefusal";
}

/** PostgreSQL has no text with it, so that nothing anywhere is called so. */
export const NUL = "\0";

/** Throws BadRequest with the part at fault. */
export function refuseNul(what: string, parts: Readonly<Record<string, string | null>>): void {
  for (const [part, text] of Object.entries(parts)) {
    if (text?.includes(NUL)) throw new BadRequest(`the ${part} of a ${what} can't contain a NUL character`);
  }
}

const MAX_ID = 2 ** 31 - 1;

/** Whether a number can be an id: PostgreSQL refuses to look for others. */
export const isId = (id: number): boolean => Number.isInteger(id) && id > 0 && id <= MAX_ID;

/** Not by the database, whose order depends on its locale. */
export const byName = (one: { name: string }, other: { name: string }): number =>
  one.name < other.name ? -1 : 1;

export async function countOfSite(
  db: Kysely<AccountsSchema>,
  table: "goals" | "segments" | "annotations" | "shares",
  siteId: number,
): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select((the) => the.fn.countAll<number>().as("rows"))
    .where("site_id", "=", siteId)
    .executeTakeFirst();
  return Number(row?.rows ?? 0);
}
