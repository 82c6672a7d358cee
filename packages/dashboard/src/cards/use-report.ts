import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSite } from "../site/site-context.tsx";
import { includesToday } from "../view/period.ts";
import { reportQuery } from "./report-query.ts";

type Params = Readonly<Record<string, string>>;

/** How often numbers of a period that runs are asked for while the page is visible; live news come sooner. */
const REFRESH_MS = 30_000;

/** A report of the page's site, period and filters. What was shown stays until the new one is there. */
export function useReport(name: string, more: Params = {}, { enabled = true } = {}) {
  const { params, period, today, site, guest } = useSite();
  return useQuery({
    ...reportQuery(name, { ...params, ...more, site_id: site.name }),
    enabled: enabled && guest?.shows(name) !== false,
    placeholderData: keepPreviousData,
    ...(includesToday(period, today) && { refetchInterval: REFRESH_MS }),
  });
}
