import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { compareVersions, VERSION } from "./version.ts";

it.each(["protocol", "server", "dashboard", "tracker"])("is the version of the package %s", (name) => {
  expect(createRequire(import.meta.url)(`../../${name}/package.json`).version).toBe(VERSION);
});

it.each([
  { first: "0.1.0", second: "0.2.0", sign: -1 },
  { first: "0.10.0", second: "0.9.3", sign: 1 },
  { first: "1.0.0-rc.1", second: "1.0.0", sign: 0 },
  { first: "banana", second: "1.0.0", sign: 0 },
])("compares $first with $second", ({ first, second, sign }) => {
  expect(Math.sign(compareVersions(first, second))).toBe(sign);
});
