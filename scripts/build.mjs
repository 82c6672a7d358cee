// Compiles the packages and puts beside the output what is not TypeScript.
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildDashboard } from "../packages/dashboard/build.mjs";
import { buildTracker } from "../packages/tracker/build.mjs";
import { bin, root, run } from "./freshness.mjs";

if (run(bin("tsc"), ["-b"]) !== 0) process.exit(1);
await buildTracker();
await buildDashboard();
const server = join(root, "packages/server");
for (const folder of [
  "drivers/events/clickhouse/migrations",
  "drivers/events/postgres/migrations",
  "http/pages/docs-page",
]) {
  cpSync(join(server, "src", folder), join(server, "dist", folder), { recursive: true });
}
writeFileSync(join(server, "dist/.built"), "");
