import { describe, expect, it } from "vitest";
import { createNameFormat } from "./names.ts";

describe("a page's name", () => {
  it.each([
    ["/caf%C3%A9", "/café"],
    ["/a%20b", "/a b"],
    ["/a%2Fb%3Fc", "/a%2Fb%3Fc"],
    ["/caf%E9/caf%C3%A9", "/caf%E9/café"],
    ["/caf%C3%25(email)/%C3%A9", "/caf%C3%25(email)/é"],
    ["/50%25", "/50%"],
    ["/a%2520b", "/a%2520b"],
    ["/%", "/%"],
    ["(not set)", "(not set)"],
  ])("%j is read as %j", (path, name) => {
    const names = createNameFormat("en");
    for (const dimension of ["event:page", "visit:entry_page", "visit:exit_page", "visit:referrer"])
      expect(names.value(dimension, path)).toBe(name);
  });
});

it("writes what has no value in the reader's language", () => {
  const names = createNameFormat("de", { "Direct / None": "Direkt / keine" });
  expect(names.value("visit:source", "Direct / None")).toBe("Direkt / keine");
  expect(names.value("visit:source", "constructor")).toBe("constructor");
});
