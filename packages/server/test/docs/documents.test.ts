import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../e2e/instance.ts";
import { renderChangelog, renderEndpoints, renderEnvironment, renderSettings } from "./render.ts";

/** `npm run docs` writes what this otherwise only compares. */
const isWriting = process.env.MILLRACE_WRITE_DOCS === "1";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** A document with the part between two markers replaced. */
function withPart(path: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name}: made by npm run docs -->`, `<!-- end of ${name} -->`];
  const text = read(path);
  expect(text, `${path} has the markers of ${name}`).toContain(begin);
  expect(text, `${path} has the markers of ${name}`).toContain(end);
  const [before = ""] = text.split(begin);
  const [, after = ""] = text.split(end);
  return `${before}${begin}\n\n${part}\n\n${end}${after}`;
}

describe("what is made of the code", () => {
  it.each([
    { path: ".env.example", make: renderEnvironment },
    { path: "CHANGELOG.md", make: () => renderChangelog(ROOT) },
    { path: "docs/operations.md", make: () => withPart("docs/operations.md", "settings", renderSettings()) },
    { path: "docs/api.md", make: () => withPart("docs/api.md", "endpoints", renderEndpoints()) },
  ])("$path is what the code says; npm run docs writes it", ({ path, make }) => {
    const wanted = make();
    if (isWriting) writeFileSync(join(ROOT, path), wanted);
    expect(read(path)).toBe(wanted);
  });
});

const DOCUMENTS = [
  // What changed once may name what is gone.
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md"),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
/** Where a path may begin, beside the root and the document's own folder. */
const STARTS = [
  "packages/server",
  "packages/server/src",
  "packages/server/test",
  "packages/server/src/drivers",
  "packages/server/src/drivers/events",
  "packages/server/src/http",
  "packages/dashboard",
  "packages/dashboard/src",
  "packages/protocol/src",
];
/** Made at run or build time. */
const MADE = /^(\.\/)?(data|dist|node_modules|coverage)\//;
/** Files that a how-to lets its reader write. */
const EXAMPLES = /nats|hostnames|device-model|device_model|signups|matomo|fathom/;

describe("paths in documents", () => {
  it.each(DOCUMENTS)("exist: %s", (document) => {
    const text = read(document).replaceAll(/```[\s\S]*?```/g, "");
    const paths = [
      ...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)*\/?[\w.-]+\.(?:ts|tsx|mjs|cjs|sql|md|ya?ml|json|sh|css))`/g),
    ]
      .map(([, path = ""]) => path)
      .filter((path) => path.includes("/") && !MADE.test(path) && !EXAMPLES.test(path));
    const missing = paths.filter(
      (path) =>
        ![ROOT, join(ROOT, dirname(document)), ...STARTS.map((start) => join(ROOT, start))].some((start) =>
          existsSync(join(start, path)),
        ),
    );
    expect(missing).toEqual([]);
  });

  it("lead somewhere where they are links", () => {
    const broken = DOCUMENTS.flatMap((document) =>
      [...read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !existsSync(join(ROOT, dirname(document), target)))
        .map((target) => `${document}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
