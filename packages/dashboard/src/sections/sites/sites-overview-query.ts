import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api.ts";

const LOOK_MS = 10_000;

/** All sites with their last 24 hours; asked again while the list is in sight, since visitors come and go. */
export const sitesOverviewQuery = queryOptions({
  queryKey: ["sites", "overview"],
  queryFn: ({ signal }) => api.sitesOverview(signal),
  refetchInterval: LOOK_MS,
  staleTime: LOOK_MS / 2,
});
