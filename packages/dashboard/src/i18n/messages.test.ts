import { DROP_REASONS, EVENT_DIMENSIONS, METRICS, VISIT_DIMENSIONS } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { de } from "./de.ts";
import { en as first, type MessageKey, type Messages } from "./en.ts";
import { enMore } from "./en-more.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { LANGUAGES } from "./index.ts";
import { pt } from "./pt.ts";

/** Names are the same everywhere. */
const NAMES = ["API", "Host", "Hosts", "Plausible", "Umami", "GoatCounter", "Terminal"];

/** With the texts that are the same as in English. */
const TRANSLATIONS: Readonly<Record<string, { messages: Messages; same: readonly string[] }>> = {
  de: {
    messages: de,
    same: [
      ...NAMES,
      "Region",
      "Browser",
      "System",
      "Segment",
      "Details",
      "Live",
      "Name",
      "Domains",
      "Rate",
      "Team",
      "Teams",
      "Passkeys",
      "live",
    ],
  },
  fr: {
    messages: fr,
    same: [
      ...NAMES.filter((name) => !name.startsWith("Host")),
      ...["Sites", "Menu", "Minutes", "Page", "Pages", "Source", "Sources", "Segment", "Segments"],
      ...["Versions", "Sessions", "Conversions", "Notes", "Note", "Total", "Invitation", "Pause", "Site"],
    ],
  },
  es: { messages: es, same: [...NAMES, "{{points}} pp", "{{count}} error", "Total"] },
  pt: { messages: pt, same: [...NAMES, "Site", "Sites", "Menu", "Total", "Editor"] },
};
const en: Messages = { ...first, ...enMore };
const KEYS = Object.keys(en) as MessageKey[];

const PLACEHOLDER = /\{\{.*?\}\}/g;
const wordsOf = (text: string): string[] =>
  text
    .replace(PLACEHOLDER, "")
    .toLowerCase()
    .match(/\p{L}+/gu) ?? [];
const placeholders = (messages: Messages) =>
  Object.fromEntries(KEYS.map((key) => [key, messages[key].match(PLACEHOLDER)?.sort()]));
/** In most English sentences, and in none of the other languages. */
const ENGLISH = new Set("the and of from with this that are were have nothing yet by to your".split(" "));

it("tries every language there is", () => {
  expect(Object.keys(TRANSLATIONS).sort()).toEqual(
    Object.keys(LANGUAGES)
      .filter((language) => language !== "en")
      .sort(),
  );
});

describe.each(Object.entries(TRANSLATIONS))("%s", (_language, { messages, same }) => {
  it("has every text, none that is left over, and none that is empty", () => {
    expect(Object.keys(messages).sort()).toEqual([...KEYS].sort());
    expect(KEYS.filter((key) => messages[key].trim() === "")).toEqual([]);
  });

  it("fills in what English fills in", () => {
    expect(placeholders(messages)).toEqual(placeholders(en));
  });

  it("leaves no text in English", () => {
    const untouched = KEYS.filter((key) => wordsOf(en[key]).length > 0 && messages[key] === en[key]);
    expect(new Set(untouched.map((key) => en[key]))).toEqual(new Set(same));
    expect(KEYS.filter((key) => wordsOf(messages[key]).some((word) => ENGLISH.has(word)))).toEqual([]);
  });
});

it("names every metric, dimension and reason that a server may answer", () => {
  const names = [
    ...METRICS.map((metric) => `metric.${metric}`),
    ...[...EVENT_DIMENSIONS, ...VISIT_DIMENSIONS].map((dimension) => `dimension.${dimension}`),
    ...DROP_REASONS.map((reason) => `drop.${reason}`),
  ];
  expect(names.filter((name) => !Object.hasOwn(en, name))).toEqual([]);
});
