import { describe, expect, it } from "vitest";
import { timeseriesParams } from "../cards/card-params.ts";
import { readView } from "./site-search.ts";

describe("readView", () => {
  it.each([
    { search: { metric: "exit_rate" }, metric: "visitors" },
    { search: { metric: "conversion_rate" }, metric: "visitors" },
    { search: { metric: "conversion_rate", f: ["is,event:goal,Signup"] }, metric: "conversion_rate" },
    { search: { metric: "scroll_depth", f: ["is,event:page"] }, metric: "visitors" },
    { search: { metric: "nonsense" }, metric: "visitors" },
  ])("draws $metric for $search, and asks for nothing that is refused", ({ search, metric }) => {
    const view = readView(search);
    expect(view.metric).toBe(metric);
    expect(timeseriesParams(view).metrics?.split(",")).toContain(metric);
    expect(timeseriesParams(view).metrics).not.toContain("exit_rate");
  });
});
