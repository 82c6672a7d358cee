import { isDeepStrictEqual } from "node:util";
import { BadRequest } from "../../domain/errors.ts";
import { DEFAULT_SITE_SETTINGS, type SiteSettings } from "../../domain/site/site.ts";
import type { Team } from "../../ports/teams.ts";
import { checkSiteName } from "../check-site-settings.ts";
import type { ConfigFile, ConfigSite, ConfigState, Fault, Kept, StateSite } from "./config-file.ts";
import { type Named, PART_NAMES, PARTS, type PartName } from "./parts.ts";
import { repeatedNames } from "./repeated-names.ts";

/** One change of an instance. Teams are named by name, null being none. */
export type Step =
  | { readonly kind: "create team"; readonly name: string }
  | {
      readonly kind: "create site";
      readonly name: string;
      /** Left out: the only team of the instance. */
      readonly team: string | null | undefined;
      readonly settings: SiteSettings;
    }
  | {
      readonly kind: "move site";
      readonly name: string;
      readonly before: string | null;
      readonly team: string | null;
    }
  | {
      readonly kind: "change site";
      readonly name: string;
      readonly before: SiteSettings;
      readonly settings: Partial<SiteSettings>;
    }
  | { readonly kind: "remove site"; readonly name: string }
  | { readonly kind: "remove team"; readonly team: Team }
  | PartStep;

export type PartStep = { readonly site: string; readonly part: PartName } & (
  | { readonly kind: "create part"; readonly item: Named }
  | { readonly kind: "change part"; readonly before: Kept; readonly item: Named }
  | { readonly kind: "remove part"; readonly before: Kept }
);

/** What would make an instance as a file describes it. */
export interface Plan {
  /** In the order in which they are applied. */
  readonly steps: readonly Step[];
  /** Names of what is not in the file, and stays since it is not pruned. */
  readonly kept: readonly string[];
  readonly faults: readonly Fault[];
}

export interface CompareOptions {
  /** Whether what is not in a list of the file is removed. */
  readonly prune: boolean;
}

/** Compares a file with an instance. A part that the file leaves out is not compared, whether pruned or not. */
export function compare(state: ConfigState, file: ConfigFile, { prune }: CompareOptions): Plan {
  const sites = compareSites(state, file, prune);
  const teams = compareTeams(state, file, prune);
  return {
    steps: [...teams.created, ...sites.steps, ...teams.removed],
    kept: [...teams.kept, ...sites.kept],
    faults: [...teams.faults, ...sites.faults],
  };
}

function compareTeams({ teams, sites }: ConfigState, file: ConfigFile, prune: boolean) {
  const wanted = new Set(file.teams);
  const known = new Set(teams.map(({ name }) => name));
  const repeated = repeatedNames(teams);
  const others = file.teams === undefined ? [] : teams.filter(({ name }) => !wanted.has(name));
  const faults: Fault[] = (file.teams ?? []).flatMap((name, index) =>
    repeated.has(name) ? [{ path: ["teams", index], message: ambiguous(name) }] : [],
  );
  for (const { id, name } of prune ? others : []) {
    const left = sites.filter((site) => siteStays(site, file, prune) && teamAfter(site, id, file) === id);
    if (left.length === 0) continue;
    const names = left.map((site) => site.name).join(", ");
    faults.push({
      path: ["teams"],
      message: `the team ${JSON.stringify(name)} can't be removed while it has sites: ${names}`,
    });
  }
  return {
    faults,
    created: [...wanted]
      .filter((name) => !known.has(name))
      .map((name): Step => ({ kind: "create team", name })),
    removed: (prune ? others : []).map((team): Step => ({ kind: "remove team", team })),
    kept: prune ? [] : others.map(({ name }) => `team ${name}`),
  };
}

const siteStays = ({ name }: StateSite, { sites }: ConfigFile, prune: boolean): boolean =>
  !prune || sites === undefined || sites.some((one) => one.name === name);

/** Returns the id of the team that a site is in after a file is applied; null when it is another one than `teamId`. */
function teamAfter(site: StateSite, teamId: number, { sites }: ConfigFile): number | null {
  const moves = sites?.find(({ name }) => name === site.name)?.team !== undefined;
  return moves || site.teamId !== teamId ? null : teamId;
}

function compareSites(state: ConfigState, { teams = [], sites }: ConfigFile, prune: boolean) {
  const known = new Map(state.sites.map((site) => [site.name, site]));
  const wanted = new Set(sites?.map(({ name }) => name));
  const others = sites === undefined ? [] : state.sites.filter(({ name }) => !wanted.has(name));
  const names = {
    repeated: repeatedNames(state.teams),
    known: new Set([...teams, ...state.teams.map(({ name }) => name)]),
  };
  const faults: Fault[] = [];
  const steps: Step[] = [];
  const kept: string[] = [];
  for (const [index, site] of (sites ?? []).entries()) {
    const path = ["sites", index];
    const fault = faultOfTeam(site, names);
    if (fault !== null) faults.push({ path: [...path, "team"], message: fault });
    const before = known.get(site.name);
    if (before === undefined) {
      const nameFault = faultOfName(site.name);
      if (nameFault !== null) faults.push({ path: [...path, "name"], message: nameFault });
      steps.push(createSite(site));
    } else steps.push(...changeSite(before, site, state.teams));
    const parts = compareParts(before, site, prune);
    steps.push(...parts.steps);
    kept.push(...parts.kept);
    faults.push(...parts.faults.map((one) => ({ ...one, path: [...path, ...one.path] })));
  }
  if (prune) steps.push(...others.map(({ name }): Step => ({ kind: "remove site", name })));
  else kept.push(...others.map(({ name }) => `site ${name}`));
  return { steps, kept, faults };
}

function faultOfTeam(
  { team }: ConfigSite,
  { repeated, known }: { readonly repeated: ReadonlySet<string>; readonly known: ReadonlySet<string> },
): string | null {
  if (team === undefined || team === null) return null;
  if (repeated.has(team)) return ambiguous(team);
  return known.has(team) ? null : `there is no team ${JSON.stringify(team)}: list it under teams`;
}

const ambiguous = (team: string): string =>
  `the instance has several teams ${JSON.stringify(team)}: rename all but one`;

function faultOfName(name: string): string | null {
  try {
    checkSiteName(name);
    return null;
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return error.message.replace(/^name: /, "");
  }
}

const createSite = ({ name, team, settings }: ConfigSite): Step => ({
  kind: "create site",
  name,
  team,
  settings: { ...DEFAULT_SITE_SETTINGS, ...settings },
});

function changeSite(before: StateSite, { name, team, settings }: ConfigSite, teams: readonly Team[]): Step[] {
  const steps: Step[] = [];
  const teamBefore = teams.find(({ id }) => id === before.teamId)?.name ?? null;
  if (team !== undefined && team !== teamBefore)
    steps.push({ kind: "move site", name, before: teamBefore, team });
  const changed = Object.entries(settings).filter(
    ([setting, value]) => !isDeepStrictEqual(value, before.settings[setting as keyof SiteSettings]),
  );
  if (changed.length > 0)
    steps.push({
      kind: "change site",
      name,
      before: before.settings,
      settings: Object.fromEntries(changed) as Partial<SiteSettings>,
    });
  return steps;
}

function compareParts(before: StateSite | undefined, { name: site, parts }: ConfigSite, prune: boolean) {
  const removed: Step[] = [];
  const others: Step[] = [];
  const kept: string[] = [];
  const faults: Fault[] = [];
  for (const part of PART_NAMES) {
    const wanted = parts[part];
    if (wanted === undefined) continue;
    const { what, most, show } = PARTS[part];
    const known = new Map((before?.parts[part] ?? []).map((item) => [item.name, item]));
    for (const item of wanted) {
      const old = known.get(item.name);
      known.delete(item.name);
      if (old === undefined) others.push({ kind: "create part", site, part, item });
      else if (!isDeepStrictEqual(show(old), item))
        others.push({ kind: "change part", site, part, before: old, item });
    }
    for (const old of known.values()) {
      if (prune) removed.push({ kind: "remove part", site, part, before: old });
      else kept.push(`${what} ${old.name} of ${site}`);
    }
    const count = wanted.length + (prune ? 0 : known.size);
    if (count > most)
      faults.push({
        path: [part],
        message: `the site would have ${count} ${part}, with those that are kept; at most ${most} are possible`,
      });
  }
  return { steps: [...removed, ...others], kept, faults };
}
