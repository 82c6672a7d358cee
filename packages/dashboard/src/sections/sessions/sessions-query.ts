import type { Filter, SessionInfo } from "@millrace/protocol";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../api.ts";
import type { ReportParams } from "../../site/report-params.ts";

/** Rows of the card. */
export const SHOWN_SESSIONS = 9;

/** Ranges that end with yesterday, whoever is there now: lists of the newest visits begin with the running day all the same. */
const ROLLING = /^\d+(d|mo)$/;
export const beginsWithToday = ({ date_range }: ReportParams): boolean => ROLLING.test(date_range);

/** Whether a list of them does: nobody may have come yet, or nobody that the filters let through. */
export const isTodayFirst = (
  [newest]: readonly SessionInfo[],
  params: ReportParams,
  today: string,
): boolean => beginsWithToday(params) && newest?.started_at.slice(0, 10) === today;

/** Pages of a site's visits, the newest first. */
export const sessionsQuery = (params: ReportParams, filters: readonly Filter[], limit: number) =>
  infiniteQueryOptions({
    queryKey: ["report", params.site_id, "sessions", params, filters, limit],
    queryFn: ({ pageParam: page, signal }) =>
      api.sessions(
        params.site_id,
        {
          date_range: params.date_range,
          ...(beginsWithToday(params) && { include_today: true }),
          filters: [...filters],
          limit,
          page,
        },
        signal,
      ),
    initialPageParam: 1,
    getNextPageParam: (last, pages) => (last.has_more ? pages.length + 1 : undefined),
  });

export const sessionQuery = (site: string, id: string) =>
  queryOptions({ queryKey: ["session", site, id], queryFn: () => api.session(site, id) });
