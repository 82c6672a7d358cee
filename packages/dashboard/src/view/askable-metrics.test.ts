import type { Filter } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { isAskable } from "./askable-metrics.ts";

const PAGE: Filter = ["is", "event:page", ["/a"]];
const GOAL: Filter = ["is", "event:goal", ["Signup"]];

describe("isAskable", () => {
  it.each<{ metric: Parameters<typeof isAskable>[0]; filters: Filter[]; may: boolean }>([
    { metric: "visitors", filters: [], may: true },
    { metric: "scroll_depth", filters: [], may: false },
    { metric: "scroll_depth", filters: [PAGE], may: true },
    { metric: "time_on_page", filters: [GOAL], may: false },
    { metric: "time_on_page", filters: [["not", ["or", [PAGE, GOAL]]]], may: true },
    { metric: "conversion_rate", filters: [PAGE], may: false },
    { metric: "conversion_rate", filters: [["has_done", GOAL]], may: true },
    { metric: "conversion_rate", filters: [["is", "segment", [1]]], may: false },
    { metric: "exit_rate", filters: [PAGE], may: false },
  ])("$metric with $filters: $may", ({ metric, filters, may }) => {
    expect(isAskable(metric, filters)).toBe(may);
  });
});
