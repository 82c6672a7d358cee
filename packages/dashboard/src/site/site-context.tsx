import type { Filter, SiteInfo } from "@millrace/protocol";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { createContext, type ReactNode, useCallback, useContext, useMemo } from "react";
import { dateIn } from "../format/date.ts";
import { withSegmentsOpened } from "../view/conversions.ts";
import type { Period } from "../view/period.ts";
import { readView, type SiteSearch, type SiteView, writeView } from "../view/site-search.ts";
import { type ReportParams, reportParams } from "./report-params.ts";
import { useSegments } from "./use-segments.ts";

/** What the page needs to know of a site; guests are told no more. */
export type ShownSite = Pick<SiteInfo, "name" | "timezone" | "domains" | "geo_precision">;

/** What a share link lets the page show. */
export interface Guest {
  readonly hasFilters: boolean;
  /** Whether one of its cards has a report: others are refused. */
  readonly shows: (report: string) => boolean;
}

/** The site that the page shows, and how. */
export interface SiteState {
  readonly site: ShownSite;
  /** Null: the page was opened by no share link. */
  readonly guest: Guest | null;
  readonly search: SiteSearch;
  readonly view: SiteView;
  /** The view's filters with what their segments keep in place. */
  readonly openedFilters: readonly Filter[];
  /** What is shown when the address names no period. */
  readonly period: Period;
  /** Date of the site's zone. */
  readonly today: string;
  /** Parameters that reports of this view have in common. */
  readonly params: ReportParams;
  readonly change: (changes: Partial<SiteView>) => void;
  /** Of what is no view: tabs, sheets. `replace` leaves no step for Back. */
  readonly navigate: (changes: SiteSearch, options?: { replace?: boolean }) => void;
  /** With other changes of the address in the same step. */
  readonly setFilters: (filters: readonly Filter[], others?: SiteSearch) => void;
}

const SiteContext = createContext<SiteState | null>(null);

export function useSite(): SiteState {
  const state = useContext(SiteContext);
  if (state === null) throw new Error("there is no site around this component");
  return state;
}

export interface SiteProviderProps {
  readonly site: ShownSite;
  readonly guest?: Guest | null;
  readonly defaultPeriod: Period;
  readonly children: ReactNode;
}

export function SiteProvider({ site, guest = null, defaultPeriod, children }: SiteProviderProps) {
  // On a site's page and on that of a share link.
  const search: SiteSearch = useSearch({ strict: false });
  const go = useNavigate();
  const today = dateIn(site.timezone, Date.now());
  const navigate = useCallback(
    (changes: SiteSearch, { replace = false } = {}) =>
      void go({
        to: ".",
        search: ((before: SiteSearch) => ({ ...before, ...changes })) as never,
        replace,
        resetScroll: false,
      }),
    [go],
  );
  const { segments } = useSegments(site.name);
  const state = useMemo((): SiteState => {
    const open = (filters: readonly Filter[]) => withSegmentsOpened(filters, segments);
    const view = readView(search, open);
    const period = view.period ?? defaultPeriod;
    const change = (changes: Partial<SiteView>) => navigate(writeView(changes));
    return {
      site,
      guest,
      search,
      view,
      openedFilters: open(view.filters),
      period,
      today,
      params: reportParams(site.name, period, today, view.filters),
      change,
      navigate,
      setFilters: (filters, others = {}) => navigate({ ...writeView({ filters }), ...others }),
    };
  }, [site, guest, search, segments, defaultPeriod, today, navigate]);
  return <SiteContext value={state}>{children}</SiteContext>;
}
