import type { SeededRandom } from "../rows/seeded-random.ts";
import type { DayPage, DayTotals } from "./figures.ts";
import { planPages } from "./plan-pages.ts";

export interface PlannedVisit {
  readonly visitor: number;
  /** Pages in order, by their place in the figures; empty for a visit without a page view. */
  readonly pages: readonly number[];
  /** Somebody must do something in it: it is no bounce although it has one page view, or it has none. */
  readonly wantsEvent: boolean;
}

export interface VisitPlan {
  readonly visits: readonly PlannedVisit[];
  readonly notes: readonly string[];
  /** Page views of a day without a visit. */
  readonly loosePageviews: number;
}

/** Visitors and visits of a day with their pages, in an order of their own. */
export function planVisits(totals: DayTotals, pages: readonly DayPage[], random: SeededRandom): VisitPlan {
  const { visitors, pageviews } = totals;
  const notes: string[] = [];
  const visits = Math.max(totals.visits, visitors);
  if (visitors > totals.visits) notes.push("more visitors than visits: each visitor gets one");
  if (visits === 0) return { visits: [], notes, loosePageviews: pageviews };
  const people = Math.max(1, visitors);
  if (visitors === 0) notes.push("visits without a visitor: one visitor made them");
  const viewing = Math.min(visits, pageviews);
  const bounces = Math.min(totals.bounces, viewing);
  const plan = planPages(pages, { visits: viewing, pageviews, bounces }, random);
  if (plan.singles < bounces) notes.push("more bounces than page views allow");

  const planned = plan.visits.map((own, index) => ({
    pages: own,
    wantsEvent: index >= bounces && index < plan.singles,
  }));
  for (let silent = viewing; silent < visits; silent++) planned.push({ pages: [], wantsEvent: true });
  return {
    visits: random.shuffle(planned).map((visit, index) => ({ ...visit, visitor: index % people })),
    notes,
    loosePageviews: 0,
  };
}
