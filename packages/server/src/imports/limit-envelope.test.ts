import { LIMITS } from "@millrace/protocol";
import { expect, it } from "vitest";
import { buildEnvelope } from "../../test/build/build-envelope.ts";
import { buildSite } from "../../test/build/read-all.ts";
import { limitEnvelope } from "./limit-envelope.ts";

const SITE = buildSite();

const long = (end: string, limit: number, start = "/") => start + "p".repeat(limit - 2 - start.length) + end;

it.each([
  { what: "a plain path", path: `/${"p".repeat(5000)}`, is: `/${"p".repeat(LIMITS.path - 1)}` },
  { what: "within an escape", path: long("%2F%2F", LIMITS.path), is: long("", LIMITS.path) },
  {
    what: "within a character of several bytes",
    path: `${long("", LIMITS.path - 3)}%C3%A9x`,
    is: long("", LIMITS.path - 3),
  },
  { what: "within a surrogate pair", path: long("a\u{1F600}b", LIMITS.path), is: long("a", LIMITS.path) },
])("cuts $what, and refuses none", ({ path, is }) => {
  expect(limitEnvelope(buildEnvelope({ path }), SITE).path).toBe(is);
});

it("cuts every other text too", () => {
  const text = "\u{1F600}".repeat(5000);
  const limited = limitEnvelope(buildEnvelope({ title: `t${text}`, name: text, props: { a: text } }), SITE);
  expect(limited.title).toBe(`t${text.slice(0, LIMITS.title - 2)}`);
  for (const cut of [limited.title, limited.name, limited.props.a ?? ""])
    expect(cut.isWellFormed()).toBe(true);
  expect(limited.name.length).toBeLessThanOrEqual(LIMITS.eventName);
});
