import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lookUp } from "@millrace/protocol";
import { describe, expect, it } from "vitest";

const PACKAGES = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = readdirSync(PACKAGES)
  .flatMap((name) => filesOf(`${name}/src`))
  .map((path) => ({ path, text: withoutComments(readFileSync(`${PACKAGES}${path}`, "utf8")) }));

/** `name in TABLE`: true for `constructor`. Not `"kind" in value`, nor loops over keys. */
const IN =
  /(?<!(?:const|let) )(?<!["'`\w] ?)\b[\w.?]+ in [\w.]+(?=\s*(?:[)?;,]|&&|\|\|))|return [\w.?]+ in [\w.]+/g;

/** `const TABLE: Readonly<Record<string, …>>`, whose names may be anything. */
const TABLE = /\bconst ([A-Z][A-Z_\d]+): Readonly<\s*(?:Partial<)?Record<\s*string\b/g;

describe("names from outside meet no inherited ones", () => {
  it("there is something to look at", () => {
    expect(SOURCES.length).toBeGreaterThan(300);
    expect(tables().length).toBeGreaterThan(10);
    expect("if (name in TABLE)".match(IN)).toHaveLength(1);
    expect("return name in OF_VISIT ? 1 : 0".match(IN)).toHaveLength(1);
    expect("!(name in dialect.buckets)".match(IN)).toHaveLength(1);
    expect("x => x != null && x in TABLE;".match(IN)).toHaveLength(1);
    expect('if ("kind" in value) for (const key in value) {}'.match(IN)).toBeNull();
  });

  it("no source asks `name in table`: Object.hasOwn does", () => {
    expect(found(IN)).toEqual([]);
  });

  it("no source reads `TABLE[name]` of a table by any name: lookUp does", () => {
    // Keys of our own, or what a regular expression let through.
    const safe = [
      "SHAPES[operator]",
      "OPERATORS[sign]",
      "ESCAPES[character]",
      "MEASURES[measure]",
      "SHARDING_KEYS[name]",
    ];
    const reads = tables().flatMap((name) => found(new RegExp(`\\b${name}\\[\\w+[^\\]]*\\]`, "g")));
    expect(reads.filter((read) => !safe.some((one) => read.endsWith(one)))).toEqual([]);
  });

  it.each(["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "__defineGetter__"])(
    "a table has no %s",
    (name) => {
      expect(lookUp({ a: 1 }, name)).toBeUndefined();
    },
  );
});

function filesOf(folder: string): string[] {
  return readdirSync(`${PACKAGES}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((path) => /(?<!\.test)\.tsx?$/.test(path))
    .map((path) => `${folder}/${path}`);
}

function tables(): string[] {
  return [...new Set(SOURCES.flatMap(({ text }) => [...text.matchAll(TABLE)].map(([, name = ""]) => name)))];
}

function found(pattern: RegExp): string[] {
  return SOURCES.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([match]) => `${path}: ${match}`),
  );
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}
