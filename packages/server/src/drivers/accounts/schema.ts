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
    trailing_slash: Generated<string>;
    retention_days: number;
    key: Uint8Array;
    created_at: number;
  };
  goals: {
    id: Generated<number>;
    site_id: number;
    name: string;
    event: string | null;
    page: string | null;
    created_at: number;
  };
  segments: {
    id: Generated<number>;
    site_id: number;
    name: string;
    filters: string;
    created_at: number;
  };
}
