import { describe, expect, it } from "vitest";
import { readTerminalSearch, toFilter } from "./terminal-search.ts";

describe("a terminal's address", () => {
  it.each([
    { search: {}, filter: {} },
    { search: { stages: "queue,insert" }, filter: { stages: ["queue", "insert"] } },
    { search: { stages: "nowhere", reason: "nothing", other: 1 }, filter: {} },
    {
      search: { reason: "bot", text: 7, site: "a.example" },
      filter: { reason: "bot", text: "7", site: "a.example" },
    },
    { search: { name: "", event: "0:1" }, filter: {} },
  ])("$search asks for $filter", ({ search, filter }) => {
    expect(toFilter(readTerminalSearch(search))).toEqual(filter);
  });
});
