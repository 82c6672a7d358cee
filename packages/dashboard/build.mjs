import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const COMPRESSED = new Set([".html", ".js", ".css", ".svg", ".json"]);

export async function buildDashboard(folder = join(root, "dist")) {
  // Vite heeds the caller's, and React's development build is slower and a quarter larger.
  process.env.NODE_ENV = "production";
  await build({
    root,
    configFile: join(root, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: folder, emptyOutDir: true },
  });
  checkStyles(join(folder, "assets"));
  keepLicences(folder);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && COMPRESSED.has(extname(entry.name))) compress(join(entry.parentPath, entry.name));
  }
}

/** Those of what is handed on as it is. */
function keepLicences(folder) {
  const { resolve } = createRequire(import.meta.url);
  for (const name of ["@fontsource-variable/inter", "country-flag-icons"]) {
    const licence = join(dirname(resolve(`${name}/package.json`)), "LICENSE");
    cpSync(licence, join(folder, `LICENSE-${name.split("/").at(-1)}.txt`));
  }
}

/** Throws when a component of Mantine came into the scripts without its styles. */
function checkStyles(folder) {
  const read = (extension) =>
    readdirSync(folder)
      .filter((name) => extname(name) === extension)
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
  const all = readFileSync(createRequire(import.meta.url).resolve("@mantine/core/styles.css"), "utf8");
  const classesOf = (text) => new Set(text.match(/\bm_?[0-9a-f]{6,8}\b/g));
  const styled = classesOf(read(".css"));
  const mantine = classesOf(all);
  const missing = [...classesOf(read(".js"))].filter((name) => mantine.has(name) && !styled.has(name));
  if (missing.length > 0)
    throw new Error(
      `src/mantine.css lacks the styles of ${missing.join(", ")}: find them in @mantine/core/styles`,
    );
}

function compress(file) {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
}
