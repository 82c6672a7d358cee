import { LIMITS } from "@millrace/protocol";
import type { Document, LineCounter } from "yaml";
import { z } from "zod";
import { BadRequest } from "../../domain/errors.ts";
import type { SiteSettings } from "../../domain/site/site.ts";
import {
  checkSiteSettings,
  SettingFault,
  type SettingsInput,
  SITE_SETTING_NAMES,
} from "../check-site-settings.ts";
import { type ConfigFile, type ConfigSite, type Fault, type Path, VERSION } from "./config-file.ts";
import { type Named, PART_NAMES, PARTS, type PartName, storable } from "./parts.ts";

/** More than any form takes: teams of people who signed up are named after them. */
const MAX_TEAM_NAME = 200;

const list = z.array(storable).optional();
const SETTINGS = {
  domains: list,
  timezone: storable.optional(),
  safeQueryParams: list,
  trailingSlash: storable.optional(),
  geoPrecision: storable.optional(),
  retentionDays: z.number().optional(),
  excludedPages: list,
  excludedHosts: list,
  excludedAddresses: list,
  needsIngestKey: z.boolean().optional(),
  allowedOrigins: list,
  shareThreshold: z.number().optional(),
} satisfies Record<keyof SiteSettings, z.ZodType>;
const SETTING_KEYS = Object.keys(SETTINGS) as (keyof SiteSettings)[];

const siteSchema = z.strictObject({
  name: storable.min(1).max(LIMITS.site),
  team: storable.nullish(),
  ...Object.fromEntries(SETTING_KEYS.map((setting) => [SITE_SETTING_NAMES[setting], SETTINGS[setting]])),
  ...Object.fromEntries(PART_NAMES.map((part) => [part, z.array(PARTS[part].schema).optional()])),
});
const fileSchema = z.strictObject({
  version: z.literal(VERSION, { error: `must be ${VERSION}, the version that this Millrace reads` }),
  teams: z.array(z.strictObject({ name: storable.min(1).max(MAX_TEAM_NAME) })).optional(),
  sites: z.array(siteSchema).optional(),
});

/** Something is wrong with a configuration file. Its message has a line for each fault, as `12:5 sites.0.timezone: …`. */
export class ConfigFileFaults extends BadRequest {}

export interface ReadConfigFile {
  readonly file: ConfigFile;
  /** Returns the error for faults that are found by comparing the file with an instance. */
  refuse(faults: readonly Fault[]): ConfigFileFaults;
}

/** Reads a configuration file. Throws ConfigFileFaults with every fault. */
export async function readConfigFile(text: string): Promise<ReadConfigFile> {
  const { isMap, isScalar, LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = [...document.errors, ...document.warnings];
  if (syntax.length > 0)
    throw new ConfigFileFaults(
      syntax.map(({ pos: [at], message }) => `${placeAt(lines, at)} ${message}`).join("\n"),
    );

  /** Of an unknown key its own place, else that of the nearest node above. */
  function offsetOf(path: Path, key?: string): number {
    const node = document.getIn(path, true);
    if (key !== undefined && isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
      if (isScalar(pair?.key)) return pair.key.range?.[0] ?? 0;
    }
    const { range } = (node ?? {}) as { readonly range?: readonly number[] | null };
    if (range !== undefined && range !== null) return range[0] ?? 0;
    return path.length === 0 ? 0 : offsetOf(path.slice(0, -1));
  }

  const tell = ({ path, message, key }: Fault & { readonly key?: string }) =>
    `${placeAt(lines, offsetOf(path, key))} ${path.length === 0 ? "" : `${path.join(".")}: `}${message}`;
  const refuse = (faults: readonly Fault[]) => new ConfigFileFaults(faults.map(tell).join("\n"));

  const given = plainOf(document);
  const { error } = fileSchema.safeParse(given);
  const { file, faults } = toFile(given);
  const all = [...(error?.issues.flatMap(faultsOfIssue) ?? []), ...faults];
  if (all.length > 0) throw refuse(all);
  return { file, refuse };
}

const placeAt = (lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}`;
};

function plainOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that would grow without end.
    throw new ConfigFileFaults(`1:1 ${(error as Error).message}`, { cause: error });
  }
}

function faultsOfIssue(issue: z.core.$ZodIssue): (Fault & { readonly key?: string })[] {
  const path = issue.path as Path;
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path, key, message: `unknown key ${JSON.stringify(key)}` }));
}

type Given = Readonly<Record<string, unknown>>;

/** Checks what a schema can't. What the schema refuses is left out, so that all faults are found at once. */
function toFile(given: unknown): { readonly file: ConfigFile; readonly faults: readonly Fault[] } {
  const { teams, sites } = isGiven(given) ? given : {};
  const faults: Fault[] = [];
  for (const [key, list] of Object.entries({ teams, sites }))
    faults.push(...faultsOfNames([key], listOf(list).map(toNamed)));
  const file: ConfigFile = {
    teams: teams === undefined ? undefined : listOf(teams).flatMap((team) => toNamed(team)?.name ?? []),
    sites:
      sites === undefined
        ? undefined
        : listOf(sites).flatMap((site, index) =>
            isGiven(site) ? toSite(site, ["sites", index], faults) : [],
          ),
  };
  return { file, faults };
}

const isGiven = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const toNamed = (value: unknown): Named | null =>
  isGiven(value) && typeof value.name === "string" ? { name: value.name } : null;

function toSite(given: Given, path: Path, faults: Fault[]): ConfigSite {
  const parts: Partial<Record<PartName, readonly Named[]>> = {};
  for (const part of PART_NAMES) {
    if (given[part] === undefined) continue;
    const { schema, check, most } = PARTS[part];
    const checked = listOf(given[part]).map((item, index) => {
      if (!schema.safeParse(item).success) return null;
      return attempt(() => check(item), [...path, part, index], faults, null);
    });
    const items = checked.filter((item) => item !== null);
    if (items.length > most)
      faults.push({ path: [...path, part], message: `a site has at most ${most} ${part}` });
    faults.push(...faultsOfNames([...path, part], checked));
    parts[part] = items;
  }
  const team = given.team as string | null | undefined;
  return { name: String(given.name), team, settings: toSettings(given, path, faults), parts };
}

/** Checks one setting at a time. */
function toSettings(given: Given, path: Path, faults: Fault[]): Partial<SiteSettings> {
  const settings = SETTING_KEYS.map((setting) => {
    const name = SITE_SETTING_NAMES[setting];
    if (!SETTINGS[setting].safeParse(given[name]).success) return {};
    const input: SettingsInput = { [setting]: given[name] };
    return attempt(() => checkSiteSettings(input), [...path, name], faults, {});
  });
  return Object.assign({}, ...settings) as Partial<SiteSettings>;
}

function attempt<Result, Instead>(
  check: () => Result,
  path: Path,
  faults: Fault[],
  instead: Instead,
): Result | Instead {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    faults.push({ path, message: error instanceof SettingFault ? error.fault : error.message });
    return instead;
  }
}

function faultsOfNames(path: Path, named: readonly (Named | null)[]): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const [index, item] of named.entries()) {
    if (item === null) continue;
    if (seen.has(item.name))
      faults.push({ path: [...path, index], message: `${JSON.stringify(item.name)} is there twice` });
    seen.add(item.name);
  }
  return faults;
}
