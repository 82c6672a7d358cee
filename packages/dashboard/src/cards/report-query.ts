import type { ReportReply } from "@millrace/protocol";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";

type Params = Readonly<Record<string, string>>;

export const reportQuery = (name: string, params: Params & { site_id: string }) =>
  queryOptions<ReportReply>({
    queryKey: ["report", params.site_id, name, params],
    queryFn: ({ signal }) => api.report(name, params, signal),
  });
