import type { Filter } from "@millrace/protocol";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { readView, type SiteSearch } from "../../view/site-search.ts";

/** For what goes on after it has waited: the filters by then, not those of the rendering that it began in. */
export function useCurrentFilters(): () => readonly Filter[] {
  const router = useRouter();
  return useCallback(() => readView(router.state.location.search as SiteSearch).filters, [router]);
}
