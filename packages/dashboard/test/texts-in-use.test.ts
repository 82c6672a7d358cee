import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { en } from "../src/i18n/en.ts";

describe("texts in the source", () => {
  const folder = fileURLToPath(new URL("../src", import.meta.url));
  const source = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !/^i18n\/[a-z]{2}\.ts$/.test(file),
    )
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const literals = new Set(source.match(/"[a-z][\w.:-]*\.[\w.:-]+"/gi)?.map((text) => text.slice(1, -1)));
  /** Beginnings and ends of keys that are made of a name: `period.${name}`. */
  const made = [...source.matchAll(/`([a-z]\w*\.[\w.:-]*)\$\{[^}]*\}([\w.]*)`/gi)].map(
    ([, start = "", end = ""]) => ({
      start,
      end,
    }),
  );
  /** Of a text with a count only its stem is named. */
  const stemOf = (key: string) => key.replace(/_(one|other)$/, "");

  it("use every one there is", () => {
    const unused = Object.keys(en)
      .map(stemOf)
      .filter(
        (key) =>
          !literals.has(key) && !made.some(({ start, end }) => key.startsWith(start) && key.endsWith(end)),
      );
    expect(unused).toEqual([]);
  });
});
