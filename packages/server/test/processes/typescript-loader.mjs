// Lets a plain node process of a test run the sources: `node --import <this file> child.ts`.
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

if (!import.meta.url.includes("?hooks")) register(`${import.meta.url}?hooks`);

export function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const source = readFileSync(fileURLToPath(url), "utf8");
  const { code } = transformSync(source, { loader: "ts", format: "esm", target: "node20", sourcefile: url });
  return { format: "module", source: code, shortCircuit: true };
}
