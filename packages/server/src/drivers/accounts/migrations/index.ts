import type { Migration } from "kysely";
import { sites } from "./0001-sites.ts";

/** Append only: a migration that was released never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-sites": sites,
};
