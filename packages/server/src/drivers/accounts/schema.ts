import type { ColumnType, Generated } from "kysely";

/** An instant of a table that better-auth reads: ISO 8601 text of SQLite, a date of PostgreSQL. */
type Instant = ColumnType<string | Date, Date, Date>;
/** 1 and 0 of SQLite, a boolean of PostgreSQL. */
type Flag = ColumnType<number | boolean | null, boolean | null, boolean | null>;

/** The accounts database. Lists are kept as JSON text. Instants without a type of their own are epoch ms. */
export interface AccountsSchema extends PeopleSchema, TeamsSchema {
  sites: {
    id: Generated<number>;
    name: string;
    domains: string;
    timezone: string;
    safe_query_params: string;
    geo_precision: string;
    trailing_slash: Generated<string>;
    retention_days: number;
    team_id: Generated<number | null>;
    /** 1 or 0. */
    needs_ingest_key: Generated<number>;
    allowed_origins: Generated<string>;
    share_threshold: Generated<number>;
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
  /** Links to a site's figures. Instants in epoch ms. */
  shares: {
    id: Generated<number>;
    site_id: number;
    slug: string;
    name: string;
    password_hash: string | null;
    expires_at: number | null;
    /** JSON list; null: all. */
    cards: string | null;
    embed_origins: string;
    created_by: string | null;
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
  /** Parts of sites' events that were erased. Instants in epoch ms. */
  erasures: {
    id: Generated<number>;
    site_id: number;
    kind: "period" | "user";
    /** Of a period. */
    from_date: string | null;
    to_date: string | null;
    from_ms: number | null;
    to_ms: number | null;
    /** Of a person. */
    user_hash: string | null;
    requested_at: number;
    erased_at: number | null;
    done_at: number | null;
    /** Rows by UTC date, JSON. */
    days: Generated<string>;
    rows: Generated<number>;
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
  /** The outbox of mails. Instants in epoch ms. */
  mails: {
    id: string;
    to_address: string;
    language: string;
    template: string;
    /** JSON; null once the mail was sent or has failed for good. */
    params: string | null;
    created_at: number;
    attempts: number;
    /** null once the mail was sent or has failed for good. */
    next_attempt_at: number | null;
    last_error: string | null;
    sent_at: number | null;
    failed_at: number | null;
    claimed_until: number;
  };
}

interface PeopleSchema {
  users: {
    id: string;
    name: string;
    email: string;
    email_verified: Flag;
    image: Generated<string | null>;
    language: Generated<string | null>;
    timezone: Generated<string | null>;
    theme: Generated<string | null>;
    is_operator: Flag;
    is_disabled: Flag;
    two_factor_enabled: Flag;
    created_at: Instant;
    updated_at: Instant;
  };
  /** `user_agent` has a device such as `Firefox on Linux`, `ip_address` is empty: neither is ever kept. */
  sign_ins: {
    id: string;
    user_id: string;
    token: string;
    expires_at: Instant;
    ip_address: string | null;
    user_agent: string | null;
    created_at: Instant;
    updated_at: Instant;
  };
  credentials: {
    id: string;
    user_id: string;
    account_id: string;
    provider_id: string;
    password: string | null;
    created_at: Instant;
    updated_at: Instant;
  };
  two_factors: { id: string; user_id: string };
  passkeys: { id: string; user_id: string; name: string | null; created_at: Instant | null };
  verifications: { id: string; identifier: string; value: string; expires_at: Instant };
  instance: { name: string; value: string };
  setup_links: { hash: string; created_at: number };
  account_links: {
    hash: string;
    kind: string;
    /** null: a sign-up, which has no person yet. */
    user_id: string | null;
    /** JSON. */
    data: string;
    expires_at: number;
  };
  attempts: { key: string; failures: number; free_at: number; last_at: number };
}

interface TeamsSchema {
  /** Instants in epoch ms. Triggers refuse what is not in the port's contract. */
  audit: {
    id: Generated<number>;
    at: number;
    action: string;
    team_id: number | null;
    site_id: number | null;
    site: string | null;
    actor_kind: string;
    actor_id: string | null;
    actor_name: string | null;
    sign_in_id: string | null;
    target: string | null;
    target_user_id: string | null;
    /** JSON. */
    details: string;
  };
  keys: {
    id: Generated<number>;
    team_id: number;
    name: string;
    prefix: string;
    hash: string;
    /** JSON list. */
    scopes: string;
    sites: string | null;
    per_minute: number;
    created_by: string | null;
    created_at: number;
    expires_at: number | null;
    last_used_at: number | null;
    revoked_at: number | null;
  };
  teams: { id: Generated<number>; name: string; created_at: number };
  members: {
    team_id: number;
    user_id: string;
    role: string;
    /** JSON list of site ids; null: every site of the team. */
    sites: string | null;
    created_at: number;
  };
  invitations: {
    id: Generated<number>;
    team_id: number;
    email: string;
    role: string;
    sites: string | null;
    language: string;
    link_hash: string;
    mail_hash: string;
    invited_by: string | null;
    created_at: number;
    expires_at: number;
  };
}
