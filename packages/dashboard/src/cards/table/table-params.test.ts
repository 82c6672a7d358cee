import { expect, it } from "vitest";
import { readView } from "../../view/site-search.ts";
import { conversionParams } from "./table-params.ts";

const ofGoal = readView({ f: ["is,event:goal,Sign-up"] });

it.each([
  { report: "sources", metrics: "visitors,events,group_conversion_rate" },
  { report: "events", metrics: "visitors,events" },
  { report: "goals", metrics: undefined },
])("asks $report for the rate that its rows have", ({ report, metrics }) => {
  expect(conversionParams(ofGoal, report).metrics).toBe(metrics);
  expect(conversionParams(readView({}), report)).toEqual({});
});
