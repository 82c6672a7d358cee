import { describe, expect, it } from "vitest";
import { BadRequest } from "../domain/errors.ts";
import { checkSiteName, checkSiteSettings, type SettingsInput } from "./check-site-settings.ts";

describe("checkSiteSettings", () => {
  it.each<{ input: SettingsInput; kept: object }>([
    { input: {}, kept: {} },
    { input: { domains: [] }, kept: { domains: [] } },
    {
      input: { domains: ["Example.COM", ".example.com", "localhost", "10.0.0.1", "a_b.example"] },
      kept: { domains: ["example.com", ".example.com", "localhost", "10.0.0.1", "a_b.example"] },
    },
    {
      input: { domains: ["Example.com.", ".example.com.", "example.com"] },
      kept: { domains: ["example.com", ".example.com"] },
    },
    { input: { domains: ["Münch.example", "münch.example"] }, kept: { domains: ["xn--mnch-0ra.example"] } },
    { input: { timezone: "europe/berlin" }, kept: { timezone: "Europe/Berlin" } },
    { input: { timezone: "Asia/Kathmandu" }, kept: { timezone: "Asia/Kathmandu" } },
    { input: { timezone: "ASIA/KOLKATA" }, kept: { timezone: "Asia/Kolkata" } },
    { input: { timezone: "asia/calcutta" }, kept: { timezone: "Asia/Calcutta" } },
    { input: { timezone: "us/pacific" }, kept: { timezone: "US/Pacific" } },
    { input: { timezone: "utc" }, kept: { timezone: "UTC" } },
    { input: { safeQueryParams: ["q", "page", "q"] }, kept: { safeQueryParams: ["q", "page"] } },
    { input: { trailingSlash: "strip" }, kept: { trailingSlash: "strip" } },
    { input: { geoPrecision: "none" }, kept: { geoPrecision: "none" } },
    { input: { retentionDays: 0 }, kept: { retentionDays: 0 } },
    { input: { retentionDays: 36_600 }, kept: { retentionDays: 36_600 } },
  ])("keeps $input as $kept", ({ input, kept }) => {
    expect(checkSiteSettings(input)).toEqual(kept);
  });

  it.each<{ input: SettingsInput; fault: string }>([
    { input: { domains: ["https://example.com"] }, fault: 'domains: "https://example.com" has a scheme' },
    { input: { domains: ["example.com:8080"] }, fault: 'domains: "example.com:8080" has a port' },
    { input: { domains: ["example.com/blog"] }, fault: 'domains: "example.com/blog" has a path' },
    { input: { domains: [""] }, fault: 'domains: "" is not a host name' },
    { input: { domains: ["."] }, fault: 'domains: "." is not a host name' },
    { input: { domains: ["example.com.."] }, fault: "is not a host name" },
    { input: { domains: ["..example.com"] }, fault: "is not a host name" },
    { input: { domains: ["*.example.com"] }, fault: "is not a host name" },
    { input: { domains: ["a b.example"] }, fault: "is not a host name" },
    { input: { domains: ["-a.example"] }, fault: "is not a host name" },
    { input: { domains: ["a\0b.example"] }, fault: "is not a host name" },
    { input: { domains: [`${"a.".repeat(130)}example`] }, fault: "is not a host name" },
    {
      input: { domains: Array.from({ length: 101 }, (_, n) => `${n}.example`) },
      fault: "domains: must have at most 100",
    },
    { input: { timezone: "Europe/Nowhere" }, fault: 'timezone: "Europe/Nowhere" is not an IANA time zone' },
    { input: { timezone: "Etc/Unknown" }, fault: 'timezone: "Etc/Unknown" is not an IANA time zone' },
    { input: { timezone: "IST" }, fault: 'timezone: "IST" is not an IANA time zone' },
    { input: { timezone: "+01:00" }, fault: 'timezone: "+01:00" is not an IANA time zone' },
    { input: { timezone: "" }, fault: "is not an IANA time zone" },
    { input: { safeQueryParams: [""] }, fault: "safe_query_params: each must have 1 to 100 characters" },
    { input: { safeQueryParams: ["x".repeat(101)] }, fault: "safe_query_params: each must have" },
    {
      input: { safeQueryParams: Array.from({ length: 51 }, String) },
      fault: "safe_query_params: must have at most 50",
    },
    { input: { geoPrecision: "street" }, fault: 'geo_precision: "street" is not one of none, country' },
    { input: { trailingSlash: "join" }, fault: 'trailing_slash: "join" is not one of keep, strip' },
    { input: { trailingSlash: "" }, fault: "trailing_slash" },
    {
      input: { retentionDays: -1 },
      fault: "retention_days: must be a whole number of days from 0 (forever) to 36600",
    },
    { input: { retentionDays: 36_601 }, fault: "retention_days" },
    { input: { retentionDays: 1.5 }, fault: "retention_days" },
    { input: { retentionDays: Number.NaN }, fault: "retention_days" },
  ])("refuses $input", ({ input, fault }) => {
    expect(() => checkSiteSettings(input)).toThrow(BadRequest);
    expect(() => checkSiteSettings(input)).toThrow(fault);
  });
});

describe("checkSiteName", () => {
  it.each(["a", "x".repeat(253), "example.com", "münch.example", "page-views", "my_site.1"])(
    "takes %j",
    (name) => {
      checkSiteName(name);
    },
  );

  it.each(["", "x".repeat(254), "x".repeat(256), "a\0b", "a\nb", "ü 🎉", "a/b?c", ".a", "a..b", "a."])(
    "refuses %j",
    (name) => {
      expect(() => checkSiteName(name)).toThrow(BadRequest);
    },
  );
});
