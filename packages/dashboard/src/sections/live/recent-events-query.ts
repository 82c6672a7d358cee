import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api.ts";

/** What happened before the page looked. */
export const recentEventsQuery = (site: string) =>
  queryOptions({
    queryKey: ["recent-events", site],
    queryFn: ({ signal }) => api.recentEvents(site, signal),
    staleTime: 0,
  });
