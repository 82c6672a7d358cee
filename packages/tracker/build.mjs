import { mkdir, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds `dist/millrace.js`, the file that pages load. Called by the repository's build and by the tests, which
 * run the very bytes that ship. The file is replaced in one step: a server that starts meanwhile reads all of it.
 */
export async function buildTracker() {
  const { outputFiles } = await build({
    entryPoints: [fromHere("src/millrace.ts")],
    tsconfigRaw: {},
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2018",
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  const { contents, text } = outputFiles[0];
  const path = fromHere("dist/millrace.js");
  const draft = `${path}.${process.pid}`;
  await mkdir(fromHere("dist"), { recursive: true });
  await writeFile(draft, contents);
  await rename(draft, path);
  return { path, code: text, bytes: contents.length, gzipBytes: gzipSync(contents, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, bytes, gzipBytes } = await buildTracker();
  console.log(`${path}: ${bytes} bytes, ${gzipBytes} gzipped`);
}
