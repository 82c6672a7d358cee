import { expect, it } from "vitest";
import { LANGUAGES } from "../i18n/index.ts";
import { createCompact } from "./compact.ts";

it.each([
  { locale: "en", value: 12_345, text: "12.3K" },
  { locale: "de", value: 12_345, text: "12,3\u00a0Tsd." },
  { locale: "de-AT", value: -20_000, text: "-20\u00a0Tsd." },
  { locale: "de", value: 999_949, text: "999,9\u00a0Tsd." },
  { locale: "de", value: 999_950, text: "1\u00a0Mio." },
  { locale: "de", value: 2_340_000, text: "2,3\u00a0Mio." },
  { locale: "es", value: 12_345, text: "12,3\u00a0mil" },
  { locale: "pt", value: 12_345, text: "12,3\u00a0mil" },
  { locale: "fr", value: 12_345, text: "12,3\u00a0k" },
])("$locale writes $value as $text", ({ locale, value, text }) => {
  expect(createCompact(locale)(value)).toBe(text);
});

it.each(Object.keys(LANGUAGES))("%s writes no number in full that others shorten", (language) => {
  expect(createCompact(language)(250_000)).not.toMatch(/250\D?000/);
});
