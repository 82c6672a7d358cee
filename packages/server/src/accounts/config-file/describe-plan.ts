import type { SiteSettings } from "../../domain/site/site.ts";
import { SITE_SETTING_NAMES } from "../check-site-settings.ts";
import type { PartStep, Plan, Step } from "./compare.ts";
import { PARTS } from "./parts.ts";

/** Returns lines for people: a step each, with its fields below it, and the sum. */
export function describePlan({ steps, kept }: Plan): string[] {
  const lines = [
    ...steps.flatMap(describeStep),
    ...kept.map((name) => `  ${shown(name)}: not in the file, kept`),
  ];
  if (steps.length === 0) return [...lines, "Nothing to change."];
  const count = (verb: string) => steps.filter(({ kind }) => kind.startsWith(verb)).length;
  const changes = count("change") + count("move");
  const sites = count("remove site");
  return [
    ...lines,
    `${count("create")} to create, ${changes} to change, ${count("remove")} to remove.`,
    ...(sites === 0
      ? []
      : [
          `WARNING: ${sites === 1 ? "a site is" : `${sites} sites are`} deleted with all events. This can't be undone.`,
        ]),
  ];
}

/** The first line names the change. */
export function describeStep(step: Step): string[] {
  switch (step.kind) {
    case "create team":
      return [`+ team ${shown(step.name)}`];
    case "remove team":
      return [`- team ${shown(step.team.name)}: its members lose access, its invitations and keys end`];
    case "create site": {
      const of = step.team === undefined ? "" : ` (team ${teamName(step.team)})`;
      return [`+ site ${shown(step.name)}${of}`];
    }
    case "move site":
      return [`~ site ${shown(step.name)}`, change("team", teamName(step.before), teamName(step.team))];
    case "change site":
      return [
        `~ site ${shown(step.name)}`,
        ...Object.entries(step.settings).map(([setting, value]) => {
          const key = setting as keyof SiteSettings;
          return change(SITE_SETTING_NAMES[key], JSON.stringify(step.before[key]), JSON.stringify(value));
        }),
      ];
    case "remove site":
      return [`- site ${shown(step.name)}: IT IS DELETED WITH ALL ITS EVENTS`];
    default:
      return describePart(step);
  }
}

function describePart(step: PartStep): string[] {
  const { what, show } = PARTS[step.part];
  const name = shown(step.kind === "remove part" ? step.before.name : step.item.name);
  const title = `${what} ${name} of ${shown(step.site)}`;
  if (step.kind === "create part") return [`+ ${title}`];
  if (step.kind === "remove part") return [`- ${title}`];
  const old = new Map<string, unknown>(Object.entries(show(step.before)));
  const changed = Object.entries(step.item)
    .map(([field, value]) => [field, JSON.stringify(old.get(field)), JSON.stringify(value)] as const)
    .filter(([, before, after]) => before !== after);
  return [`~ ${title}`, ...changed.map(([field, before, after]) => change(field, before, after))];
}

const change = (field: string, before: string | undefined, after: string): string =>
  `    ${field}: ${before ?? "null"} -> ${after}`;

const teamName = (team: string | null): string => (team === null ? "none" : shown(team));

/** Names are strangers' texts: what could steer a terminal is quoted. */
const shown = (name: string): string =>
  /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(name) ? name : JSON.stringify(name);
