import { expect, it } from "vitest";
import { compareParams } from "./card-params.ts";

const VIEW = { compare: "previous_period", weekdays: null } as const;

it.each([
  { period: "all", params: { compare: "none" } },
  { period: "7d", params: { compare: "previous_period" } },
  { period: "30d", params: { compare: "previous_period", match_day_of_week: "true" } },
] as const)("compares $period with what there can be before it", ({ period, params }) => {
  expect(compareParams(VIEW, period)).toEqual(params);
});
