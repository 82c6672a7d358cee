// What the scripts share: is everything installed and built, and if not, do it.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installed = join(root, "node_modules/.package-lock.json");
const built = join(root, "packages/server/dist/.built");

/** Installs when the lockfile is newer than what is installed, builds when a source is newer than the build. */
export function ensureFresh() {
  checkNode();
  // Somebody may have installed without what builds.
  if (mtime(join(root, "package-lock.json")) > mtime(installed) || !existsSync(bin("vite"))) install();
  if (newestSource() > mtime(built)) build();
}

export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) throw error;
  return status ?? 1;
}

export function bin(name) {
  return join(root, "node_modules/.bin", name);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Millrace needs Node 20.19 or later, this is ${process.versions.node}.`);
  process.exit(1);
}

function install() {
  console.error("Installing (once, and again when dependencies change) …");
  // Not "npm ci": it refuses a lockfile that lacks a package for another platform, which not every registry carries.
  // With NODE_ENV=production npm would leave out what builds.
  const args = ["install", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  if (run("npm", args) !== 0) process.exit(1);
  // npm leaves the time of the lockfile's own entries on it: say when this was done.
  writeFileSync(join(root, "node_modules/.installed"), "");
}

function build() {
  console.error("Building …");
  if (run(process.execPath, [join(root, "scripts/build.mjs")]) !== 0) process.exit(1);
}

function mtime(file) {
  const stamp = file === installed ? join(root, "node_modules/.installed") : file;
  if (existsSync(stamp)) return statSync(stamp).mtimeMs;
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

function newestSource() {
  const folders = [
    ...["protocol", "tracker", "dashboard", "server"].map((name) => `packages/${name}/src`),
    ...["map", "public"].map((name) => `packages/dashboard/${name}`),
  ].map((name) => join(root, name));
  const files = [
    "tsconfig.base.json",
    "scripts/build.mjs",
    "packages/tracker/build.mjs",
    ...["build.mjs", "index.html", "vite.config.ts"].map((name) => `packages/dashboard/${name}`),
  ].map((name) => join(root, name));
  return Math.max(...files.map(mtime), ...folders.map(newestIn));
}

function newestIn(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && !entry.name.endsWith(".test.ts")) {
      newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return newest;
}
