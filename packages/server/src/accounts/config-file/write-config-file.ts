import { BadRequest } from "../../domain/errors.ts";
import { SITE_SETTING_NAMES } from "../check-site-settings.ts";
import { type ConfigState, type StateSite, VERSION } from "./config-file.ts";
import { PART_NAMES, PARTS } from "./parts.ts";
import { repeatedNames } from "./repeated-names.ts";

const HEADER = ` Configuration of a Millrace instance: teams, sites, goals, segments and share links. It holds no secrets.
 \`millrace config plan --file <file>\` prints what \`millrace config apply --file <file>\` would change.`;

/**
 * Returns the configuration file of an instance. The same state gives the same bytes. Throws BadRequest when two teams
 * have one name: a file refers to teams by their names.
 */
export async function writeConfigFile(state: ConfigState): Promise<string> {
  const [twice] = repeatedNames(state.teams);
  if (twice !== undefined)
    throw new BadRequest(
      `there are several teams ${JSON.stringify(twice)}: rename all but one, since a file refers to teams by name`,
    );
  const { Document, isCollection, visit } = await import("yaml");
  const teamNames = new Map(state.teams.map(({ id, name }) => [id, name]));
  const document = new Document({
    version: VERSION,
    teams: state.teams.map(({ name }) => ({ name })),
    sites: state.sites.map((site) => describeSite(site, teamNames)),
  });
  document.commentBefore = HEADER;
  // One filter is one line.
  visit(document, {
    Pair(_, { key, value }) {
      if (String(key) !== "filters" || !isCollection(value)) return;
      for (const filter of value.items) if (isCollection(filter)) filter.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function describeSite({ name, teamId, settings, parts }: StateSite, teamNames: ReadonlyMap<number, string>) {
  const shown = Object.entries(settings).map(
    ([setting, value]) => [SITE_SETTING_NAMES[setting as keyof typeof settings], value] as const,
  );
  const lists = PART_NAMES.map((part) => [
    part,
    (parts[part] ?? []).map((item) => shownItem(PARTS[part].show(item))),
  ]);
  return {
    name,
    team: teamId === null ? null : (teamNames.get(teamId) ?? null),
    ...Object.fromEntries(shown),
    ...Object.fromEntries(lists),
  };
}

const shownItem = (item: object): object =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
