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
    excluded_pages: Generated<string>;
    excluded_hosts: Generated<string>;
    excluded_addresses: Generated<string>;
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
  annotations: {
    id: Generated<number>;
    site_id: number;
    /** `2026-03-10` */
    date: string;
    text: string;
    created_at: number;
  };
  /** Sites that are gone, whose ids are never given again. Instants in epoch ms. */
  deleted_sites: {
    site_id: number;
    name: string;
    successor_id: number | null;
    deleted_at: number;
    erased_at: number | null;
  };
  unknown_sites: {
    name: string;
    events: number;
    first_seen: number;
    last_seen: number;
    /** 1 or 0: SQLite has no booleans. */
    ignored: number;
  };
  segments: {
    id: Generated<number>;
    site_id: number;
    name: string;
    filters: string;
    created_at: number;
  };
}
