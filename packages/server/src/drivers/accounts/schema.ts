import type { Generated } from "kysely";

/** The accounts database. Lists are kept as JSON text. */
export interface AccountsSchema {
  sites: {
    id: Generated<number>;
    name: string;
    domains: string;
    timezone: string;
    safe_query_params: string;
    geo_precision: string;
    retention_days: number;
    key: Uint8Array;
    created_at: number;
  };
}
