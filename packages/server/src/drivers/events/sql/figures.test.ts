import { expect, it } from "vitest";
import { casesOf } from "./figures.ts";

it("counts visitors behind page views, visits behind their rates, and the whole behind a share", () => {
  const metrics = ["visitors", "pageviews", "bounce_rate", "time_on_page", "conversion_rate"] as const;
  const values = { visitors: 10, pageviews: 30, entries: 7, bounces: 3, page_pairs: 20 };
  expect(casesOf(metrics, [], values, { visitorsWithoutGoals: 50 })).toEqual([10, 10, 7, 20, 50]);
});
