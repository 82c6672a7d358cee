import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";

/** The reports that the server has, and what each may be asked. */
export const reportsQuery = queryOptions({
  queryKey: ["reports"],
  queryFn: () => api.reports(),
  staleTime: Number.POSITIVE_INFINITY,
});
