import type { Migration } from "kysely";
import { createSites } from "./0001-sites.ts";
import { createGoalsAndSegments } from "./0002-goals-and-segments.ts";
import { addTrailingSlash } from "./0003-trailing-slash.ts";
import { addLifeOfSites } from "./0004-life-of-sites.ts";
import { addPeople } from "./0005-people.ts";
import { createMails } from "./0006-mails.ts";
import { createErasures } from "./0007-erasures.ts";
import { addKeys } from "./0008-keys.ts";
import { createShares } from "./0009-shares.ts";
import { addAudit } from "./0010-audit.ts";
import type { ColumnTypes } from "./column-types.ts";

/**
 * Append only: what a migration that was released does on a dialect never changes. `schema` is the one that the tables
 * are in, where the dialect has schemas.
 */
export function migrationsFor(types: ColumnTypes, schema?: string): Record<string, Migration> {
  return {
    "0001-sites": createSites(types),
    "0002-goals-and-segments": createGoalsAndSegments(types),
    "0003-trailing-slash": addTrailingSlash(),
    "0004-life-of-sites": addLifeOfSites(types),
    "0005-people": addPeople(types),
    "0006-mails": createMails(),
    "0007-erasures": createErasures(types),
    "0008-keys": addKeys(types),
    "0009-shares": createShares(types),
    "0010-audit": addAudit(types, schema),
  };
}
