import { domainToASCII } from "node:url";
import { GEO_PRECISIONS, LIMITS, TRAILING_SLASHES } from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import { parseAddressRange } from "../domain/network/address-ranges.ts";
import { canonicalOrigin } from "../domain/network/canonical-origin.ts";
import { canonicalPage } from "../domain/page/page-path.ts";
import { countWildcards, MAX_WILDCARDS } from "../domain/site/goal.ts";
import type { SiteSettings } from "../domain/site/site.ts";
import { siteNameFault, suggestSiteName } from "../domain/site/site-name.ts";
import { timeZoneName } from "../domain/time-zone/time-zone.ts";

/** Hosts, pages, addresses: each list is walked for every event. */
const MAX_LISTED = 100;
const MAX_SAFE_PARAMS = 50;
const MAX_PARAM_LENGTH = 100;
const MAX_HOST_LENGTH = 253;
/** A century. */
const MAX_RETENTION_DAYS = 36_600;
const MAX_SHARE_THRESHOLD = 1000;

/** Settings before they are checked; what is left out is not looked at. */
export interface SettingsInput {
  readonly domains?: readonly string[] | undefined;
  readonly timezone?: string | undefined;
  readonly safeQueryParams?: readonly string[] | undefined;
  readonly trailingSlash?: string | undefined;
  readonly geoPrecision?: string | undefined;
  readonly retentionDays?: number | undefined;
  readonly excludedPages?: readonly string[] | undefined;
  readonly excludedHosts?: readonly string[] | undefined;
  readonly excludedAddresses?: readonly string[] | undefined;
  readonly needsIngestKey?: boolean | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly shareThreshold?: number | undefined;
}

type HostSetting = "domains" | "excludedHosts";
type Setting = keyof SiteSettings | "name";

/** As the API and files call them. */
export const SITE_SETTING_NAMES: Readonly<Record<Setting, string>> = {
  name: "name",
  domains: "domains",
  timezone: "timezone",
  safeQueryParams: "safe_query_params",
  trailingSlash: "trailing_slash",
  geoPrecision: "geo_precision",
  retentionDays: "retention_days",
  excludedPages: "excluded_pages",
  excludedHosts: "excluded_hosts",
  excludedAddresses: "excluded_addresses",
  needsIngestKey: "needs_ingest_key",
  allowedOrigins: "allowed_origins",
  shareThreshold: "share_threshold",
};

/** A setting that its sender must change. */
export class SettingFault extends BadRequest {
  readonly setting: Setting;
  /** What is wrong, without the setting's name. */
  readonly fault: string;

  constructor(setting: Setting, fault: string, suggestion?: string) {
    super(`${SITE_SETTING_NAMES[setting]}: ${fault}`, { suggestion });
    this.setting = setting;
    this.fault = fault;
  }
}

/** The given settings as they are kept: hosts as browsers write them, nothing twice. Throws SettingFault. */
export function checkSiteSettings(input: SettingsInput): Partial<SiteSettings> {
  const { domains, timezone, safeQueryParams, trailingSlash, geoPrecision, retentionDays } = input;
  const { excludedPages, excludedHosts, excludedAddresses, needsIngestKey, allowedOrigins, shareThreshold } =
    input;
  return {
    ...(domains !== undefined && { domains: checkHosts("domains", domains) }),
    ...(timezone !== undefined && { timezone: checkTimeZone(timezone) }),
    ...(safeQueryParams !== undefined && { safeQueryParams: checkSafeParams(safeQueryParams) }),
    ...(trailingSlash !== undefined && {
      trailingSlash: checkChoice("trailingSlash", trailingSlash, TRAILING_SLASHES),
    }),
    ...(geoPrecision !== undefined && {
      geoPrecision: checkChoice("geoPrecision", geoPrecision, GEO_PRECISIONS),
    }),
    ...(retentionDays !== undefined && { retentionDays: checkRetention(retentionDays) }),
    ...(excludedPages !== undefined && { excludedPages: checkPages(excludedPages) }),
    ...(excludedHosts !== undefined && { excludedHosts: checkHosts("excludedHosts", excludedHosts) }),
    ...(excludedAddresses !== undefined && { excludedAddresses: checkAddresses(excludedAddresses) }),
    ...(needsIngestKey !== undefined && { needsIngestKey }),
    ...(allowedOrigins !== undefined && { allowedOrigins: checkOrigins(allowedOrigins) }),
    ...(shareThreshold !== undefined && { shareThreshold: checkThreshold(shareThreshold) }),
  };
}

/** Of a new site: those there are keep theirs, whatever they are. Throws SettingFault, with what to write instead. */
export function checkSiteName(name: string): void {
  if (name.length === 0 || name.length > LIMITS.site)
    throw new SettingFault("name", `must have 1 to ${LIMITS.site} characters`);
  const fault = siteNameFault(name);
  if (fault !== null) throw new SettingFault("name", fault, suggestSiteName(name) ?? undefined);
}

function checkHosts(setting: HostSetting, hosts: readonly string[]): string[] {
  if (hosts.length > MAX_LISTED) throw new SettingFault(setting, `must have at most ${MAX_LISTED} entries`);
  return unique(hosts.map((host) => checkHost(setting, host)));
}

function checkHost(setting: HostSetting, text: string): string {
  const refuse = (why: string) => new SettingFault(setting, `${JSON.stringify(text.slice(0, 300))} ${why}`);
  const dot = text.startsWith(".") ? "." : "";
  const rest = text.slice(dot.length);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(rest)) throw refuse("has a scheme: remove everything before the host");
  if (/[/?#]/.test(rest)) throw refuse("has a path: name the host only");
  if (/:\d*$/.test(rest)) throw refuse("has a port: leave it out, all ports of a host are one domain");
  // A root dot makes no other host.
  const host = domainToASCII(rest.replace(/\.$/, ""));
  if (!isHost(host))
    throw refuse(
      "is not a host name; host names look like example.com, or .example.com for it and all its subdomains",
    );
  return dot + host;
}

function isHost(host: string): boolean {
  const labels = host.split(".");
  return (
    host.length <= MAX_HOST_LENGTH &&
    labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))
  );
}

/** In the spelling in which pages are kept. */
function checkPages(patterns: readonly string[]): string[] {
  if (patterns.length > MAX_LISTED)
    throw new SettingFault("excludedPages", `must have at most ${MAX_LISTED} entries`);
  return unique(patterns.map(checkPage));
}

function checkPage(pattern: string): string {
  if (!/^[/*]/.test(pattern))
    throw new SettingFault(
      "excludedPages",
      `${JSON.stringify(pattern.slice(0, 100))} is not a page; pages look like /admin/** or /thanks`,
    );
  const kept = canonicalPage(pattern);
  if (kept.length > LIMITS.path)
    throw new SettingFault("excludedPages", `each must have at most ${LIMITS.path} characters`);
  if (countWildcards(kept) > MAX_WILDCARDS)
    throw new SettingFault("excludedPages", `each may have at most ${MAX_WILDCARDS} wildcards`);
  return kept;
}

function checkAddresses(ranges: readonly string[]): string[] {
  if (ranges.length > MAX_LISTED)
    throw new SettingFault("excludedAddresses", `must have at most ${MAX_LISTED} entries`);
  const trimmed = ranges.map((range) => range.trim());
  const fault = trimmed.find((range) => parseAddressRange(range) === null);
  if (fault === undefined) return unique(trimmed);
  throw new SettingFault(
    "excludedAddresses",
    `${JSON.stringify(fault.slice(0, 100))} is neither an address nor a CIDR range such as 10.0.0.0/8`,
  );
}

/** As browsers write them, so that they are compared as texts. */
function checkOrigins(origins: readonly string[]): string[] {
  if (origins.length > MAX_LISTED)
    throw new SettingFault("allowedOrigins", `must have at most ${MAX_LISTED} entries`);
  return unique(origins.map(checkOrigin));
}

function checkOrigin(text: string): string {
  const origin = canonicalOrigin(text);
  if (origin !== null) return origin;
  throw new SettingFault(
    "allowedOrigins",
    `${JSON.stringify(text.slice(0, 100))} is not an origin; origins look like https://example.com`,
  );
}

/** In the letters in which the stores know it. */
function checkTimeZone(text: string): string {
  const name = timeZoneName(text);
  if (name !== "") return name;
  throw new SettingFault(
    "timezone",
    `${JSON.stringify(text.slice(0, 100))} is not an IANA time zone; zones look like Europe/Berlin`,
  );
}

function checkSafeParams(params: readonly string[]): string[] {
  if (params.length > MAX_SAFE_PARAMS)
    throw new SettingFault("safeQueryParams", `must have at most ${MAX_SAFE_PARAMS} entries`);
  if (params.some((param) => param.length === 0 || param.length > MAX_PARAM_LENGTH))
    throw new SettingFault("safeQueryParams", `each must have 1 to ${MAX_PARAM_LENGTH} characters`);
  return unique(params);
}

function checkChoice<Choice extends string>(
  setting: Setting,
  text: string,
  choices: readonly Choice[],
): Choice {
  const known = choices.find((one) => one === text);
  if (known !== undefined) return known;
  throw new SettingFault(
    setting,
    `${JSON.stringify(text.slice(0, 100))} is not one of ${choices.join(", ")}`,
  );
}

function checkRetention(days: number): number {
  if (Number.isInteger(days) && days >= 0 && days <= MAX_RETENTION_DAYS) return days;
  throw new SettingFault(
    "retentionDays",
    `must be a whole number of days from 0 (forever) to ${MAX_RETENTION_DAYS}`,
  );
}

function checkThreshold(visitors: number): number {
  if (Number.isInteger(visitors) && visitors >= 0 && visitors <= MAX_SHARE_THRESHOLD) return visitors;
  throw new SettingFault(
    "shareThreshold",
    `must be a whole number of visitors from 0 (off) to ${MAX_SHARE_THRESHOLD}`,
  );
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
