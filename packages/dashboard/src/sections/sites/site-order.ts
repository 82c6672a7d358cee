import { isCountedThroughout, type SiteOverview } from "@millrace/protocol";

/** By which the list of sites can be sorted. */
export const SITE_ORDERS = ["visitors", "change", "name"] as const;
export type SiteOrder = (typeof SITE_ORDERS)[number];

/** What the address of the list says; anything else is the usual order. */
export const readSiteOrder = (text: unknown): SiteOrder =>
  SITE_ORDERS.find((order) => order === text) ?? "visitors";

const DAY_MS = 86_400_000;

/**
 * How many more visitors there were than in the 24 hours before, in percent; null where there is nothing to compare with, or
 * a part of those hours.
 */
export function changeOf({ visitors, previous, first_event }: SiteOverview, now = Date.now()): number | null {
  const before = { from: now - 2 * DAY_MS, to: now - DAY_MS };
  if (previous === 0 || first_event === null) return null;
  if (!isCountedThroughout(before, Date.parse(first_event))) return null;
  return ((visitors - previous) / previous) * 100;
}

const FIGURES: Readonly<Record<SiteOrder, (site: SiteOverview) => number>> = {
  visitors: ({ visitors }) => visitors,
  change: (site) => changeOf(site) ?? Number.NEGATIVE_INFINITY,
  name: () => 0,
};

/** Names of the sites in the order that was asked for, the largest figure first, equal ones by name. */
export function sortSites(sites: readonly SiteOverview[], order: SiteOrder): string[] {
  const figure = FIGURES[order];
  const byFigure = (a: SiteOverview, b: SiteOverview) =>
    figure(a) === figure(b) ? 0 : figure(b) - figure(a);
  return sites.toSorted((a, b) => byFigure(a, b) || a.name.localeCompare(b.name)).map(({ name }) => name);
}
