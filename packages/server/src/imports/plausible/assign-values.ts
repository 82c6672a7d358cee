import { createMaxHeap } from "../max-heap.ts";
import { apportion, scaleDown, sumOf } from "./apportion.ts";

/** A visit that wants a value: whose it is, and its page views. */
export interface OpenVisit {
  readonly visitor: number;
  readonly views: number;
}

/** What a day's totals say of one value of a dimension. */
export interface Share {
  readonly visitors: number;
  readonly visits: number;
  readonly pageviews: number;
}

/** Swaps that are looked at before what is left of the page views' difference is let be. */
const MAX_SWAP_LOOKS = 50_000;

/** What a value still has to get. */
interface Need {
  visitors: number;
  visits: number;
  pageviews: number;
}

/**
 * The value of each visit, by its place in `shares`, or shares.length for unknown. Each value gets as many visits as
 * its share says; its visitors and page views come out too where that is possible. Shares of more visits than there are
 * are scaled down.
 */
export function assignValues(visits: readonly OpenVisit[], shares: readonly Share[]): Int32Array {
  const needs = needsOf(visits, shares);
  const values = new Int32Array(visits.length).fill(-1);
  const often = visitsOfOften(visits);
  giveWholeVisitors(visits, often, needs, values);
  giveVisits(visits, needs, values);
  evenOut(visits, new Set(often.flat()), needs, values);
  return values;
}

/** The last need is that of unknown. */
function needsOf(visits: readonly OpenVisit[], shares: readonly Share[]): Need[] {
  const counts = scaleDown(
    shares.map(({ visits }) => visits),
    visits.length,
  );
  const unknown = visits.length - sumOf(counts);
  const views = sumOf(visits.map(({ views }) => views));
  const isTold = shares.some(({ pageviews }) => pageviews > 0);
  const perVisit = visits.length === 0 ? 0 : views / visits.length;
  const weights = [
    ...shares.map(({ pageviews }, index) => (isTold ? pageviews : (counts[index] ?? 0) * perVisit)),
    unknown * perVisit,
  ];
  const pageviews = apportion(weights, views);
  return [...counts, unknown].map((count, index) => ({
    visits: count,
    visitors: Math.min(count, Math.max(1, shares[index]?.visitors ?? count)),
    pageviews: pageviews[index] ?? 0,
  }));
}

/** Visitors with several visits go to the values that have more visits than visitors. */
function giveWholeVisitors(
  visits: readonly OpenVisit[],
  often: readonly (readonly number[])[],
  needs: Need[],
  values: Int32Array,
): void {
  const heap = createMaxHeap();
  const extraOf = ({ visits, visitors }: Need) => visits - visitors;
  for (const [index, need] of needs.entries())
    if (extraOf(need) > 0 && need.visitors > 0) heap.push(index, extraOf(need));
  for (const own of often) {
    const index = heap.pop();
    const need = needs[index];
    if (need === undefined) return;
    if (extraOf(need) >= own.length - 1) {
      for (const visit of own) {
        values[visit] = index;
        need.pageviews -= visits[visit]?.views ?? 0;
      }
      need.visits -= own.length;
      need.visitors -= 1;
    }
    if (extraOf(need) > 0 && need.visitors > 0) heap.push(index, extraOf(need));
  }
}

/** The visits of each visitor who has more than one, the most first. */
function visitsOfOften(visits: readonly OpenVisit[]): number[][] {
  const byVisitor = new Map<number, number[]>();
  for (const [index, { visitor }] of visits.entries()) {
    const own = byVisitor.get(visitor);
    if (own === undefined) byVisitor.set(visitor, [index]);
    else own.push(index);
  }
  return [...byVisitor.values()].filter((own) => own.length > 1).sort((a, b) => b.length - a.length);
}

/** The visits that are left, the longest first, each to the value that has the most page views to get per visit. */
function giveVisits(visits: readonly OpenVisit[], needs: Need[], values: Int32Array): void {
  const heap = createMaxHeap();
  const wantOf = ({ pageviews, visits }: Need) => pageviews / visits;
  for (const [index, need] of needs.entries()) if (need.visits > 0) heap.push(index, wantOf(need));
  const open = visits
    .map(({ views }, visit) => ({ visit, views }))
    .filter(({ visit }) => values[visit] === -1);
  open.sort((a, b) => b.views - a.views || a.visit - b.visit);
  for (const { visit, views } of open) {
    const index = heap.pop();
    const need = needs[index];
    if (need === undefined) return;
    values[visit] = index;
    need.visits -= 1;
    need.pageviews -= views;
    if (need.visits > 0) heap.push(index, wantOf(need));
  }
}

/** Swaps single visits between values with too many page views and values with too few. */
function evenOut(
  visits: readonly OpenVisit[],
  often: ReadonlySet<number>,
  needs: readonly Need[],
  values: Int32Array,
): void {
  const groups = needs.map(() => new Map<number, number[]>());
  for (const [visit, { views }] of visits.entries()) {
    const group = groups[values[visit] ?? -1];
    if (group === undefined || often.has(visit)) continue;
    const same = group.get(views);
    if (same === undefined) group.set(views, [visit]);
    else same.push(visit);
  }
  const rest = needs.map(({ pageviews }) => pageviews);
  let looks = 0;
  for (const [over] of rest.entries()) {
    for (let under = 0; under < rest.length && (rest[over] ?? 0) < 0; under++) {
      while ((rest[over] ?? 0) < 0 && (rest[under] ?? 0) > 0) {
        looks += 1;
        if (looks > MAX_SWAP_LOOKS) return;
        const most = Math.min(-(rest[over] ?? 0), rest[under] ?? 0);
        const moved = swapOne(groups[over], groups[under], most, { values, over, under });
        if (moved === 0) break;
        rest[over] = (rest[over] ?? 0) + moved;
        rest[under] = (rest[under] ?? 0) - moved;
      }
    }
  }
}

type Group = Map<number, number[]>;

/** Swaps a longer visit of the one group for a shorter one of the other, by at most `most` page views; returns by how many. */
function swapOne(
  from: Group | undefined,
  to: Group | undefined,
  most: number,
  { values, over, under }: { values: Int32Array; over: number; under: number },
): number {
  for (const [longViews, long] of from ?? []) {
    if (long.length === 0) continue;
    for (const [shortViews, short] of to ?? []) {
      const moved = longViews - shortViews;
      const [longVisit, shortVisit] = [long.at(-1), short.at(-1)];
      if (moved <= 0 || moved > most || longVisit === undefined || shortVisit === undefined) continue;
      long.pop();
      short.pop();
      values[longVisit] = under;
      values[shortVisit] = over;
      put(to, longViews, longVisit);
      put(from, shortViews, shortVisit);
      return moved;
    }
  }
  return 0;
}

function put(group: Group | undefined, views: number, visit: number): void {
  const same = group?.get(views);
  if (same === undefined) group?.set(views, [visit]);
  else same.push(visit);
}
