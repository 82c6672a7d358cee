import { expect, it } from "vitest";
import { countryCode } from "./country-code.ts";
import { createNameFormat } from "./names.ts";

it.each([
  ["en", "germany", "DE"],
  ["de", "Deutschland", "DE"],
  ["pt", "Estados Unidos", "US"],
  ["en", "Atlantis", null],
  ["en", "DE", null],
])("knows in %s the code of %s: %s", (locale, name, code) => {
  expect(countryCode(name, createNameFormat(locale).country)).toBe(code);
});
