import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { useSite } from "../site/site-context.tsx";

/** The properties that there are, and the one that is shown: that of the address while events have it, or the first. */
export function usePropertyKey({ enabled = true } = {}) {
  const { params, search, site } = useSite();
  const { event, property } = search;
  const asked = { date_range: params.date_range, ...(event !== undefined && { event }) };
  const keys = useQuery({
    queryKey: ["properties", site.name, asked],
    queryFn: () => api.propertyKeys(site.name, asked),
    enabled,
  });
  const names = keys.data ?? [];
  return { keys, key: names.find(({ key }) => key === property)?.key ?? names[0]?.key };
}
