import { useQuery } from "@tanstack/react-query";
import { CARD_GROUPS, reportOf } from "../../cards/card-groups.ts";
import { reportsQuery } from "../../cards/reports-query.ts";
import { useSite } from "../../site/site-context.tsx";
import type { SiteSearch, Unreadable } from "../../view/site-search.ts";

const SESSIONS = "sessions";
const TABS: readonly string[] = CARD_GROUPS.flatMap(({ tabs }) => tabs.map(({ name }) => name));
const REPORTS: readonly string[] = [SESSIONS, ...TABS.map(reportOf)];

/** Whether a report can be shown whole; null until the server has listed its own. */
export function useHasReport(): (name: string) => boolean | null {
  const { data } = useQuery(reportsQuery);
  return (name) => {
    if (REPORTS.includes(name)) return true;
    return data === undefined
      ? null
      : data.some((report) => report.name === name && report.shape === "table");
  };
}

export interface UnreadablePart extends Unreadable {
  /** The address without it. */
  readonly without: SiteSearch;
}

/** What the address asks for and there is not, with the way out of each. */
export function useUnreadable(): readonly UnreadablePart[] {
  const { view, search } = useSite();
  const hasReport = useHasReport();
  const { detail, tabs = [], f = [] } = search;
  const without = (name: keyof SiteSearch, text: string): SiteSearch => {
    if (name === "f") return { f: f.filter((one) => one !== text) };
    if (name === "tabs") return { tabs: tabs.filter((one) => one !== text) };
    return { [name]: undefined };
  };
  const noReport = detail !== undefined && detail !== "" && hasReport(detail) === false;
  const parts: readonly Unreadable[] = [
    ...view.unreadable,
    ...(noReport ? [{ name: "detail" as const, text: detail }] : []),
    ...tabs
      .filter((tab) => !TABS.includes(tab) && hasReport(tab) === false)
      .map((text) => ({ name: "tabs" as const, text })),
  ];
  return parts.map((part) => ({ ...part, without: without(part.name, part.text) }));
}
