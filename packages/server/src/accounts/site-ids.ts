import { BadRequest } from "../domain/errors.ts";
import type { Site } from "../domain/site/site.ts";

/** Returns the ids of a team's sites by their names. Throws BadRequest for one that the team does not have. */
export function siteIds(sites: readonly Site[], teamId: number, names: readonly string[]): readonly number[] {
  return names.map((name) => {
    const site = sites.find((one) => one.teamId === teamId && one.name === name);
    if (site === undefined) throw new BadRequest(`sites: the team has no site ${JSON.stringify(name)}`);
    return site.id;
  });
}
