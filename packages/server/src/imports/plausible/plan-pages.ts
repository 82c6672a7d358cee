import type { SeededRandom } from "../rows/seeded-random.ts";
import { apportion, fillUp, scaleDown, sumOf } from "./apportion.ts";

/** A day's figures of one page. */
export interface PageFigures {
  readonly visitors: number;
  readonly pageviews: number;
  readonly entries: number;
  readonly exits: number;
  /** Visits that began here and had one page view. */
  readonly bounces: number;
}

export interface PagePlan {
  /** Pages of each visit in order, by their place in the figures; figures.length stands for an unknown page. */
  readonly visits: readonly (readonly number[])[];
  /** How many of the visits have one page view. They come first. */
  readonly singles: number;
}

/** How often another visit is looked for before a page is repeated in one against its figures. */
const TRIES = 8;

/**
 * The pages of `visits` visits with `pageviews` page views in all, `bounces` of them with one. Page views per page come out
 * exactly, entries too where no page has more of them than page views; exits and a page's visitors as closely as these let them.
 * Needs pageviews >= visits, and visits > 0 for any page views.
 */
export function planPages(
  figures: readonly PageFigures[],
  totals: { visits: number; pageviews: number; bounces: number },
  random: SeededRandom,
): PagePlan {
  const { visits, pageviews } = totals;
  const views = viewsPerPage(figures, pageviews);
  const told = (pick: (page: PageFigures) => number) =>
    views.map((most, index) => Math.min(most, figures[index] === undefined ? 0 : pick(figures[index])));
  const singles = singlesOf(totals);
  const longer = visits - singles;

  const wantedEntries = scaleDown(
    told(({ entries }) => entries),
    visits,
  );
  const entries = fillUp(wantedEntries, minus(views, wantedEntries), visits);
  const exits = told(({ exits }) => exits);
  const single = singlesPerPage({ views, entries, exits, bounces: told(({ bounces }) => bounces) }, singles);
  const later = minus(views, entries);
  const wantedExits = scaleDown(
    later.map((most, index) => Math.min(most, Math.max(0, (exits[index] ?? 0) - (single[index] ?? 0)))),
    longer,
  );
  const lastOnes = fillUp(wantedExits, minus(later, wantedExits), longer);

  const firsts = random.shuffle(spread(minus(entries, single)));
  const lasts = random.shuffle(spread(lastOnes));
  const between = firsts.map((): number[] => []);
  putBetween({ middles: minus(later, lastOnes), views, figures, firsts, lasts, between }, random);
  return {
    singles,
    visits: [
      ...random.shuffle(spread(single)).map((page) => [page]),
      ...firsts.map((first, index) => [first, ...(between[index] ?? []), lasts[index] ?? first]),
    ],
  };
}

/** As many visits of one page view as bounced, unless the page views are too few or too many for that. */
function singlesOf({
  visits,
  pageviews,
  bounces,
}: {
  visits: number;
  pageviews: number;
  bounces: number;
}): number {
  if (pageviews === visits) return visits;
  return Math.min(visits - 1, Math.max(bounces, 2 * visits - pageviews));
}

/** Sums up to `total`; what no page claims is of the unknown one, the last. */
function viewsPerPage(figures: readonly PageFigures[], total: number): number[] {
  const told = scaleDown(
    figures.map(({ pageviews }) => pageviews),
    total,
  );
  // A visit that began the day before, or a file that is not there: the other files know more views of the page.
  const atLeast = figures.map(({ entries, exits }) => Math.max(entries, exits));
  const filled = fillUp(
    told,
    atLeast.map((count, index) => Math.max(0, count - (told[index] ?? 0))),
    total,
  );
  return [...filled, total - sumOf(filled)];
}

interface PerPage {
  readonly views: readonly number[];
  readonly entries: readonly number[];
  readonly exits: readonly number[];
  readonly bounces: readonly number[];
}

/** How many of the visits with one page view each page has. */
function singlesPerPage({ views, entries, exits, bounces }: PerPage, total: number): number[] {
  const most = entries.map((count, page) => Math.min(count, exits[page] ?? 0));
  const least = most.map((count, page) =>
    Math.min(count, Math.max(0, (entries[page] ?? 0) + (exits[page] ?? 0) - (views[page] ?? 0))),
  );
  let single = most.map((count, page) => Math.min(count, Math.max(least[page] ?? 0, bounces[page] ?? 0)));
  const tooMany = sumOf(single) - total;
  if (tooMany > 0) {
    const room = minus(single, least);
    single = sumOf(room) >= tooMany ? minus(single, apportion(room, tooMany)) : apportion(single, total);
  }
  single = fillUp(single, minus(most, single), total);
  return fillUp(single, minus(entries, single), total);
}

interface Between {
  readonly middles: readonly number[];
  readonly views: readonly number[];
  readonly figures: readonly PageFigures[];
  readonly firsts: readonly number[];
  readonly lasts: readonly number[];
  readonly between: number[][];
}

/** Page views between entry and exit: a page is seen again in visits that know it as often as it has more views than visitors. */
function putBetween(
  { middles, views, figures, firsts, lasts, between }: Between,
  random: SeededRandom,
): void {
  if (firsts.length === 0) return;
  const holders = new Map<number, number[]>();
  const repeats = middles.map(() => 0);
  const hold = (page: number, visit: number) => {
    const known = holders.get(page);
    if (known === undefined) holders.set(page, [visit]);
    else known.push(visit);
  };
  for (const [visit, first] of firsts.entries()) {
    hold(first, visit);
    if (lasts[visit] === first) repeats[first] = (repeats[first] ?? 0) + 1;
    else hold(lasts[visit] ?? first, visit);
  }
  const knows = (visit: number, page: number) =>
    firsts[visit] === page || lasts[visit] === page || between[visit]?.includes(page) === true;

  for (const [page, count] of middles.entries()) {
    const wanted = (views[page] ?? 0) - (figures[page]?.visitors ?? 0) - (repeats[page] ?? 0);
    const again = Math.min(count, Math.max(0, wanted));
    for (let made = 0; made < count - again; made++) {
      let visit = random.below(firsts.length);
      for (let tries = 1; tries < TRIES && knows(visit, page); tries++) visit = random.below(firsts.length);
      between[visit]?.push(page);
      hold(page, visit);
    }
    const known = holders.get(page) ?? [];
    for (let made = 0; made < again; made++) {
      const visit = known.length === 0 ? random.below(firsts.length) : known[random.below(known.length)];
      between[visit ?? 0]?.push(page);
    }
  }
  for (const pages of between) random.shuffle(pages);
}

function minus(counts: readonly number[], less: readonly number[]): number[] {
  return counts.map((count, index) => count - (less[index] ?? 0));
}

/** `[2, 0, 1]` becomes `[0, 0, 2]`. */
function spread(counts: readonly number[]): number[] {
  const all: number[] = [];
  for (const [index, count] of counts.entries()) for (let made = 0; made < count; made++) all.push(index);
  return all;
}
