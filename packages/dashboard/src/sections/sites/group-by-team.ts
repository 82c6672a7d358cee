import type { TeamInfo } from "@millrace/protocol";

export interface TeamGroup<Site> {
  /** Null: of sites that belong to no team. */
  readonly team: TeamInfo | null;
  readonly sites: readonly Site[];
}

/** Groups sites by team, in the order of the teams; those of none come last. Teams without a site have no group. */
export function groupByTeam<Site extends { readonly name: string }>(
  sites: readonly Site[],
  teams: readonly TeamInfo[],
  teamOf: (site: string) => TeamInfo | null,
): readonly TeamGroup<Site>[] {
  const idOf = ({ name }: Site) => teamOf(name)?.id ?? null;
  return [...teams, null]
    .map((team) => ({ team, sites: sites.filter((site) => idOf(site) === (team?.id ?? null)) }))
    .filter((group) => group.sites.length > 0);
}
