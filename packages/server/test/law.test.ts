// What no linter of ours says: how long functions are, and whether measurements find what they measure.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ROOT } from "./e2e/instance.ts";

const MOST_LINES = 100;

const filesBelow = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name) && !/node_modules|dist\//.test(name))
    .map((name) => join(folder, name));

const SOURCES = readdirSync(join(ROOT, "packages")).flatMap((name) =>
  filesBelow(join("packages", name, "src"), /^(?!.*\.(test|cases)\.tsx?$).*\.tsx?$/),
);

/** Functions with a body of statements, and how many lines they take. */
function functionsOf(path: string): { name: string; lines: number }[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(join(ROOT, path), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: { name: string; lines: number }[] = [];
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (
      ts.isFunctionLike(node) &&
      "body" in node &&
      node.body !== undefined &&
      ts.isBlock(node.body as ts.Node)
    ) {
      const start = node.getStart();
      found.push({ name: `${path}:${lineAt(start) + 1}`, lines: lineAt(node.end) - lineAt(start) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("functions", () => {
  it(`have at most ${MOST_LINES} lines`, () => {
    const all = SOURCES.flatMap(functionsOf);
    expect(all.length).toBeGreaterThan(2000);
    expect(all.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
  });
});

describe("measurements", () => {
  const IMPORT = /import \{([^}]+)\} from "(\.[^"]*\/dist\/[^"]+)"/g;
  const imports = filesBelow("bench", /\.mjs$/).flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(IMPORT)].map(([, names = "", from = ""]) => ({
      file,
      from: join(ROOT, file, "..", from),
      names: names.split(",").map((name) => name.trim().split(" as ")[0] ?? ""),
    })),
  );

  it("import from the build, which they measure", () => expect(imports.length).toBeGreaterThan(10));

  it.each(imports)("find $names, which $file imports", async ({ from, names }) => {
    const module = (await import(pathToFileURL(from).href)) as object;
    for (const name of names.filter(Boolean)) expect(module).toHaveProperty(name);
  });
});
