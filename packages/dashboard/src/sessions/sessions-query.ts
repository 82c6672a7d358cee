import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { SiteState } from "../site/site-context.tsx";

/** Pages of a site's visits, the newest first. */
export const sessionsQuery = ({ site, params, view }: SiteState, limit: number) =>
  infiniteQueryOptions({
    queryKey: ["report", site.name, "sessions", params, limit],
    queryFn: ({ pageParam: page, signal }) =>
      api.sessions(
        site.name,
        { date_range: params.date_range, filters: [...view.filters], limit, page },
        signal,
      ),
    initialPageParam: 1,
    getNextPageParam: (last, pages) => (last.has_more ? pages.length + 1 : undefined),
  });

export const sessionQuery = (site: string, id: string) =>
  queryOptions({ queryKey: ["session", site, id], queryFn: () => api.session(site, id) });
