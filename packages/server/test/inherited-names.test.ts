import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lookUp } from "@millrace/protocol";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const PACKAGES = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = readdirSync(PACKAGES)
  .flatMap((name) => filesOf(`${name}/src`))
  .map((path) => ({ path, text: withoutComments(readFileSync(`${PACKAGES}${path}`, "utf8")) }));

/** `const TABLE: Readonly<Record<string, …>>`, whose names may be anything. */
const TABLE = /\bconst ([A-Z][A-Z_\d]+): Readonly<\s*(?:Partial<)?Record<\s*string\b/g;

describe("names from outside meet no inherited ones", () => {
  it("there is something to look at", () => {
    expect(SOURCES.length).toBeGreaterThan(300);
    expect(tables().length).toBeGreaterThan(10);
    expect(lookupsIn("if (name in TABLE)")).toHaveLength(1);
    expect(lookupsIn("return name in OF_VISIT ? 1 : 0")).toHaveLength(1);
    expect(lookupsIn("!(name in dialect.buckets)")).toHaveLength(1);
    expect(lookupsIn("x => x != null && x in TABLE;")).toHaveLength(1);
    expect(lookupsIn('if ("kind" in value) for (const key in value) {}')).toEqual([]);
    expect(lookupsIn("`100 bytes in total;`")).toEqual([]);
  });

  it("no source asks `name in table`: Object.hasOwn does", () => {
    const lookups = SOURCES.flatMap(({ path, text }) =>
      lookupsIn(text, path).map((lookup) => `${path}: ${lookup}`),
    );
    expect(lookups).toEqual([]);
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

/** `name in TABLE` is true for `constructor`. Not `"kind" in value`, nor loops over keys, nor words of a sentence. */
function lookupsIn(source: string, path = "source.ts"): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  function look(node: ts.Node): void {
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.InKeyword &&
      !ts.isStringLiteralLike(node.left)
    )
      found.push(node.getText(file));
    ts.forEachChild(node, look);
  }
  look(file);
  return found;
}

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
