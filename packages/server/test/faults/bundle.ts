import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** What finds its native parts beside its own file. */
const NATIVE = ["lmdb", "chdb", "libsql", "@node-rs/*"];

/** Files that lie beside the source are looked for where they are. */
const keepPlaces: Plugin = {
  name: "keep-places",
  setup({ onLoad, onResolve }) {
    // A client library is loaded when its driver opens, and its named exports are those that Node finds.
    onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
    onLoad({ filter: /[/\\]server[/\\]dist[/\\].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(
        "import.meta.url",
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: "js",
    }));
  },
};

export interface Bundle {
  /** What Node runs. */
  readonly startFile: string;
  remove(): void;
}

/**
 * The built server as a few files instead of a thousand: the matrix starts it some 250 times, and half of
 * such a start is loading modules. It lies in dist/, from where Node finds the packages that stay outside.
 */
export async function bundleServer(): Promise<Bundle> {
  const outdir = mkdtempSync(join(DIST, "bundle-"));
  await build({
    entryPoints: [join(DIST, "app/start.js")],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: NATIVE,
    // CommonJS packages in it ask for Node's own modules by require().
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    plugins: [keepPlaces],
    logLevel: "warning",
  });
  return {
    startFile: join(outdir, "start.mjs"),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}
