import type { GeoPrecision, TrailingSlash } from "@millrace/protocol";
import type { Selectable } from "kysely";
import type { Site, SiteSettings } from "../../domain/site/site.ts";
import type { AccountsSchema } from "./schema.ts";

type SiteColumns = Omit<
  Selectable<AccountsSchema["sites"]>,
  "id" | "name" | "key" | "team_id" | "created_at"
>;

export function toColumns(settings: Partial<SiteSettings>): Partial<SiteColumns> {
  return {
    ...(settings.domains && { domains: JSON.stringify(settings.domains) }),
    ...(settings.timezone && { timezone: settings.timezone }),
    ...(settings.safeQueryParams && { safe_query_params: JSON.stringify(settings.safeQueryParams) }),
    ...(settings.trailingSlash && { trailing_slash: settings.trailingSlash }),
    ...(settings.geoPrecision && { geo_precision: settings.geoPrecision }),
    ...(settings.excludedPages && { excluded_pages: JSON.stringify(settings.excludedPages) }),
    ...(settings.excludedHosts && { excluded_hosts: JSON.stringify(settings.excludedHosts) }),
    ...(settings.excludedAddresses && { excluded_addresses: JSON.stringify(settings.excludedAddresses) }),
    ...(settings.allowedOrigins && { allowed_origins: JSON.stringify(settings.allowedOrigins) }),
    ...(settings.needsIngestKey !== undefined && { needs_ingest_key: settings.needsIngestKey ? 1 : 0 }),
    ...(settings.shareThreshold !== undefined && { share_threshold: settings.shareThreshold }),
    ...(settings.retentionDays !== undefined && { retention_days: settings.retentionDays }),
  };
}

export function toSite(row: Selectable<AccountsSchema["sites"]>): Site {
  return {
    id: Number(row.id),
    name: row.name,
    domains: JSON.parse(row.domains),
    timezone: row.timezone,
    safeQueryParams: JSON.parse(row.safe_query_params),
    trailingSlash: row.trailing_slash as TrailingSlash,
    geoPrecision: row.geo_precision as GeoPrecision,
    retentionDays: Number(row.retention_days),
    excludedPages: JSON.parse(row.excluded_pages),
    excludedHosts: JSON.parse(row.excluded_hosts),
    excludedAddresses: JSON.parse(row.excluded_addresses),
    needsIngestKey: Number(row.needs_ingest_key) === 1,
    allowedOrigins: JSON.parse(row.allowed_origins),
    shareThreshold: Number(row.share_threshold),
    teamId: row.team_id === null ? null : Number(row.team_id),
    key: Buffer.from(row.key),
  };
}
