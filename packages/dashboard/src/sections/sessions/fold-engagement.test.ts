import type { SessionStep } from "@millrace/protocol";
import { expect, it } from "vitest";
import { foldEngagement } from "./fold-engagement.ts";

const step = (name: string, page: string, engaged_ms = 0, scroll_depth = 0): SessionStep => ({
  at: "2026-03-10T09:00:00+00:00",
  name,
  hostname: "a.example",
  page,
  props: {},
  engaged_ms,
  scroll_depth,
  revenue: null,
});

it("adds how a page was read to its last view", () => {
  const folded = foldEngagement([
    step("pageview", "/a"),
    step("engagement", "/a", 10_000, 60),
    step("engagement", "/a", 16_000, 40),
    step("pageview", "/b"),
    step("Sign-up", "/b"),
    step("engagement", "/b", 5000),
    step("pageview", "/a"),
    step("engagement", "/a", 3000, 90),
  ]);
  expect(
    folded.map(({ name, page, engaged_ms, scroll_depth }) => [name, page, engaged_ms, scroll_depth]),
  ).toEqual([
    ["pageview", "/a", 26_000, 60],
    ["pageview", "/b", 5000, 0],
    ["Sign-up", "/b", 0, 0],
    ["pageview", "/a", 3000, 90],
  ]);
});

it("keeps what tells of a page whose view is not there", () => {
  expect(foldEngagement([step("engagement", "/a", 1000)])).toHaveLength(1);
});
