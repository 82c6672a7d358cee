import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import { sharedSlug } from "../guest.ts";

/** What people noted about days of a site. */
export const annotationsQuery = (site: string) =>
  queryOptions({
    queryKey: ["annotations", site],
    queryFn: () => api.annotations(site),
    staleTime: 60_000,
    enabled: sharedSlug === null,
  });
