import type { Filter } from "@millrace/protocol";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { ReportParams } from "../site/report-params.ts";

/** Rows of the card. */
export const SHOWN_SESSIONS = 9;

/** Pages of a site's visits, the newest first. */
export const sessionsQuery = (params: ReportParams, filters: readonly Filter[], limit: number) =>
  infiniteQueryOptions({
    queryKey: ["report", params.site_id, "sessions", params, limit],
    queryFn: ({ pageParam: page, signal }) =>
      api.sessions(
        params.site_id,
        { date_range: params.date_range, filters: [...filters], limit, page },
        signal,
      ),
    initialPageParam: 1,
    getNextPageParam: (last, pages) => (last.has_more ? pages.length + 1 : undefined),
  });

export const sessionQuery = (site: string, id: string) =>
  queryOptions({ queryKey: ["session", site, id], queryFn: () => api.session(site, id) });
