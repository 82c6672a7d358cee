import type { LiveEvent } from "@millrace/protocol";
import { expect, it } from "vitest";
import { mergeFeed } from "./merge-feed.ts";

const event = (at: number, page: string): LiveEvent => ({
  ...{ at, page, name: "pageview", source: "", country: "", city: "", device: "", browser: "" },
});
const pages = (live: LiveEvent[], before: LiveEvent[], limit = 9) =>
  mergeFeed(live, before, limit).map(({ at, page }) => `${at}${page}`);

it.each([
  {
    what: "one of both once",
    live: [event(3, "/a")],
    before: [event(3, "/a"), event(1, "/b")],
    is: ["3/a", "1/b"],
  },
  {
    what: "two that are alike twice",
    live: [event(3, "/a"), event(3, "/a")],
    before: [event(3, "/a")],
    is: ["3/a", "3/a"],
  },
  {
    what: "a late one in its place",
    live: [event(2, "/a")],
    before: [event(3, "/b"), event(1, "/c")],
    is: ["3/b", "2/a", "1/c"],
  },
])("shows $what", ({ live, before, is }) => {
  expect(pages(live, before)).toEqual(is);
  expect(pages(live, before, 1)).toEqual(is.slice(0, 1));
});
