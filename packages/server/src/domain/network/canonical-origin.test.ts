import { expect, it } from "vitest";
import { canonicalOrigin } from "./canonical-origin.ts";

it.each([
  ["https://example.com", "https://example.com"],
  [" HTTPS://Example.com:443/ ", "https://example.com"],
  ["http://localhost:3000", "http://localhost:3000"],
  ["http://[::1]:3000", "http://[::1]:3000"],
  ["https://bücher.example", "https://xn--bcher-kva.example"],
  ["https://example.com/a", null],
  ["https://example.com?", "https://example.com"],
  ["https://example.com?a", null],
  ["https://me@example.com", null],
  ["https://:word@example.com", null],
  ["ftp://example.com", null],
  ["example.com", null],
  ["https://*.example.com", null],
  ["https://example.com;sandbox", null],
  ["https://a.example,b.example", null],
  ["https://a.example'none'", null],
  ["null", null],
])("reads %j as %j", (text, origin) => {
  expect(canonicalOrigin(text)).toBe(origin);
});
