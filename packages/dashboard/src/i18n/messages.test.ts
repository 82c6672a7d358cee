import { describe, expect, it } from "vitest";
import { de } from "./de.ts";
import { en, type MessageKey, type Messages } from "./en.ts";
import { fr } from "./fr.ts";

/** With the texts that are the same as in English. */
const LANGUAGES: Readonly<Record<string, { messages: Messages; same: readonly string[] }>> = {
  de: {
    messages: de,
    same: ["API", "Host", "Region", "Browser", "System", "Segment", "Details", "Live", "Name", "Domains"],
  },
  fr: {
    messages: fr,
    same: [
      ...["Sites", "API", "Menu", "Minutes", "Page", "Pages", "Source", "Sources", "Segment", "Segments"],
      ...["Versions", "Sessions"],
    ],
  },
};
const KEYS = Object.keys(en) as MessageKey[];

const PLACEHOLDER = /\{\{.*?\}\}/g;
const wordsOf = (text: string): string[] =>
  text
    .replace(PLACEHOLDER, "")
    .toLowerCase()
    .match(/\p{L}+/gu) ?? [];
const placeholders = (messages: Messages) =>
  Object.fromEntries(KEYS.map((key) => [key, messages[key].match(PLACEHOLDER)?.sort()]));
/** In most English sentences, and in none in German or French. */
const ENGLISH = new Set(
  "the and of from with this that are were has have no nothing yet by to your".split(" "),
);

describe.each(Object.entries(LANGUAGES))("%s", (_language, { messages, same }) => {
  it("fills in what English fills in", () => {
    expect(placeholders(messages)).toEqual(placeholders(en));
  });

  it("leaves no text in English", () => {
    const untouched = KEYS.filter((key) => wordsOf(en[key]).length > 0 && messages[key] === en[key]);
    expect(new Set(untouched.map((key) => en[key]))).toEqual(new Set(same));
    expect(KEYS.filter((key) => wordsOf(messages[key]).some((word) => ENGLISH.has(word)))).toEqual([]);
  });
});
