import type { TeamInfo } from "@millrace/protocol";
import { useQueries } from "@tanstack/react-query";
import { useUser } from "../user.tsx";
import { teamQuery } from "./team-query.ts";

export interface TeamsOfSites {
  /** Null: the site belongs to no team, or to one that is not known. */
  readonly teamOf: (site: string) => TeamInfo | null;
  /** Whether all teams have been asked. */
  readonly isKnown: boolean;
}

/** Which team a site belongs to. Who is in one team at most is not asked about: all sites are its. */
export function useTeamsOfSites(): TeamsOfSites {
  const { teams } = useUser();
  const asked = useQueries({ queries: teams.length > 1 ? teams.map(({ id }) => teamQuery(id)) : [] });
  const owners = new Map<string, TeamInfo>();
  for (const { data } of asked) for (const site of data?.sites ?? []) if (data) owners.set(site, data);
  const only = teams.length === 1 ? teams[0] : undefined;
  return {
    teamOf: (site) => owners.get(site) ?? only ?? null,
    isKnown: asked.every(({ isPending }) => !isPending),
  };
}
