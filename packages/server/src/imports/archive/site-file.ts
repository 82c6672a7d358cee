import { LIMITS, querySchema } from "@millrace/protocol";
import { z } from "zod";
import { checkAnnotation } from "../../domain/site/annotation.ts";
import type { ArchivedSite } from "../../domain/site/archived-site.ts";
import { completeGoal } from "../../domain/site/goal.ts";
import { checkSegment } from "../../domain/site/segment.ts";
import type { SiteSettings } from "../../domain/site/site.ts";

/** Grows when an archive changes so that an older Millrace would misread it. Unknown columns and settings are refused anyway. */
const VERSION = 1;
const FORMAT = "millrace-site";

/** A text that every store of accounts keeps unchanged. */
const text = z.string().refine((value) => value.isWellFormed() && !value.includes("\0"), {
  message: "has characters that can't be stored",
});
const list = z.array(text);
const SETTINGS = {
  domains: list,
  timezone: text,
  safeQueryParams: list,
  trailingSlash: text,
  geoPrecision: text,
  retentionDays: z.number(),
  excludedPages: list,
  excludedHosts: list,
  excludedAddresses: list,
  needsIngestKey: z.boolean(),
  allowedOrigins: z.array(z.string()),
  shareThreshold: z.number(),
} satisfies Record<keyof SiteSettings, z.ZodType>;

/** As the API calls them: `safe_query_params`. */
const fileNameOf = (setting: string): string =>
  setting.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const SETTING_NAMES = Object.keys(SETTINGS).map((setting) => [setting, fileNameOf(setting)] as const);

const siteSchema = z.object({
  site: z.strictObject({
    name: text.min(1).max(LIMITS.site),
    ...Object.fromEntries(
      Object.entries(SETTINGS).map(([setting, schema]) => [fileNameOf(setting), schema.optional()]),
    ),
  }),
  goals: z.array(z.strictObject({ name: text, event: text.nullable(), page: text.nullable() })),
  segments: z.array(z.strictObject({ name: text, filters: querySchema.shape.filters })),
  annotations: z.array(z.strictObject({ date: text, text })),
});

/** Returns the archive's description of a site, as JSON for people. `exportedAt` in epoch ms. */
export function writeSiteFile(
  { name, settings, goals, segments, annotations }: ArchivedSite,
  exportedAt: number,
): string {
  const file = {
    format: FORMAT,
    version: VERSION,
    exported_at: new Date(exportedAt).toISOString(),
    site: { name, ...renamed(settings, ([setting, shown]) => [shown, setting]) },
    goals,
    segments,
    annotations,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads what writeSiteFile wrote. The values of settings stay unchecked. Throws a TypeError or BadRequest that names the fault. */
export function readSiteFile(content: string): ArchivedSite {
  const file = readJson(content);
  checkVersion(file);
  const { success, data, error } = siteSchema.safeParse(file);
  if (!success) throw new TypeError(faultIn(error));
  const { site, goals, segments, annotations } = data;
  const { name, ...settings } = site;
  for (const segment of segments) checkSegment(segment);
  for (const annotation of annotations) checkAnnotation(annotation);
  refuseTwice("goals", goals);
  refuseTwice("segments", segments);
  return {
    name,
    settings: renamed(settings, (names) => names),
    goals: goals.map(completeGoal),
    segments,
    annotations,
  };
}

/** Returns settings under other names; `names` returns the new and the old one. Settings that are missing stay so. */
function renamed(
  settings: object,
  names: (pair: readonly [setting: string, shown: string]) => readonly [to: string, from: string],
): ArchivedSite["settings"] {
  const given = new Map<string, unknown>(Object.entries(settings));
  return Object.fromEntries(
    SETTING_NAMES.map(names).flatMap(([to, from]) => (given.has(from) ? [[to, given.get(from)]] : [])),
  );
}

function readJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new TypeError("it is not JSON", { cause: error });
  }
}

const headSchema = z.object({ format: z.literal(FORMAT), version: z.int().positive() });

function checkVersion(file: unknown): void {
  const { success, data } = headSchema.safeParse(file);
  if (!success) throw new TypeError("it does not describe the archive of a site");
  if (data.version > VERSION)
    throw new TypeError(
      `the archive has version ${data.version}, this Millrace reads up to ${VERSION}: import it with a newer Millrace`,
    );
}

function faultIn({ issues }: z.ZodError): string {
  const [first] = issues;
  const where = first?.path.join(".") ?? "";
  return `${where === "" ? "" : `${where}: `}${first?.message ?? "it can't be read"}`;
}

function refuseTwice(what: string, named: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of named) {
    if (seen.has(name)) throw new TypeError(`${what}: ${JSON.stringify(name)} is there twice`);
    seen.add(name);
  }
}
