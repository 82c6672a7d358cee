import { mkdir, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds the files that pages load: `dist/millrace.js`, the core, and `dist/millrace-live.js`, the core with a
 * WebSocket. Called by the repository's build and by the tests, which run the very bytes that ship.
 */
export async function buildTracker() {
  return { core: await buildFile("millrace"), live: await buildFile("millrace-live") };
}

/** The file is replaced in one step: a server that starts meanwhile reads all of it. */
async function buildFile(name) {
  const { outputFiles } = await build({
    entryPoints: [fromHere(`src/${name}.ts`)],
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
  const path = fromHere(`dist/${name}.js`);
  const draft = `${path}.${process.pid}`;
  await mkdir(fromHere("dist"), { recursive: true });
  await writeFile(draft, contents);
  await rename(draft, path);
  return { path, code: text, bytes: contents.length, gzipBytes: gzipSync(contents, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, bytes, gzipBytes } of Object.values(await buildTracker()))
    console.log(`${path}: ${bytes} bytes, ${gzipBytes} gzipped`);
}
