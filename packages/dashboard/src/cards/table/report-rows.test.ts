import { describe, expect, it } from "vitest";
import { isUnknown, linkOf } from "./report-rows.ts";

describe("linkOf", () => {
  it.each([
    { dimension: "event:page", value: "/docs?q=1", href: "https://example.com/docs?q=1" },
    { dimension: "event:page", value: "//evil.example/", href: "https://example.com//evil.example/" },
    { dimension: "event:page", value: "@evil.example/", href: undefined },
    { dimension: "event:page", value: "javascript:alert(1)", href: undefined },
    { dimension: "visit:referrer", value: "news.example/a", href: "https://news.example/a" },
    { dimension: "visit:referrer", value: "javascript:alert(1)", href: undefined },
    { dimension: "visit:referrer", value: "user@evil.example/a", href: undefined },
    { dimension: "visit:source", value: "Google", href: undefined },
    { dimension: "visit:country", value: "DE", href: undefined },
  ])("$dimension $value", ({ dimension, value, href }) => {
    expect(linkOf(dimension, value, "example.com")).toBe(href);
  });
});

it("knows a row without any value", () => {
  expect(isUnknown({ dimensions: ["(not set)", "(not set)"] })).toBe(true);
  expect(isUnknown({ dimensions: ["Firefox", "(not set)"] })).toBe(false);
});
