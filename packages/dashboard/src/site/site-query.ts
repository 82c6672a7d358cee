import { queryOptions } from "@tanstack/react-query";
import { api, isNotFound } from "../api.ts";

/** A site's settings; null when there is no such site yet. */
export const siteQuery = (name: string) =>
  queryOptions({
    queryKey: ["site", name],
    queryFn: () =>
      api.site(name).catch((error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      }),
    staleTime: 60_000,
  });

export const sitesQuery = queryOptions({ queryKey: ["sites"], queryFn: () => api.sites() });
