import { describe, expect, it } from "vitest";
import type { Metric } from "./query-names.ts";
import { isSignificant } from "./significance.ts";

type Pair = readonly [figure: number | null, cases: number];

interface Case {
  readonly metric: Metric;
  readonly now: Pair;
  readonly before: Pair;
  readonly isReal: boolean;
  readonly what: string;
}

const measured = ([figure, cases]: Pair) => ({ figure, cases });

describe("isSignificant", () => {
  it.each<Case>([
    { metric: "visitors", now: [110, 0], before: [100, 0], isReal: false, what: "ten more of a hundred" },
    { metric: "visitors", now: [150, 0], before: [100, 0], isReal: true, what: "half as many again" },
    { metric: "visitors", now: [5, 0], before: [0, 0], isReal: false, what: "five after none" },
    { metric: "visitors", now: [6, 0], before: [0, 0], isReal: true, what: "six after none" },
    { metric: "visitors", now: [0, 0], before: [0, 0], isReal: false, what: "nothing twice" },
    {
      metric: "pageviews",
      now: [23_400, 10_000],
      before: [24_000, 10_100],
      isReal: false,
      what: "2.5 % of views that few visitors made",
    },
    {
      metric: "pageviews",
      now: [600, 600],
      before: [500, 500],
      isReal: true,
      what: "views of one visitor each, as visitors",
    },
    {
      metric: "pageviews",
      now: [600, 60],
      before: [500, 50],
      isReal: false,
      what: "the same views of a tenth of the visitors",
    },
    {
      metric: "pageviews",
      now: [600, 0],
      before: [500, 0],
      isReal: false,
      what: "views that nobody made: counted by their sender",
    },
    {
      metric: "events",
      now: [900, 300],
      before: [300, 290],
      isReal: true,
      what: "three times the events of as many visitors",
    },
    {
      metric: "bounce_rate",
      now: [45.5, 25_000],
      before: [46, 25_000],
      isReal: false,
      what: "half a point of 25,000 visits",
    },
    {
      metric: "bounce_rate",
      now: [42, 25_000],
      before: [46, 25_000],
      isReal: true,
      what: "four points of 25,000 visits",
    },
    {
      metric: "bounce_rate",
      now: [42, 100],
      before: [46, 100],
      isReal: false,
      what: "four points of a hundred visits",
    },
    {
      metric: "bounce_rate",
      now: [100, 3],
      before: [0, 3],
      isReal: false,
      what: "all of three after none of three",
    },
    {
      metric: "bounce_rate",
      now: [100, 4],
      before: [0, 4],
      isReal: true,
      what: "all of four after none of four",
    },
    { metric: "bounce_rate", now: [100, 1], before: [null, 0], isReal: false, what: "a rate after none" },
    {
      metric: "views_per_visit",
      now: [2.35, 900],
      before: [2.4, 900],
      isReal: false,
      what: "a twentieth of a view",
    },
    { metric: "views_per_visit", now: [3.4, 900], before: [2.4, 900], isReal: true, what: "a view more" },
    {
      metric: "visit_duration",
      now: [101, 20_000],
      before: [100, 20_000],
      isReal: false,
      what: "1 % of a duration",
    },
    {
      metric: "visit_duration",
      now: [110, 20_000],
      before: [100, 20_000],
      isReal: true,
      what: "a tenth of a duration of 20,000 visits",
    },
    {
      metric: "visit_duration",
      now: [60, 1],
      before: [0, 1],
      isReal: false,
      what: "a minute of a single visit",
    },
    {
      metric: "conversion_rate",
      now: [2.8, 20_000],
      before: [2.6, 20_000],
      isReal: false,
      what: "0.2 points of 20,000 visitors",
    },
    {
      metric: "conversion_rate",
      now: [3.4, 20_000],
      before: [2.6, 20_000],
      isReal: true,
      what: "0.8 points of 20,000 visitors",
    },
    { metric: "total_revenue", now: [1200, 12], before: [1000, 10], isReal: false, what: "two sales more" },
    {
      metric: "total_revenue",
      now: [12_000, 1200],
      before: [9000, 900],
      isReal: true,
      what: "a third more of 900 sales",
    },
    { metric: "total_revenue", now: [500, 1], before: [0, 0], isReal: false, what: "one sale after none" },
    {
      metric: "average_revenue",
      now: [105, 100],
      before: [100, 100],
      isReal: false,
      what: "5 % of a hundred sales' mean",
    },
    { metric: "time_on_page", now: [19, 0], before: [19, 0], isReal: false, what: "no change" },
  ])("$metric: $what: $isReal", ({ metric, now, before, isReal }) => {
    expect(isSignificant(metric, measured(now), measured(before))).toBe(isReal);
    expect(isSignificant(metric, measured(before), measured(now)), "whichever comes first").toBe(isReal);
  });

  it("calls two periods of the same chance different about once in twenty times, whatever is measured", () => {
    const random = sequence(7);
    const found: Partial<Record<Metric, number>> = {};
    const rounds = 1500;
    for (let round = 0; round < rounds; round += 1) {
      const [now, before] = [period(random), period(random)];
      for (const metric of Object.keys(now) as (keyof typeof now)[]) {
        if (isSignificant(metric, now[metric], before[metric])) found[metric] = (found[metric] ?? 0) + 1;
      }
    }
    for (const [metric, times] of Object.entries(found)) {
      expect(times / rounds, metric).toBeLessThan(0.06);
    }
    expect((found.visitors ?? 0) / rounds, "and not much more rarely").toBeGreaterThan(0.02);
    expect((found.bounce_rate ?? 0) / rounds, "and not much more rarely").toBeGreaterThan(0.02);
  });
});

/** Visits that come by chance, each with a further view three times in five and some time with every view but its last. */
function period(random: () => number) {
  const visits = Math.round(200 + 14.1 * normal(random));
  let [views, bounces, seconds] = [0, 0, 0];
  for (let visit = 0; visit < visits; visit += 1) {
    let own = 1;
    while (random() < 0.6) {
      own += 1;
      seconds -= 60 * Math.log(1 - random());
    }
    views += own;
    if (own === 1) bounces += 1;
  }
  const of = (figure: number) => ({ figure, cases: visits });
  return {
    visitors: of(visits),
    pageviews: of(views),
    views_per_visit: of(views / visits),
    bounce_rate: of((bounces / visits) * 100),
    visit_duration: of(seconds / visits),
  };
}

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Numbers from 0 to 1 that are the same every time: mulberry32. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
