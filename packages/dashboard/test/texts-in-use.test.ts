import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { en } from "../src/i18n/en.ts";
import { enMore } from "../src/i18n/en-more.ts";

describe("texts in the source", () => {
  const folder = fileURLToPath(new URL("../src", import.meta.url));
  const source = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !/^i18n\/[a-z]{2}(-more)?\.ts$/.test(file),
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
    const unused = [...Object.keys(en), ...Object.keys(enMore)]
      .map(stemOf)
      .filter(
        (key) =>
          !literals.has(key) && !made.some(({ start, end }) => key.startsWith(start) && key.endsWith(end)),
      );
    expect(unused).toEqual([]);
  });

  it("are there where they are shown: what comes without more texts shows none of those", () => {
    const early = filesWithoutMoreTexts();
    expect(early.size).toBeGreaterThan(100);
    const shown = [...early].flatMap((file) =>
      Object.keys(enMore)
        .map(stemOf)
        .filter((key) => readFileSync(file, "utf8").includes(`"${key}"`))
        .map((key) => `${file}: ${key}`),
    );
    expect(shown).toEqual([]);
  });

  /** All that the first page and what it loads later consist of, but for what is loaded together with more texts. */
  function filesWithoutMoreTexts(): ReadonlySet<string> {
    const found = new Set<string>();
    const queue = [join(folder, "main.tsx"), join(folder, "ask-ahead.ts")];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (found.has(file)) continue;
      found.add(file);
      const code = readFileSync(file, "utf8").replace(/withMoreTexts\(\(\) => import\([^)]*\)/g, "");
      for (const [, path = ""] of code.matchAll(/(?:from|import\() ?"(\.[^"]+\.tsx?)"/g))
        if (!/\/[a-z]{2}(-more)?\.ts$/.test(path)) queue.push(join(dirname(file), path));
    }
    return found;
  }
});
