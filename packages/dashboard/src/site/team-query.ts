import { queryOptions } from "@tanstack/react-query";
import { isNotFound } from "../api.ts";
import { moreApi } from "../more-api.ts";

/** A team with its members and sites; null when there is none, or none that one may see. */
export const teamQuery = (team: number) =>
  queryOptions({
    queryKey: ["team", team],
    queryFn: () =>
      moreApi.team(team).catch((error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      }),
    staleTime: 60_000,
  });
