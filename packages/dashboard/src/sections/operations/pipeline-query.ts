import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api.ts";

const REFRESH_MS = 5000;

/** The state of the pipeline, looked at while the page is visible. */
export const pipelineQuery = queryOptions({
  queryKey: ["pipeline"],
  queryFn: () => api.pipeline(),
  refetchInterval: REFRESH_MS,
  staleTime: REFRESH_MS / 2,
  retry: 1,
});
