import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { useSite } from "../site/site-context.tsx";
import { useReport } from "./use-report.ts";

/** The properties that there are, and the one that is shown: that of the address while events have it, or the first. */
export function usePropertyKey({ enabled = true } = {}) {
  const { params, search, site, view } = useSite();
  const { property } = search;
  // A goal's own event, where it is the only one that the filters leave: other events' properties say nothing of it.
  const isAmongFew = view.countsConversions && !search.event;
  const events = useReport("events", { limit: "2" }, { enabled: enabled && isAmongFew });
  const [only, another] = (isAmongFew && events.data?.results) || [];
  const event = search.event || (another === undefined ? only?.dimensions[0] : undefined);
  const asked = { date_range: params.date_range, ...(event !== undefined && { event }) };
  const keys = useQuery({
    queryKey: ["properties", site.name, asked],
    queryFn: () => api.propertyKeys(site.name, asked),
    enabled: enabled && !(isAmongFew && events.isPending),
  });
  const names = keys.data ?? [];
  return { keys, key: names.find(({ key }) => key === property)?.key ?? names[0]?.key };
}
